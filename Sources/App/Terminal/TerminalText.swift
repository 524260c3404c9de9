import TextAnalysis

/// Makes text fit for a terminal.
enum TerminalText {
    /// Takes out of a text what a terminal would obey rather than show.
    ///
    /// Escape sequences and control characters are dropped, and so are directional overrides and zero-width characters,
    /// with which text can be made to look like other text.
    ///
    /// - Parameter text: Text from anywhere.
    /// - Returns: Text whose only control characters are line feeds and tabs.
    static func clean(_ text: String) -> String {
        if text.utf8.allSatisfy({ ($0 >= 0x20 && $0 < 0x7F) || $0 == 0x0A || $0 == 0x09 }) { return text }
        // A carriage return makes no line of its own, which could pass for one of ours.
        let text = text.utf8.contains(0x1B) ? TextCleaner.clean(document: text.replacing("\r", with: "")) : text
        return String(String.UnicodeScalarView(text.unicodeScalars.filter(isHarmless)))
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x09: true
        case 0x00...0x1F, 0x7F...0x9F, 0x200B, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F: false
        case 0x061C, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F: false
        default: true
        }
    }

    /// Breaks lines at blanks so that they fit.
    ///
    /// - Parameters:
    ///   - text: The text; its own line breaks stay.
    ///   - width: The columns; a word that is longer stands alone.
    /// - Returns: The text with more line breaks.
    static func wrap(_ text: String, width: Int) -> String {
        let width = max(20, width)
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { wrap(line: $0, width: width) }
            .joined(separator: "\n")
    }

    private static func wrap(line: Substring, width: Int) -> String {
        if UnicodeText.displayWidth(String(line)) <= width { return String(line) }
        let indent = line.prefix { $0 == " " }
        var result = String(indent)
        var column = indent.count
        var isFirst = true
        for word in line.dropFirst(indent.count).split(separator: " ") {
            let size = UnicodeText.displayWidth(String(word))
            if !isFirst, column + 1 + size > width {
                result += "\n" + indent
                column = indent.count
                isFirst = true
            }
            result += (isFirst ? "" : " ") + word
            column += size + (isFirst ? 0 : 1)
            isFirst = false
        }
        return result
    }

    /// Cuts a line so that it fits.
    ///
    /// - Parameters:
    ///   - text: Text on one line.
    ///   - width: The columns.
    /// - Returns: The text, with an ellipsis if something was cut.
    static func cut(_ text: String, width: Int) -> String {
        if UnicodeText.displayWidth(text) <= width { return text }
        var result = ""
        var column = 1
        for character in text {
            column += UnicodeText.displayWidth(String(character))
            if column > width { break }
            result.append(character)
        }
        return result + "…"
    }
}
