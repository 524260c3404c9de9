import Core
import YAML

/// The Markdown form of an entry: YAML front matter and a body.
///
/// The format is part of the contract: people read and edit these files.
enum EntryFile {
    /// Writes an entry.
    static func render(_ entry: Entry) -> String {
        let content = entry.content
        var lines = [
            "---",
            "id: \(entry.id)",
            "kind: \(entry.id.kind.rawValue)",
            "title: \(YAMLText.scalar(content.title))",
            "status: \(content.status.rawValue)",
        ]
        if let fall = content.fall { lines.append("fell: {with: \(fall.with), was: \(fall.was.rawValue)}") }
        lines += [
            "created: \(entry.created)",
            "updated: \(entry.updated)",
            "by: \(YAMLText.scalar(entry.author))",
        ]
        if let run = entry.run { lines.append("run: \(YAMLText.scalar(run))") }
        lines.append("revision: \(entry.revision)")
        if !content.tags.isEmpty { lines.append("tags: [\(content.tags.map(quoted).joined(separator: ", "))]") }
        if !content.links.isEmpty {
            let links = content.links.map { "{rel: \($0.relation.rawValue), to: \($0.target)}" }
            lines.append("links: [\(links.joined(separator: ", "))]")
        }
        if let origin = content.origin { lines += self.lines(of: origin) }
        if !content.quotes.isEmpty {
            lines.append("quotes:")
            lines += content.quotes.map { "  - \(inline($0))" }
        }
        if !content.extra.isEmpty { lines.append(content.extra) }
        lines.append("---")
        return lines.joined(separator: "\n") + "\n" + content.body + (content.body.isEmpty ? "" : "\n")
    }

    private static func lines(of origin: SourceOrigin) -> [String] {
        var lines = [
            "uri: \(YAMLText.scalar(origin.uri))",
            "snapshot: \(origin.snapshot)",
            "media_type: \(YAMLText.scalar(origin.mediaType))",
        ]
        if let language = origin.language { lines.append("language: \(YAMLText.scalar(language))") }
        if let author = origin.author { lines.append("author: \(YAMLText.scalar(author))") }
        lines.append("accessed: \(origin.accessed)")
        let optional = [("published", origin.published), ("origin", origin.kind), ("credibility", origin.credibility)]
        for (key, value) in optional { if let value { lines.append("\(key): \(YAMLText.scalar(value))") } }
        return lines
    }

    private static func inline(_ quote: Quote) -> String {
        "{source: \(quote.source), snapshot: \(quote.snapshot), exact: \(quoted(quote.exact)), "
            + "prefix: \(quoted(quote.prefix)), suffix: \(quoted(quote.suffix)), "
            + "start: \(quote.start), end: \(quote.end)}"
    }

    /// A string in quotes, as flow collections need it; JSON strings are YAML.
    private static func quoted(_ text: String) -> String { JSON.string(text).text }

    /// Reads an entry.
    ///
    /// - Parameters:
    ///   - text: The file.
    ///   - path: Its path below the home, from which the kind comes if the file does not say it.
    ///   - id: The id of a file that does not say its own.
    ///   - time: The times of a file that does not say them.
    /// - Returns: The entry.
    /// - Throws: `EntryFileError` with the line and what is wrong there.
    static func parse(_ text: String, path: String, id: EntryID? = nil, time: Timestamp) throws -> Entry {
        let parts = FrontMatter.split(text)
        let node: YAMLNode
        do {
            node = try YAMLNode.parse(parts.yaml.map(String.init) ?? "")
        } catch {
            // The front matter begins on the file's second line.
            throw EntryFileError(line: error.line + 1, message: error.message)
        }
        let reader = EntryReader(node: node, frontMatter: parts.yaml ?? "", body: parts.body, path: path)
        return try reader.entry(fallback: id, time: time)
    }

    /// The place of the body in a file, in bytes.
    static func bodyStart(in text: String) -> Int {
        text.utf8.distance(from: text.startIndex, to: FrontMatter.split(text).body.startIndex)
    }
}

/// A file that is no valid entry.
struct EntryFileError: Error, CustomStringConvertible {
    /// The line, from 1.
    let line: Int
    /// What is wrong there.
    let message: String

    var description: String { "line \(line): \(message)" }
}
