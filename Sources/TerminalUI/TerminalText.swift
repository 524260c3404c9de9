import TextAnalysis

/// Makes text fit for a terminal.
public enum TerminalText {
    /// Takes out of a text what a terminal would obey rather than show.
    ///
    /// Escape sequences and control characters are dropped, and so are directional overrides and zero-width characters,
    /// with which text can be made to look like other text, and marks heaped upon one another.
    ///
    /// - Parameter text: Text from anywhere.
    /// - Returns: Text whose only control characters are line feeds and tabs.
    public static func clean(_ text: String) -> String {
        if text.utf8.allSatisfy({ ($0 >= 0x20 && $0 < 0x7F) || $0 == 0x0A || $0 == 0x09 }) { return text }
        if text.utf8.contains(0x1B) { return withoutSequences(text) }
        var filter = ScalarFilter()
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { filter.keeps($0) }))
    }

    private static func withoutSequences(_ text: String) -> String {
        var cleaner = ByteCleaner()
        var output: [UInt8] = []
        var text = text
        text.withUTF8 { cleaner.append($0, to: &output) }
        cleaner.finish(to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// Breaks lines at blanks so that they fit.
    ///
    /// - Parameters:
    ///   - text: The text; its own line breaks stay.
    ///   - width: The columns; a word that is longer stands alone.
    /// - Returns: The text with more line breaks.
    public static func wrap(_ text: String, width: Int) -> String {
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
    public static func cut(_ text: String, width: Int) -> String {
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
