import Documents

/// The texts of results.
enum SearchText {
    /// The most authors that are named.
    private static let authors = 3

    /// One clean line of at most so many characters.
    static func line(_ text: String?, limit: Int) -> String {
        guard let text else { return "" }
        // More than is ever shown need not be parsed.
        let head = String(decoding: text.utf8.prefix(16 * limit), as: UTF8.self)
        let line = PlainText.text(ofHTML: head).split { $0.isWhitespace }.joined(separator: " ")
        return line.count <= limit ? line : line.prefix(limit - 1) + "…"
    }

    /// The names of authors on one line.
    static func names(_ names: [String]) -> String? {
        let shown = names.prefix(authors).joined(separator: ", ")
        return names.isEmpty ? nil : names.count > authors ? "\(shown) et al." : shown
    }
}
