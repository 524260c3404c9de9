/// The marks of a piece of a report: its citations and what it quotes.
enum CitedText {
    /// A citation such as `[S1]`.
    struct Label {
        let name: String
        let range: Range<String.Index>
    }

    /// The longest label in characters; a bound keeps a text of opening brackets from costing its square.
    private static let labelLimit = 10

    /// The citations of a text that are not escaped.
    static func labels(in text: some StringProtocol) -> [Label] {
        var found: [Label] = []
        var index = text.startIndex
        while let open = text[index...].firstIndex(of: "[") {
            index = text.index(after: open)
            let inner = text[index...].prefix(labelLimit).prefix { $0 != "]" }
            guard !isEscaped(open, in: text), text[inner.endIndex...].first == "]", isLabel(inner) else { continue }
            index = text.index(after: inner.endIndex)
            found.append(Label(name: String(inner), range: open..<index))
        }
        return found
    }

    private static func isLabel(_ text: some StringProtocol) -> Bool {
        text.first == "S" && text.count > 1 && text.dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
    }

    /// Whether an odd number of backslashes stands before a place.
    private static func isEscaped(_ index: String.Index, in text: some StringProtocol) -> Bool {
        !text[..<index].reversed().prefix { $0 == "\\" }.count.isMultiple(of: 2)
    }

    /// What a text says stands verbatim in its sources, and the rest of it.
    ///
    /// Quotation marks may be nested; the outer ones count. A quote that is not closed goes on to the end: leaving out a
    /// mark must not take words away from the check.
    static func quotes(in text: some StringProtocol) -> (quotes: [String], rest: String) {
        var quotes: [String] = []
        var rest = ""
        var quote = ""
        var depth = 0
        for character in text {
            if character == "“" { depth += 1 }
            if depth > 0 { quote.append(character) } else { rest.append(character) }
            guard character == "”", depth > 0 else { continue }
            depth -= 1
            if depth == 0 {
                quotes.append(String(quote.dropFirst().dropLast()))
                // A blank for what is left out, so that the words around it stay words.
                rest.append(" ")
                quote = ""
            }
        }
        if !quote.isEmpty { quotes.append(String(quote.dropFirst())) }
        return (quotes, rest)
    }

    /// A text without its citations.
    static func withoutLabels(_ text: Substring) -> String {
        var result = ""
        var start = text.startIndex
        for label in labels(in: text) {
            result += text[start..<label.range.lowerBound]
            start = label.range.upperBound
        }
        return result + text[start...]
    }
}
