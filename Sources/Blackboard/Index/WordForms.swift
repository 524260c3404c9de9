import TextAnalysis

/// Raises the entries that hold the words of a query in the very form in which they were asked for.
///
/// The index knows stems only, so the best entries' texts are looked at. A question for "heating" means "heated" less
/// often than "heating".
struct WordForms {
    /// How many entries are looked at for each that is wanted; the rest keep their order behind the bonus.
    private static let margin = 1.5
    /// How many of an entry's best passages are looked at.
    private static let passageLimit = 1

    private let rarities: [Double]
    private let tokenizer: Tokenizer
    private let entryLimit: Int
    private let forms: [(word: [UInt8], term: Int)]
    /// Whether a form begins with a byte: most words of a text need no further look.
    private var begins = Array(repeating: false, count: 256)

    /// Prepares for a query.
    ///
    /// - Parameters:
    ///   - terms: The query.
    ///   - rarities: How rare each stem is.
    ///   - tokenizer: What finds the words of a text.
    ///   - limit: How many entries are wanted.
    init(terms: QueryTerms, rarities: [Double], tokenizer: Tokenizer, limit: Int) {
        self.rarities = rarities
        self.tokenizer = tokenizer
        entryLimit = Int((Double(min(limit, 1_000)) * Self.margin).rounded(.up))
        forms = terms.forms.map { (Array($0.key.utf8), $0.value) }
        for form in forms { if let first = form.word.first { begins[Int(first)] = true } }
    }

    /// Adds the bonus and sorts again.
    ///
    /// - Parameters:
    ///   - rankings: The entries, best first.
    ///   - text: Reads a passage.
    /// - Returns: The entries, best first.
    func rerank(_ rankings: [EntryRanking], text: (Int) throws -> String) rethrows -> [EntryRanking] {
        var head = Array(rankings.prefix(entryLimit))
        for index in head.indices {
            var counts = Array(repeating: 0, count: forms.count)
            for passage in head[index].passages.prefix(Self.passageLimit) {
                count(try text(passage.row), &counts)
            }
            for (form, count) in zip(forms, counts) where count > 0 {
                let weight = PassageRanker.formWeight * rarities[form.term]
                head[index].score += weight * PassageRanker.saturated(Double(count), relativeSize: head[index].size)
            }
        }
        return head.sorted { ($0.score, $1.entry) > ($1.score, $0.entry) } + rankings.dropFirst(entryLimit)
    }

    private func count(_ text: String, _ counts: inout [Int]) {
        var text = text
        let isASCII = text.withUTF8 { bytes in countASCII(bytes, &counts) }
        if isASCII { return }
        tokenizer.forEachWord(of: text) { word in
            guard let first = word.first, begins[Int(first)] else { return }
            for (index, form) in forms.enumerated() where form.word.count == word.count {
                if form.word.elementsEqual(word) { counts[index] += 1 }
            }
        }
    }

    /// Counts in a text of ASCII, where a word is a run of letters and digits; returns false for any other text.
    private func countASCII(_ bytes: UnsafeBufferPointer<UInt8>, _ counts: inout [Int]) -> Bool {
        guard bytes.allSatisfy({ $0 < 0x80 }) else { return false }
        var isInWord = false
        for start in bytes.indices {
            let wasInWord = isInWord
            isInWord = Self.lower[Int(bytes[start])] != 0
            guard isInWord, !wasInWord, begins[Int(Self.lower[Int(bytes[start])])] else { continue }
            for (index, form) in forms.enumerated() where Self.holds(form.word, bytes, at: start) { counts[index] += 1 }
        }
        return true
    }

    /// Whether a word stands at a place, whatever its case, and ends there.
    private static func holds(_ word: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
        let end = start + word.count
        guard end <= bytes.count, end == bytes.count || lower[Int(bytes[end])] == 0 else { return false }
        for offset in word.indices where word[offset] != lower[Int(bytes[start + offset])] { return false }
        return true
    }

    /// Letters and digits of ASCII in lower case; 0 for all else.
    private static let lower: [UInt8] = (0..<256).map { code in
        switch UInt8(code) {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt8(code) | 0x20
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): UInt8(code)
        default: 0
        }
    }
}
