import TextAnalysis

/// The words of a query that are searched for.
struct QueryTerms {
    /// The stems, each once, in the order of the query.
    let stems: [String]
    /// How much more each stem counts because the query repeats it.
    let emphasis: [Double]
    /// The words as they were asked for, folded but not stemmed, with the numbers of their stems.
    let forms: [String: Int]
    /// Pairs of neighbouring words of the query, as numbers into `stems`.
    let pairs: [(first: Int, second: Int)]
    /// The words in FTS5's language, one for each stem.
    let phrases: [String]
    /// The query in FTS5's language: the words, joined by OR.
    var expression: String { phrases.joined(separator: " OR ") }

    /// Reads a query; nothing if there is no word in it.
    init?(_ text: String) {
        let all = Tokenizer().tokens(of: text)
        let content = all.filter { !$0.isStopWord }
        let used = Array((content.isEmpty ? all : content).prefix(SearchQuery.termLimit))
        if used.isEmpty { return nil }
        var numbers: [String: Int] = [:]
        var stems: [String] = []
        var phrases: [String] = []
        for token in used where numbers[token.term] == nil {
            numbers[token.term] = stems.count
            stems.append(token.term)
            phrases.append(Self.phrase(token, in: text))
        }
        self.stems = stems
        self.phrases = phrases
        let sequence = used.compactMap { numbers[$0.term] }
        var seen: Set<[Int]> = []
        pairs = zip(sequence, sequence.dropFirst()).filter { $0 != $1 && seen.insert([$0, $1]).inserted }
        forms = Dictionary(zip(used.map(\.word), sequence)) { first, _ in first }
        let repetitions = Dictionary(sequence.map { ($0, 1.0) }, uniquingKeysWith: +)
        emphasis = stems.indices.map { Self.emphasis(repetitions[$0] ?? 1) }
    }

    /// BM25's query term frequency with k3 = 2.
    private static func emphasis(_ repetitions: Double) -> Double { 3 * repetitions / (2 + repetitions) }

    /// A word as FTS5 takes it: in quotes, as it was written, since the index stems it itself.
    ///
    /// A character of an unspaced script that stands alone matches every pair that begins with it.
    private static func phrase(_ token: Token, in text: String) -> String {
        let surface = text.slice(token.range).replacing("\"", with: "")
        let scalars = surface.unicodeScalars
        let isLoneCharacter = scalars.count == 1 && scalars.allSatisfy(UnicodeText.isUnspaced)
        return "\"\(surface)\"" + (isLoneCharacter ? " *" : "")
    }
}
