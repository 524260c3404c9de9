import Blackboard
import Core
import TextAnalysis

/// A text that a question brings along: `@file:PATH`, `@file:PATH:10-20`, `@url:ADDRESS`, `@F12`.
struct Attachment: Sendable, Equatable {
    /// The most of one text that is attached, in bytes; the rest is left out, and the text says so.
    static let limit = 64 << 10

    /// Where it is from, such as a file's name or an entry's id.
    let label: String
    let text: String

    /// The text between marks that name it, for whoever reads only text.
    var block: String { "<attachment name=\"\(label.onOneLine)\">\n\(text)\n</attachment>" }
}

/// Takes the attachments out of a question.
struct AttachmentReader {
    /// A question and what it brings along.
    struct Expansion: Sendable {
        var question = ""
        var attachments: [Attachment] = []
        /// Files to be read as sources.
        var files: [Path] = []
        /// Pages of the web to be read as sources.
        var addresses: [String] = []
        /// Sources that are named, or quoted by findings that are.
        var sources: Set<EntryID> = []
    }

    let session: Session
    let board: Blackboard

    /// Reads what a question attaches.
    ///
    /// - Parameter text: What was typed.
    /// - Returns: The question without the marks of attachments, and their texts.
    /// - Throws: `FileError`, `BlackboardError` if something is not there; `NothingToDoError` if lines are.
    func expand(_ text: String) async throws -> Expansion {
        var result = Expansion()
        var kept: [Substring] = []
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if word.hasPrefix("@file:") {
                try attach(file: String(word.dropFirst(6)), &result)
            } else if word.hasPrefix("@url:") {
                result.addresses.append(String(word.dropFirst(5)))
            } else if word.hasPrefix("@"), let id = EntryID(String(word.dropFirst())) {
                try await attach(id, &result)
                kept.append(word.dropFirst())
            } else {
                kept.append(word)
            }
        }
        result.question = kept.joined(separator: " ")
        return result
    }

    private func attach(file written: String, _ result: inout Expansion) throws {
        let (name, lines) = Self.split(PathWords.split(written, home: session.environment["HOME"]).first ?? written)
        let path = session.path(name)
        let bytes = try FileSystem.read(path, limit: 64 << 20)
        var text = String(decoding: bytes, as: UTF8.self)
        if let lines {
            let all = text.split(separator: "\n", omittingEmptySubsequences: false)
            guard lines.lowerBound <= all.count else {
                throw NothingToDoError(message: "\(name) has \(all.count.of("line")), none from \(lines.lowerBound) on")
            }
            text = all[(lines.lowerBound - 1)..<min(lines.upperBound, all.count)].joined(separator: "\n")
        }
        result.attachments.append(Attachment(label: written, text: Self.capped(text)))
        result.files.append(path)
    }

    /// Attaches an entry of the board.
    func attach(_ id: EntryID, _ result: inout Expansion) async throws {
        let entry = try await board.entry(id)
        var text = entry.content.body
        if let origin = entry.content.origin {
            text = try await board.snapshot(origin.snapshot).text
            result.sources.insert(id)
        }
        let quotes = entry.content.quotes.map { "“\($0.exact)” (\($0.source))" }
        result.sources.formUnion(entry.content.quotes.map(\.source))
        let parts = [entry.content.title] + quotes + (text.isEmpty ? [] : [text])
        result.attachments.append(Attachment(label: "\(id)", text: Self.capped(parts.joined(separator: "\n"))))
    }

    /// A path and the lines behind it, as in `notes.txt:10-20`.
    static func split(_ text: String) -> (path: String, lines: ClosedRange<Int>?) {
        guard let colon = text.lastIndex(of: ":") else { return (text, nil) }
        let numbers = text[text.index(after: colon)...].split(separator: "-", omittingEmptySubsequences: false).map {
            Int($0)
        }
        guard (1...2).contains(numbers.count), let first = numbers[0], first > 0,
            let last = numbers.count == 2 ? numbers[1] : first, last >= first
        else {
            return (text, nil)
        }
        return (String(text[..<colon]), first...last)
    }

    private static func capped(_ text: String) -> String {
        if text.utf8.count <= Attachment.limit { return text }
        let kept = String(decoding: text.utf8.prefix(Attachment.limit), as: UTF8.self)
        return kept + "\n[… \(text.utf8.count - Attachment.limit) bytes are left out]"
    }
}
