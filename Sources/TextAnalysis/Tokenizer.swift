/// One unit of search in a text.
public struct Token: Hashable, Sendable {
    /// The folded stem of a word, a number, or two characters of a script without blanks.
    public let term: String
    /// The folded word itself, before it was stemmed.
    public let word: String
    /// Where it stands, in bytes of the text's UTF-8.
    public let range: Range<Int>
    /// Whether it is a function word, which says little about a text's subject.
    public let isStopWord: Bool
}

/// Splits text into the terms that are indexed and searched.
///
/// Words are folded and stemmed; `4.2` and `1,000` stay whole; `reader's` is `reader`. A run of Chinese, Japanese,
/// Korean or Thai becomes overlapping pairs of characters, as there are no blanks to split at. Not safe to share
/// between threads: the stemmer has a buffer.
public final class Tokenizer {
    /// What a text is tokenized for.
    public enum Purpose: Sendable {
        /// To be indexed: the last character of an unspaced run stands alone too, so that a search for any
        /// one character finds a term that begins with it.
        case indexing
        /// To be searched for.
        case searching
    }

    /// The longest term in bytes; what goes beyond is cut.
    static let termLimit = 64

    private let stemmer = Stemmer()
    private var word: [UInt8] = []

    /// Creates a tokenizer.
    public init() {}

    /// Splits a text.
    ///
    /// - Parameter text: Any text.
    /// - Returns: Its tokens in order, as for a search.
    public func tokens(of text: String) -> [Token] {
        var text = text
        return text.withUTF8 { bytes in
            var tokens: [Token] = []
            forEachToken(in: bytes, for: .searching) { term, range in
                let term = String(decoding: term, as: UTF8.self)
                // A pair of characters is its own word.
                let word = self.word.isEmpty ? term : String(decoding: self.word, as: UTF8.self)
                tokens.append(Token(term: term, word: word, range: range, isStopWord: StopWords.contains(word)))
                return true
            }
            return tokens
        }
    }

    /// Calls a closure with every word of a text, folded but not stemmed.
    ///
    /// - Parameters:
    ///   - text: Any text.
    ///   - body: Takes a word, valid only during the call.
    public func forEachWord(of text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        var text = text
        text.withUTF8 { bytes in
            var scanner = WordScanner(bytes: bytes)
            while let found = scanner.next(into: &word) {
                switch found.kind {
                case .plain: word.withUnsafeBufferPointer(body)
                case .foreign:
                    _ = emitFolded(found.range) { _, _ in
                        word.withUnsafeBufferPointer(body); return true
                    }
                case .unspaced:
                    _ = emitPairs(bytes, found.range, .searching) { pair, _ in
                        body(pair)
                        return true
                    }
                }
            }
        }
    }

    /// Calls a closure with every token of a text.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8; invalid bytes separate words.
    ///   - purpose: What the text is tokenized for.
    ///   - beginnings: For each byte whether a word of ASCII that begins with it is wanted; nothing for all words. A
    ///     stem begins as its word does, so that most words need not be stemmed where few stems are looked for.
    ///   - body: Takes the term, valid only during the call, and its place in bytes; returns false to stop.
    public func forEachToken(
        in bytes: UnsafeBufferPointer<UInt8>,
        for purpose: Purpose,
        beginningWith beginnings: [Bool]? = nil,
        _ body: (UnsafeBufferPointer<UInt8>, Range<Int>) -> Bool
    ) {
        var scanner = WordScanner(bytes: bytes)
        while let found = scanner.next(into: &word) {
            let goesOn =
                switch found.kind {
                case .unspaced: emitPairs(bytes, found.range, purpose, body)
                case .plain: isWanted(beginnings) ? emitWord(found.range, body) : true
                case .foreign: emitFolded(found.range, body)
                }
            if !goesOn { return }
        }
    }

    private func isWanted(_ beginnings: [Bool]?) -> Bool {
        guard let beginnings, let first = word.first else { return true }
        return beginnings[Int(first)]
    }

    /// An ASCII word, in lower case already: stemmed unless it holds a digit.
    private func emitWord(_ range: Range<Int>, _ body: (UnsafeBufferPointer<UInt8>, Range<Int>) -> Bool) -> Bool {
        word.withUnsafeBufferPointer { word in
            let term = UnsafeBufferPointer(rebasing: word.prefix(Self.termLimit))
            guard term.count > 2, term.allSatisfy({ $0 >= UInt8(ascii: "a") }) else { return body(term, range) }
            var goesOn = true
            stemmer.withStem(term) { goesOn = body($0, range) }
            return goesOn
        }
    }

    /// A word with characters beyond ASCII, which may fold to ASCII.
    private func emitFolded(_ range: Range<Int>, _ body: (UnsafeBufferPointer<UInt8>, Range<Int>) -> Bool) -> Bool {
        let folded = UnicodeText.folded(String(decoding: word, as: UTF8.self))
        word = Array(folded.utf8.prefix(Self.termLimit))
        while let last = word.last, last & 0xC0 == 0x80, String(validating: word, as: UTF8.self) == nil {
            word.removeLast()
        }
        if word.isEmpty { return true }
        return emitWord(range, body)
    }

    private func emitPairs(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ range: Range<Int>,
        _ purpose: Purpose,
        _ body: (UnsafeBufferPointer<UInt8>, Range<Int>) -> Bool
    ) -> Bool {
        var starts = range.filter { bytes[$0] & 0xC0 != 0x80 }
        starts.append(range.upperBound)
        let characters = starts.count - 1
        // Pairs; a lone character stands for itself, and so does the last one where it is indexed.
        let last = purpose == .indexing || characters == 1 ? characters : characters - 1
        for index in 0..<last {
            let pair = starts[index]..<starts[min(index + 2, characters)]
            if !body(UnsafeBufferPointer(rebasing: bytes[pair]), pair) { return false }
        }
        return true
    }
}
