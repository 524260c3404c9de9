import TextAnalysis

/// Reads plain text.
enum PlainTextReader {
    /// The longest first line that is a title as it stands, in bytes.
    private static let titleLimit = 120
    /// The longest title, in bytes.
    private static let longestTitle = 160

    static func read(_ decoded: DecodedText) -> Document {
        let text = Cleaning.clean(decoded.text)
        return Document(title: title(of: text), text: text, mediaType: "text/plain", notices: decoded.notices)
    }

    /// The title of a text that does not say what it is: its first line, or the first sentence of a long one.
    static func title(of text: String) -> String {
        let line = text.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? ""
        if line.utf8.count <= titleLimit { return stripped(line) }
        let head = String(line.prefix(1_000))
        let sentence = SentenceSplitter.sentences(in: head).first.map { head.utf8.prefix($0.upperBound) }
        return cut(stripped(sentence.flatMap { String($0) } ?? head))
    }

    /// Without the stop at the end.
    private static func stripped(_ line: String) -> String {
        var line = line[...]
        while let last = line.last, last == "." || last.isWhitespace { line.removeLast() }
        return String(line)
    }

    private static func cut(_ title: String) -> String {
        guard title.utf8.count > longestTitle else { return title }
        var words = title.split(separator: " ")
        while words.count > 1, words.joined(separator: " ").utf8.count > longestTitle { words.removeLast() }
        var result = words.joined(separator: " ")
        while result.utf8.count > longestTitle { result.removeLast() }
        return result + "…"
    }
}
