/// Puts text from outside into Markdown so that it stays text, and takes it out again.
enum MarkdownText {
    /// What could end a quote's place in the line or start markup.
    private static let special = Set("\\`*_[]<>|#~&".unicodeScalars)

    /// Escapes a text on one line by backslashes (CommonMark 0.30, section 2.4).
    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if special.contains(scalar) { result.append("\\") }
            result.append(scalar)
        }
        return String(result)
    }

    /// A text as a quote: escaped, in marks that it does not hold itself.
    ///
    /// Marks within become straight ones, which stand for all kinds of them when quotes are compared.
    static func quoted(_ text: String) -> String {
        let inner = String(text.map { "“”„‟".contains($0) ? "\"" : $0 })
        return "“\(escaped(inner))”"
    }

    /// An address that ends where its angle brackets do.
    static func address(_ uri: String) -> String {
        let unsafe: [Character: String] = ["<": "%3C", ">": "%3E", " ": "%20", "\n": "%0A", "\r": "%0D", "\r\n": "%0A"]
        return "<\(uri.map { unsafe[$0] ?? String($0) }.joined())>"
    }

    /// Takes the escapes of a text away.
    static func unescaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if scalar == "\\", !isEscaped {
                isEscaped = true
                continue
            }
            if isEscaped, !isPunctuation(scalar) { result.append("\\") }
            result.append(scalar)
            isEscaped = false
        }
        if isEscaped { result.append("\\") }
        return String(result)
    }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && scalar.value > 0x20 && !scalar.properties.isAlphabetic && !("0"..."9").contains(scalar)
    }
}
