import Core
import YAML

/// A file that is no report.
public struct ReportError: Error, Sendable, CustomStringConvertible {
    /// One sentence for a person, which says what to do.
    public let message: String

    /// The message.
    public var description: String { message }
}

/// What a report says, as its checks need it.
struct ParsedReport {
    /// A piece of text that ends with citations.
    struct Claim {
        let line: Int
        let section: String
        /// The text without escapes.
        let text: String
        let labels: [String]
        /// What it says stands verbatim in its sources.
        let quotes: [String]
        /// The text around the quotes, without labels.
        let rest: String
    }

    /// An item of the list of sources.
    struct Source {
        let label: String
        let line: Int
        let snapshot: ContentHash?
        var quotes: [(text: String, line: Int)] = []
    }

    var claims: [Claim] = []
    var sources: [Source] = []
}

/// Reads a report line by line: headings, claims with their labels, the list of sources.
struct ReportParser {
    private var report = ParsedReport()
    private var section = ""
    /// Whether a heading below the report's title was read: what stands before it is about the report.
    private var isInSection = false
    private var paragraph: [(text: String, line: Int)] = []

    /// Reads a report.
    ///
    /// - Parameter text: Markdown.
    /// - Returns: What it says.
    /// - Throws: `ReportError` if it cites nothing and lists no sources.
    static func parse(_ text: String) throws(ReportError) -> ParsedReport {
        var parser = ReportParser()
        let body = FrontMatter.split(text).body
        let skipped = text[..<body.startIndex].utf8.count { $0 == 0x0A }
        for (index, line) in body.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            var line = String(decoding: line, as: UTF8.self)
            if line.utf8.last == 0x0D { line.unicodeScalars.removeLast() }
            parser.read(line, number: skipped + index + 1)
        }
        parser.endParagraph()
        let report = parser.report
        // A report that found nothing cites nothing, and says so.
        let isEmptyReport =
            body.contains("No language model was used") || body.contains("No source on the board answers")
        guard isEmptyReport || !report.sources.isEmpty || report.claims.contains(where: { !$0.labels.isEmpty }) else {
            throw ReportError(
                message: "this is no report of slate: it has neither citations such as [S1] nor a list of sources"
            )
        }
        return report
    }

    private mutating func read(_ line: String, number: Int) {
        let bare = line.trimmingBlanks
        if bare.isEmpty { return endParagraph() }
        if bare.hasPrefix("#") {
            endParagraph()
            section = MarkdownText.unescaped(String(bare.drop { $0 == "#" || $0 == " " }))
            isInSection = bare.hasPrefix("##")
            // A heading that cites is a claim like any other.
            if !CitedText.labels(in: bare).isEmpty { paragraph.append((bare, number)) }
            endParagraph()
        } else if section != "Sources" || !readSource(bare, isNested: line.first == " ", number: number) {
            if Self.isItem(bare) { endParagraph() }
            paragraph.append((Self.withoutBullet(bare), number))
        }
    }

    /// Reads a line of the list of sources.
    ///
    /// - Returns: False if it does not belong there; then it is text, so that no claim can hide behind the heading.
    private mutating func readSource(_ line: String, isNested: Bool, number: Int) -> Bool {
        if line.hasPrefix("- **[") || line.hasPrefix("* **["), let label = CitedText.labels(in: line).first {
            endParagraph()
            let hash = line.firstRange(of: "sha256:").map { line[$0.upperBound...].prefix { $0.isHexDigit } }
            let snapshot = hash.flatMap { ContentHash(hexadecimal: String($0)) }
            report.sources.append(ParsedReport.Source(label: label.name, line: number, snapshot: snapshot))
            return true
        }
        guard !report.sources.isEmpty else { return false }
        if line.hasPrefix(">") {
            var quote = line.drop { $0 == ">" || $0 == " " }
            if quote.first == "“" { quote.removeFirst() }
            if quote.last == "”" { quote.removeLast() }
            let text = MarkdownText.unescaped(String(quote))
            if !text.isEmpty { report.sources[report.sources.count - 1].quotes.append((text, number)) }
            return true
        }
        // What is said below a source is about it, such as its near copies.
        return isNested && CitedText.labels(in: line).isEmpty
    }

    /// Whether a line begins an item of a list.
    private static func isItem(_ line: String) -> Bool { withoutBullet(line) != line }

    private static func withoutBullet(_ line: String) -> String {
        if ["- ", "* ", "+ "].contains(where: line.hasPrefix) { return String(line.dropFirst(2)) }
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        let rest = line[digits.endIndex...]
        guard (1...9).contains(digits.count), rest.hasPrefix(". ") || rest.hasPrefix(") ") else { return line }
        return String(rest.dropFirst(2))
    }

    /// Cuts a paragraph into claims: each ends with its run of labels.
    private mutating func endParagraph() {
        guard !paragraph.isEmpty else { return }
        let text = paragraph.map(\.text).joined(separator: "\n")
        var lines = LineNumbers(text, numbers: paragraph.map(\.line))
        paragraph = []
        var start = text.startIndex
        var names: [String] = []
        let labels = CitedText.labels(in: text)
        for (index, label) in labels.enumerated() {
            names.append(label.name)
            let next = index + 1 < labels.count ? labels[index + 1].range.lowerBound : nil
            // Labels with nothing between them belong to one claim.
            let gap = next.map { text[label.range.upperBound..<$0] } ?? "x"
            if gap.allSatisfy({ !$0.isLetter && !$0.isNumber && $0 != "“" }) { continue }
            add(text[start..<label.range.upperBound], labels: names, line: lines.number(ofWordAfter: start))
            start = label.range.upperBound
            names = []
        }
        let rest = text[start...]
        // Words in quotation marks, or figures, without a source are a claim that nobody can check.
        let isClaim = rest.contains("“") || (isInSection && rest.contains(where: \.isNumber))
        if section != "Not established", isClaim {
            add(rest, labels: [], line: lines.number(ofWordAfter: start))
        }
    }

    private mutating func add(_ piece: Substring, labels: [String], line: Int) {
        let (quotes, rest) = CitedText.quotes(in: CitedText.withoutLabels(piece))
        report.claims.append(
            ParsedReport.Claim(
                line: line,
                section: section,
                text: MarkdownText.unescaped(String(piece)).onOneLine,
                labels: labels,
                quotes: quotes.map(MarkdownText.unescaped),
                rest: MarkdownText.unescaped(rest)
            )
        )
    }
}

/// The numbers of the lines that a paragraph was joined from, asked for from its start to its end.
private struct LineNumbers {
    private let text: String
    private let numbers: [Int]
    private var place: String.Index
    private var passed = 0

    init(_ text: String, numbers: [Int]) {
        self.text = text
        self.numbers = numbers
        place = text.startIndex
    }

    /// The line of the first word at or after a place.
    mutating func number(ofWordAfter index: String.Index) -> Int {
        let word = text[index...].firstIndex { !$0.isWhitespace } ?? index
        passed += text[place..<word].count { $0 == "\n" }
        place = word
        return numbers[min(passed, numbers.count - 1)]
    }
}

extension String {
    /// The text without blanks and tabs at its ends.
    fileprivate var trimmingBlanks: String {
        var text = self[...]
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
