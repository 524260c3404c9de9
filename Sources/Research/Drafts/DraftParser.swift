import Blackboard
import TextAnalysis

/// Reads what a model wrote as a draft: headings that name parts, sentences, citations in any usual form.
///
/// All text can be read; what is no draft has no sentence that cites.
struct DraftParser {
    /// The longest text that is read, in bytes.
    static let sizeLimit = 256 << 10

    private enum Place {
        case summary
        case section(EntryID)
        case unknown
        case gaps
    }

    /// The parts of the question with their words.
    private let titles: [EntryID: String]
    private let itemsAreSentences: Bool
    private var draft = Draft()
    private var place = Place.summary
    private var paragraph: [String] = []

    /// Reads a draft.
    ///
    /// - Parameters:
    ///   - text: Markdown, from a model or a person.
    ///   - titles: The parts of the question, by which headings are known.
    ///   - itemsAreSentences: Whether each item of a list is one sentence, as in a draft on the board.
    /// - Returns: What it says.
    static func parse(_ text: String, titles: [EntryID: String], itemsAreSentences: Bool = false) -> Draft {
        var parser = DraftParser(titles: titles, itemsAreSentences: itemsAreSentences)
        let text = String(decoding: text.utf8.prefix(sizeLimit), as: UTF8.self)
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) { parser.read(line) }
        parser.endParagraph()
        return parser.draft
    }

    private init(titles: [EntryID: String], itemsAreSentences: Bool) {
        self.titles = titles
        self.itemsAreSentences = itemsAreSentences
    }

    private mutating func read(_ line: Substring) {
        let bare = String(line).onOneLine
        if bare.isEmpty || bare.hasPrefix("```") || bare.allSatisfy({ "-*_=".contains($0) }) { return endParagraph() }
        if bare.hasPrefix("#") {
            endParagraph()
            place = place(ofHeading: MarkdownText.unescaped(String(bare.drop { $0 == "#" || $0 == " " })))
        } else {
            let item = Self.withoutBullet(bare)
            if item != bare { endParagraph() }
            paragraph.append(item)
        }
    }

    private func place(ofHeading heading: String) -> Place {
        let words = heading.split { !$0.isLetter && !$0.isNumber }.map { $0.lowercased() }
        if let id = words.lazy.compactMap({ EntryID($0) }).first(where: { titles[$0] != nil }) { return .section(id) }
        let plain = words.joined(separator: " ")
        if let match = titles.first(where: { Self.words(of: $0.value) == plain }) { return .section(match.key) }
        if ["not established", "gaps", "open questions", "unknown"].contains(where: plain.hasPrefix) { return .gaps }
        return ["answer", "summary", "overview", "conclusion"].contains { plain.hasPrefix($0) } ? .summary : .unknown
    }

    private static func words(of title: String) -> String {
        title.split { !$0.isLetter && !$0.isNumber }.map { $0.lowercased() }.joined(separator: " ")
    }

    private static func withoutBullet(_ line: String) -> String {
        if let mark = ["- ", "* ", "+ ", "> ", "• "].first(where: line.hasPrefix) {
            return String(line.dropFirst(mark.count))
        }
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        let rest = line[digits.endIndex...]
        guard (1...2).contains(digits.count), rest.hasPrefix(". ") || rest.hasPrefix(") ") else { return line }
        return String(rest.dropFirst(2))
    }

    private mutating func endParagraph() {
        guard !paragraph.isEmpty else { return }
        let text = paragraph.joined(separator: " ")
        paragraph = []
        switch place {
        case .gaps:
            let gap = MarkdownText.unescaped(text).onOneLine
            if !draft.gaps.contains(gap) { draft.gaps.append(gap) }
        case .summary: draft.summary += CitedSentences.read(text, isOne: itemsAreSentences)
        case .unknown: draft.unplaced += CitedSentences.read(text, isOne: itemsAreSentences)
        case .section(let id): draft.add(CitedSentences.read(text, isOne: itemsAreSentences), on: id)
        }
    }
}
