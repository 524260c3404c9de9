import TextAnalysis

/// The part of a passage that shows why it was found.
enum Snippet {
    /// The longest snippet in characters.
    private static let sizeLimit = 240

    /// Cuts a passage down to the window that holds the most terms of the query.
    ///
    /// - Parameters:
    ///   - text: The passage.
    ///   - terms: The stems that were searched for.
    ///   - tokenizer: The tokenizer that made them.
    /// - Returns: One line, with an ellipsis where something was left out.
    static func make(from text: String, terms: [String], tokenizer: Tokenizer) -> String {
        let wanted = Set(terms)
        let places = tokenizer.tokens(of: text).filter { wanted.contains($0.term) }
        guard text.utf8.count > sizeLimit, let first = places.first else { return line(text, from: 0, in: text) }
        var best = (start: first.range.lowerBound, count: 0)
        for place in places {
            let end = place.range.lowerBound + sizeLimit * 3 / 4
            let count = Set(
                places.filter { $0.range.lowerBound >= place.range.lowerBound && $0.range.upperBound <= end }
                    .map(\.term)
            ).count
            if count > best.count { best = (place.range.lowerBound, count) }
        }
        return line(String(text.utf8.dropFirst(start(of: best.start, in: text))) ?? text, from: best.start, in: text)
    }

    /// Steps back to the start of a word some way before a place.
    private static func start(of place: Int, in text: String) -> Int {
        let bytes = Array(text.utf8.prefix(place))
        guard place > 40 else { return 0 }
        let window = bytes[(place - 40)...]
        guard let blank = window.firstIndex(where: { $0 <= 0x20 }) else { return place }
        return blank + 1
    }

    private static func line(_ part: String, from start: Int, in text: String) -> String {
        let words = part.split { $0.isWhitespace }.joined(separator: " ")
        let head = start > 40 && part.utf8.count < text.utf8.count ? "…" : ""
        guard words.count > sizeLimit else { return head + words }
        let cut = words.prefix(sizeLimit)
        return head + (cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut) + "…"
    }
}
