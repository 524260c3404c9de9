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
        if text.utf8.count <= sizeLimit { return line(text, from: 0, in: text) }
        let places = places(of: terms.map { Array($0.utf8) }, in: text, tokenizer)
        guard let first = places.first else { return line(text, from: 0, in: text) }
        var best = (start: first.start, count: 0)
        for (index, place) in places.enumerated() {
            let near = places[index...].prefix { $0.end <= place.start + sizeLimit * 3 / 4 }
            let count = Set(near.map(\.term)).count
            if count > best.count { best = (place.start, count) }
        }
        let start = start(of: best.start, in: text)
        return line(text.slice(start..<text.utf8.count), from: best.start, in: text)
    }

    /// Where the terms stand, in bytes.
    private static func places(
        of terms: [[UInt8]],
        in text: String,
        _ tokenizer: Tokenizer
    ) -> [(term: Int, start: Int, end: Int)] {
        var places: [(term: Int, start: Int, end: Int)] = []
        var beginnings = Array(repeating: false, count: 256)
        for term in terms { if let first = term.first { beginnings[Int(first)] = true } }
        var text = text
        text.withUTF8 { bytes in
            tokenizer.forEachToken(in: bytes, for: .searching, beginningWith: beginnings) { token, range in
                let term = terms.firstIndex { $0.count == token.count && $0.elementsEqual(token) }
                if let term { places.append((term, range.lowerBound, range.upperBound)) }
                return true
            }
        }
        return places
    }

    /// Steps back to the start of a word some way before a place.
    private static func start(of place: Int, in text: String) -> Int {
        guard place > 40 else { return 0 }
        let window = text.utf8.dropFirst(place - 40).prefix(40)
        guard let blank = window.firstIndex(where: { $0 <= 0x20 }) else { return place }
        return place - 40 + window.distance(from: window.startIndex, to: blank) + 1
    }

    private static func line(_ part: String, from start: Int, in text: String) -> String {
        // No more than can be shown is looked at; a character has rarely more than four bytes.
        let bytes = Array(part.utf8.prefix(4 * sizeLimit))
        let words = bytes.allSatisfy { $0 < 0x80 } ? asciiLine(bytes) : unicodeLine(bytes)
        let head = start > 40 && part.utf8.count < text.utf8.count ? "…" : ""
        guard words.utf8.count > sizeLimit, words.count > sizeLimit else { return head + words }
        let cut = words.prefix(sizeLimit)
        return head + (cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut) + "…"
    }

    private static func asciiLine(_ bytes: [UInt8]) -> String {
        var line: [UInt8] = []
        line.reserveCapacity(bytes.count)
        for byte in bytes where byte > 0x20 || (line.last ?? 0x20) != 0x20 { line.append(max(byte, 0x20)) }
        if line.last == 0x20 { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
    }

    private static func unicodeLine(_ bytes: [UInt8]) -> String {
        // The cut may have torn the last character.
        let text = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\u{FFFD}" }
        return text.split { $0.isWhitespace }.joined(separator: " ")
    }
}
