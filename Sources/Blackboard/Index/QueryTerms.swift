import Glibc
import SQLite
import TextAnalysis

/// The words of a query that are searched for, with their weights.
struct QueryTerms {
    /// The stems, each once, in the order of the query.
    let stems: [String]
    /// The inverse document frequency of each stem.
    let rarities: [Double]
    /// How much each stem counts: its rarity, more if the query repeats it.
    let weights: [Double]
    /// The words as they were asked for, folded but not stemmed, with the rarities of their stems.
    let forms: [String: Double]
    /// Pairs of neighbouring words of the query, as numbers into `stems`.
    let pairs: [(first: Int, second: Int)]
    /// The query in FTS5's language: the words, each in quotes, joined by OR.
    let expression: String

    /// Reads a query; nothing if there is no word in it.
    init?(_ text: String, database: Connection) throws {
        let all = Tokenizer().tokens(of: text)
        let content = all.filter { !$0.isStopWord }
        let used = Array((content.isEmpty ? all : content).prefix(SearchQuery.termLimit))
        if used.isEmpty { return nil }
        var numbers: [String: Int] = [:]
        var phrases: [String] = []
        for token in used where numbers[token.term] == nil {
            numbers[token.term] = phrases.count
            phrases.append(Self.phrase(token, in: text))
        }
        stems = numbers.sorted { $0.value < $1.value }.map(\.key)
        expression = phrases.joined(separator: " OR ")
        let sequence = used.compactMap { numbers[$0.term] }
        var seen: Set<[Int]> = []
        pairs = zip(sequence, sequence.dropFirst()).filter { $0 != $1 && seen.insert([$0, $1]).inserted }
        let count = try Self.passageCount(in: database)
        let rarities = try stems.map { Self.weight(frequency: try Self.frequency(of: $0, in: database), count: count) }
        self.rarities = rarities
        forms = Dictionary(used.map { ($0.word, numbers[$0.term].map { rarities[$0] } ?? 0) }) { first, _ in first }
        let repetitions = Dictionary(sequence.map { ($0, 1.0) }, uniquingKeysWith: +)
        weights = rarities.enumerated().map { $1 * Self.emphasis(repetitions[$0] ?? 1) }
    }

    /// How much more a word counts that the query says several times: BM25's query term frequency with k3 = 2.
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

    /// How many passages hold a stem.
    static func frequency(of stem: String, in database: Connection) throws -> Int {
        try database.first("SELECT doc FROM passage_term WHERE term = ?", .text(stem)) { $0.int(0) } ?? 0
    }

    /// How many passages there are.
    static func passageCount(in database: Connection) throws -> Int {
        try database.first("SELECT count(*) FROM passage") { $0.int(0) } ?? 0
    }

    /// The inverse document frequency of Robertson and Spärck Jones, in the form that is never negative.
    static func weight(frequency: Int, count: Int) -> Double {
        log(1 + (Double(max(0, count - frequency)) + 0.5) / (Double(frequency) + 0.5))
    }
}
