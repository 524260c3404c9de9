/// Makes one text of several lines: a backslash at the end of a line, or three quotation marks around them.
struct LineJoiner {
    private static let quotes = "\"\"\""

    private var parts: [String] = []
    private var isQuoted = false

    /// Whether the text goes on.
    var isOpen: Bool { isQuoted || !parts.isEmpty }

    /// Takes a line.
    ///
    /// - Parameter line: The line.
    /// - Returns: The text, if it is complete.
    mutating func take(_ line: String) -> String? {
        var line = line
        if !isOpen, line.hasPrefix(Self.quotes) {
            isQuoted = true
            line.removeFirst(3)
        }
        if isQuoted {
            guard line.hasSuffix(Self.quotes) else {
                parts.append(line)
                return nil
            }
            parts.append(String(line.dropLast(3)))
            return finish()
        }
        let backslashes = line.reversed().prefix { $0 == "\\" }.count
        guard backslashes % 2 == 1 else {
            parts.append(line)
            return finish()
        }
        parts.append(String(line.dropLast()))
        return nil
    }

    /// Ends a text that nobody ends any more.
    mutating func finish() -> String {
        defer { self = LineJoiner() }
        var text = parts.joined(separator: "\n")
        if isQuoted {
            while text.first?.isNewline == true { text.removeFirst() }
            while text.last?.isNewline == true { text.removeLast() }
        }
        return text
    }
}
