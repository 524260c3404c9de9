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
        /// The text without escapes, labels left out.
        let text: String
        let labels: [String]
        /// What it says stands verbatim in its sources.
        let quote: String?
        /// The text around the quote.
        let rest: String
    }

    /// An item of the list of sources.
    struct Source {
        let label: String
        let line: Int
        let title: String
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
            if line.hasSuffix("\r") { line.removeLast() }
            parser.read(line, number: skipped + index + 1)
        }
        parser.endParagraph()
        if parser.report.claims.isEmpty, parser.report.sources.isEmpty, !body.contains("No language model was used") {
            throw ReportError(
                message: "this is no report of slate: it has neither citations such as [S1] nor a list of sources"
            )
        }
        return parser.report
    }

    private mutating func read(_ line: String, number: Int) {
        let bare = line.trimmingBlanks
        if bare.isEmpty { return endParagraph() }
        if bare.hasPrefix("#") {
            endParagraph()
            section = MarkdownText.unescaped(String(bare.drop { $0 == "#" || $0 == " " }))
        } else if section == "Sources" {
            readSource(bare, number: number)
        } else {
            if bare.hasPrefix("- ") || bare.hasPrefix("* ") { endParagraph() }
            paragraph.append((bare, number))
        }
    }

    private mutating func readSource(_ line: String, number: Int) {
        if line.hasPrefix(">") {
            let quote = line.drop { $0 == ">" || $0 == " " }
            let inner = quote.hasPrefix("“") && quote.hasSuffix("”") ? quote.dropFirst().dropLast() : quote
            if !report.sources.isEmpty {
                report.sources[report.sources.count - 1].quotes.append((MarkdownText.unescaped(String(inner)), number))
            }
        } else if let label = Self.labels(in: line).first, line.contains("**") {
            let hash = line.firstRange(of: "sha256:").map { line[$0.upperBound...].prefix(64) }
            let rest = line.firstRange(of: "]**").map { line[$0.upperBound...] } ?? ""
            let title = rest.firstRange(of: ". <").map { rest[..<$0.lowerBound] } ?? rest
            report.sources.append(
                ParsedReport.Source(
                    label: label.name,
                    line: number,
                    title: MarkdownText.unescaped(String(title).trimmingBlanks),
                    snapshot: hash.flatMap { ContentHash(hexadecimal: String($0)) }
                )
            )
        }
    }

    /// Cuts a paragraph into claims: each ends with its run of labels.
    private mutating func endParagraph() {
        guard let line = paragraph.first?.line else { return }
        let text = paragraph.map(\.text).joined(separator: " ")
        paragraph = []
        var start = text.startIndex
        var names: [String] = []
        let labels = Self.labels(in: text)
        for (index, label) in labels.enumerated() {
            names.append(label.name)
            let next = index + 1 < labels.count ? labels[index + 1].range.lowerBound : nil
            // Labels with nothing between them belong to one claim.
            let gap = next.map { text[label.range.upperBound..<$0] } ?? "x"
            if gap.allSatisfy({ !$0.isLetter && !$0.isNumber && $0 != "“" }) { continue }
            add(text[start..<label.range.upperBound], labels: names, line: line)
            start = label.range.upperBound
            names = []
        }
        let rest = text[start...]
        // Words in quotation marks without a source are a claim that nobody can check.
        if section != "Not established", rest.contains("“") { add(rest, labels: [], line: line) }
    }

    private mutating func add(_ piece: Substring, labels: [String], line: Int) {
        let text = piece.hasPrefix("- ") ? piece.dropFirst(2) : piece
        report.claims.append(
            ParsedReport.Claim(
                line: line,
                section: section,
                text: MarkdownText.unescaped(String(text).trimmingBlanks),
                labels: labels,
                quote: Self.quote(in: text).map { MarkdownText.unescaped(String($0)) },
                rest: MarkdownText.unescaped(String(Self.withoutQuote(text)))
            )
        )
    }

    /// The labels of a text: `[S1]`, not escaped.
    private static func labels(in text: String) -> [(name: String, range: Range<String.Index>)] {
        var found: [(name: String, range: Range<String.Index>)] = []
        var index = text.startIndex
        while let open = text[index...].firstIndex(of: "[") {
            index = text.index(after: open)
            guard open == text.startIndex || text[text.index(before: open)] != "\\" else { continue }
            let inner = text[index...].prefix { $0 != "]" }
            guard inner.first == "S", inner.count > 1, inner.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber }),
                inner.endIndex < text.endIndex
            else { continue }
            index = text.index(after: inner.endIndex)
            found.append((String(inner), open..<index))
        }
        return found
    }

    /// What stands between the first opening quotation mark and the last closing one; others within belong to it.
    private static func quote(in text: Substring) -> Substring? {
        guard let open = text.firstIndex(of: "“"), let close = text.lastIndex(of: "”"), open < close else { return nil }
        return text[text.index(after: open)..<close]
    }

    private static func withoutQuote(_ text: Substring) -> Substring {
        guard let quote = quote(in: text) else { return text }
        return text[..<quote.startIndex] + text[quote.endIndex...]
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
