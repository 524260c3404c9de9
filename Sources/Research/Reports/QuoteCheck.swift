import Blackboard
import TextAnalysis

/// Looks quotes up in the text of a source.
struct QuoteCheck {
    /// The longest text in which the nearest sentence is looked for, in bytes; it costs a pass over all words.
    private static let adviceLimit = 4 << 20

    private let snapshot: Snapshot
    /// In NFC, in which places are counted.
    private let text: String
    private let matchable: MatchableText

    init(_ snapshot: Snapshot) {
        self.snapshot = snapshot
        text = UnicodeText.nfc(snapshot.text)
        matchable = MatchableText(text)
    }

    /// Whether words stand in the text, from the border of a word to the border of a word.
    func holds(_ quote: String) -> Bool {
        matchable.ranges(of: MatchableText(quote), limit: .max).contains {
            !isCut(at: $0.lowerBound) && !isCut(at: $0.upperBound)
        }
    }

    /// What the text says instead of words that do not stand in it.
    func advice(for quote: String) -> String? {
        guard text.utf8.count <= Self.adviceLimit, let nearest = snapshot.nearestSentence(to: quote) else {
            return nil
        }
        if let (theirs, ours) = Self.difference(nearest, quote) {
            return "the source says “\(theirs)”, the report “\(ours)”"
        }
        return "nearest is “\(nearest.onOneLine.prefix(200))”"
    }

    /// Whether a place is within a word or a number: “2 percent” is not in a text that says 62 percent.
    private func isCut(at offset: Int) -> Bool {
        let scalars = text.unicodeScalars
        let place = text.utf8.index(text.startIndex, offsetBy: offset)
        guard let after = scalars[place...].first, let before = scalars[..<place].last else { return false }
        if UnicodeText.isUnspaced(before) || UnicodeText.isUnspaced(after) { return false }
        if UnicodeText.isWordCharacter(before), UnicodeText.isWordCharacter(after) { return true }
        let isNumber = { (scalar: Unicode.Scalar?) in scalar.map { ("0"..."9").contains($0) } ?? false }
        let beforeThat = scalars[..<place].dropLast().last
        // 4|.2 and 4.|2, and the minus sign of -5.
        if ".,".unicodeScalars.contains(after) {
            return isNumber(before) && isNumber(scalars[place...].dropFirst().first)
        }
        guard isNumber(after) else { return false }
        if ".,".unicodeScalars.contains(before) { return isNumber(beforeThat) }
        return "-−".unicodeScalars.contains(before) && (beforeThat?.properties.isWhitespace ?? true)
    }

    /// The words in which two sentences differ, if they begin and end alike.
    private static func difference(_ theirs: String, _ ours: String) -> (String, String)? {
        let left = words(of: theirs)
        let right = words(of: ours)
        let head = zip(left, right).prefix { $0 == $1 }.count
        let limit = min(left.count, right.count) - head
        let tail = zip(left.reversed(), right.reversed()).prefix { $0 == $1 }.count
        let end = min(tail, limit)
        let differing = max(left.count, right.count) - head - end
        guard head + end >= 3, (1...6).contains(differing) else { return nil }
        // One more word says what a figure counts.
        let more = end > 0 ? 1 : 0
        let pick = { (words: [String]) in words[head..<words.count - end + more].joined(separator: " ") }
        return (pick(left), pick(right))
    }

    private static func words(of text: String) -> [String] {
        MatchableText(text).text.split(separator: " ").map(String.init)
    }
}
