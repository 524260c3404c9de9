/// The YAML at the head of a Markdown file.
public enum FrontMatter {
    /// Splits a file.
    ///
    /// Front matter begins with a first line `---` and ends with a line `---` or `...`; both start in the first column,
    /// so that the same characters within a value end nothing. A byte order mark and CRLF are tolerated.
    ///
    /// - Parameter text: The file.
    /// - Returns: The YAML without its fences, or nothing; and what follows.
    public static func split(_ text: String) -> (yaml: Substring?, body: Substring) {
        var rest = text[...]
        if rest.unicodeScalars.first == "\u{FEFF}" { rest = Substring(rest.unicodeScalars.dropFirst()) }
        guard let first = takeLine(&rest), isFence(first, ["---"]) else { return (nil, text[...]) }
        let start = rest.startIndex
        while let line = takeLine(&rest) {
            if isFence(line, ["---", "..."]) { return (text[start..<line.startIndex], rest) }
        }
        return (nil, text[...])
    }

    private static func takeLine(_ rest: inout Substring) -> Substring? {
        guard !rest.isEmpty else { return nil }
        // By bytes: in Swift "\r\n" is one character.
        let end = rest.utf8.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
        let line = rest[..<end]
        rest = end == rest.endIndex ? rest[end...] : rest[rest.utf8.index(after: end)...]
        return line
    }

    private static func isFence(_ line: Substring, _ fences: [String]) -> Bool {
        var line = line.unicodeScalars
        while let last = line.last, last == " " || last == "\t" || last == "\r" { line.removeLast() }
        return fences.contains(String(line))
    }
}
