extension String {
    /// The words of the text with single blanks between them.
    var onOneLine: String { split { $0.isWhitespace }.joined(separator: " ") }
}
