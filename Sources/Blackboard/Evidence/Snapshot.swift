public import Core
import TextAnalysis

/// The text of a source as it was when it was read.
public struct Snapshot: Sendable {
    /// How many code points stand before and after a quote to tell it from others like it.
    static let contextLength = 32

    /// The hash that it is stored by.
    public let hash: ContentHash
    /// The text.
    public let text: String

    /// Creates a snapshot.
    ///
    /// - Parameter text: The text, in NFC.
    public init(text: String) {
        self.text = text
        hash = ContentHash(of: text.utf8)
    }

    /// Makes a quote of a place.
    ///
    /// - Parameters:
    ///   - range: The place, in bytes of the UTF-8, on the borders of characters and within the text.
    ///   - source: The source that this is the text of.
    /// - Returns: The words there with what stands around them.
    public func quote(_ range: Range<Int>, of source: EntryID) -> Quote {
        let scalars = text.unicodeScalars
        let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
        let end = text.utf8.index(text.startIndex, offsetBy: range.upperBound)
        let position = scalars.distance(from: scalars.startIndex, to: start)
        let exact = scalars[start..<end]
        return Quote(
            source: source,
            snapshot: hash,
            exact: String(exact),
            prefix: String(scalars[..<start].suffix(Self.contextLength)),
            suffix: String(scalars[end...].prefix(Self.contextLength)),
            start: position,
            end: position + exact.count
        )
    }

    /// Finds words, forgiving what ``MatchableText`` forgives.
    ///
    /// - Parameters:
    ///   - exact: The words.
    ///   - prefix: What should stand before them, if they occur more than once.
    ///   - suffix: What should stand after them, if they occur more than once.
    ///   - near: Where they should stand, in bytes, if prefix and suffix do not decide.
    /// - Returns: Their place in bytes, or nothing if they are not there.
    public func locate(_ exact: String, prefix: String? = nil, suffix: String? = nil, near: Int? = nil) -> Range<Int>? {
        let places = MatchableText(text).ranges(of: MatchableText(exact))
        guard places.count > 1 else { return places.first }
        let rated = places.map { (place: $0, agreement: agreement(around: $0, prefix: prefix, suffix: suffix)) }
        let best = rated.map(\.agreement).max()
        let candidates = rated.filter { $0.agreement == best }.map(\.place)
        guard let near else { return candidates.first }
        return candidates.min { abs($0.lowerBound - near) < abs($1.lowerBound - near) }
    }

    /// How much of what stands around a place is as expected, in characters.
    private func agreement(around place: Range<Int>, prefix: String?, suffix: String?) -> Int {
        let before = text.utf8.prefix(place.lowerBound).suffix(4 * Self.contextLength)
        let after = text.utf8.dropFirst(place.upperBound).prefix(4 * Self.contextLength)
        let left = zip(before.reversed(), (prefix ?? "").utf8.reversed()).prefix { $0 == $1 }.count
        let right = zip(after, (suffix ?? "").utf8).prefix { $0 == $1 }.count
        return left + right
    }
}

extension Snapshot {
    /// Whether a quote stands in this text at its place, to the letter.
    ///
    /// - Parameter quote: The quote.
    /// - Returns: False also for a quote of another text.
    public func holds(_ quote: Quote) -> Bool {
        guard quote.snapshot == hash, quote.start < quote.end else { return false }
        let scalars = text.unicodeScalars
        guard let start = scalars.index(scalars.startIndex, offsetBy: quote.start, limitedBy: scalars.endIndex),
            let end = scalars.index(start, offsetBy: quote.end - quote.start, limitedBy: scalars.endIndex)
        else { return false }
        return scalars[start..<end].elementsEqual(quote.exact.unicodeScalars)
    }

    /// The sentence that shares most words with some text, so that its author can correct a quote.
    ///
    /// - Parameter text: The words that were looked for.
    /// - Returns: A sentence, or nothing if none shares a word with them.
    public func nearestSentence(to text: String) -> String? {
        let tokenizer = Tokenizer()
        let wanted = Set(tokenizer.tokens(of: text).map(\.term))
        var best: (sentence: String, score: Double)?
        for range in SentenceSplitter.sentences(in: self.text) {
            let sentence = self.text.slice(range)
            let terms = Set(tokenizer.tokens(of: sentence).map(\.term))
            let shared = Double(terms.intersection(wanted).count)
            // The Dice coefficient: a long sentence that happens to hold all the words is not the nearest.
            let score = 2 * shared / Double(max(1, terms.count + wanted.count))
            if score > best?.score ?? 0 { best = (sentence, score) }
        }
        return best?.sentence
    }
}
