import Glibc
import SQLite

/// Scores the entries that match a query.
///
/// The score is BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) over whole entries, with
/// the title as a field of its own (BM25F), and two bonuses that are saturated in the same way: for neighbouring words
/// of the query that stand side by side in the text (the ordered bigrams of Metzler and Croft's sequential dependence
/// model, 2005), and for words that stand there in the very form of the query rather than with the same stem.
final class PassageRanker {
    /// How soon more occurrences of a word stop to count.
    private static let saturation = 1.6
    /// How much long entries are held against themselves, from 0 to 1.
    private static let lengthWeight = 0.7
    /// What an occurrence in the title counts, in occurrences in the text.
    private static let titleWeight = 1.0
    /// What a pair of neighbours counts, in words.
    private static let pairWeight = 0.5
    /// What the very form of a word counts, in words.
    static let formWeight = 0.3

    /// What one matching passage holds of the query.
    private struct Counts {
        var terms: [Float]
        var titles: [Float]
        var pairs: [Float]
        var size: Float

        mutating func add(_ other: Counts) {
            for index in terms.indices { terms[index] += other.terms[index] }
            for index in pairs.indices { pairs[index] += other.pairs[index] }
            // All passages of an entry carry the same title.
            titles = other.titles
            size += other.size
        }
    }

    private var terms: QueryTerms?
    /// For each two terms the number of their pair plus one; 0 where they are no pair.
    private var pairNumbers: [Int] = []
    private var passages: [Counts] = []

    /// Begins a search.
    func begin(_ terms: QueryTerms) {
        self.terms = terms
        let count = terms.stems.count
        pairNumbers = Array(repeating: 0, count: count * count)
        for (number, pair) in terms.pairs.enumerated() { pairNumbers[pair.first * count + pair.second] = number + 1 }
        passages.removeAll()
    }

    /// How rare each term is among the passages that were searched.
    ///
    /// Only what was searched counts: a question that was asked before must not change what its words weigh when it is
    /// asked again.
    ///
    /// - Parameter passageCount: How many passages were searched, those included in which nothing matched.
    /// - Returns: The inverse document frequency of Robertson and Spärck Jones, in the form that is never negative.
    func rarities(among passageCount: Int) -> [Double] {
        var frequencies = Array(repeating: 0.0, count: terms?.stems.count ?? 0)
        for counts in passages {
            for index in frequencies.indices where counts.terms[index] + counts.titles[index] > 0 {
                frequencies[index] += 1
            }
        }
        return frequencies.map { log(1 + (max(0, Double(passageCount) - $0) + 0.5) / ($0 + 0.5)) }
    }

    /// Counts what a matching row holds; the database calls it once a row.
    func note(_ row: borrowing FullTextRow) -> Double {
        var counts = Counts(
            terms: Array(repeating: 0, count: terms?.stems.count ?? 0),
            titles: Array(repeating: 0, count: terms?.stems.count ?? 0),
            pairs: Array(repeating: 0, count: terms?.pairs.count ?? 0),
            size: Float(row.size(of: 1))
        )
        var previous = FullTextRow.Instance(phrase: 0, column: -1, offset: 0)
        row.forEachInstance { instance in
            if instance.column == 0 {
                counts.titles[instance.phrase] += 1
            } else {
                counts.terms[instance.phrase] += 1
                if previous.column == 1, instance.offset == previous.offset + 1 {
                    let number = pairNumbers[previous.phrase * counts.terms.count + instance.phrase]
                    if number > 0 { counts.pairs[number - 1] += 1 }
                }
            }
            previous = instance
        }
        passages.append(counts)
        return 0
    }

    /// Ranks what was counted.
    ///
    /// - Parameters:
    ///   - rows: The entry and passage of each row, in the order in which they were counted.
    ///   - rarities: How rare each term is.
    /// - Returns: The entries, best first.
    func rankings(of rows: [(entry: Int, passage: Int)], rarities: [Double]) -> [EntryRanking] {
        let weights = Weights(terms, rarities: rarities)
        var entries: [Int: Counts] = [:]
        for (row, counts) in zip(rows, passages) {
            if entries[row.entry]?.add(counts) == nil { entries[row.entry] = counts }
        }
        let entrySize = Self.averageSize(of: entries.values)
        let passageSize = Self.averageSize(of: passages)
        var scored: [Int: [(row: Int, score: Double)]] = [:]
        for (row, counts) in zip(rows, passages) {
            scored[row.entry, default: []].append((row.passage, score(counts, weights, averageSize: passageSize)))
        }
        return entries.map { entry, counts in
            EntryRanking(
                entry: entry,
                score: score(counts, weights, averageSize: entrySize),
                size: Double(counts.size) / entrySize,
                passages: (scored[entry] ?? []).sorted { ($0.score, $1.row) > ($1.score, $0.row) }
            )
        }
        .sorted { ($0.score, $1.entry) > ($1.score, $0.entry) }
    }

    /// What occurrences of one thing count, in an entry of a size relative to the average.
    static func saturated(_ occurrences: Double, relativeSize: Double) -> Double {
        let frequency = occurrences / (1 - lengthWeight + lengthWeight * relativeSize)
        return frequency * (saturation + 1) / (saturation + frequency)
    }

    /// What each term and each pair of neighbours counts.
    private struct Weights {
        var terms: [Double] = []
        var pairs: [Double] = []

        init(_ query: QueryTerms?, rarities: [Double]) {
            guard let query else { return }
            terms = zip(rarities, query.emphasis).map { $0 * $1 }
            pairs = query.pairs.map { pairWeight * (rarities[$0.first] + rarities[$0.second]) / 2 }
        }
    }

    private func score(_ counts: Counts, _ weights: Weights, averageSize: Double) -> Double {
        let size = Double(counts.size) / averageSize
        // The title is short; it is not held against an entry that its text is long.
        let titleFactor = Self.titleWeight * (1 - Self.lengthWeight + Self.lengthWeight * size)
        var score = 0.0
        for (index, weight) in weights.terms.enumerated() {
            let occurrences = Double(counts.terms[index]) + titleFactor * Double(counts.titles[index])
            score += weight * Self.saturated(occurrences, relativeSize: size)
        }
        for (index, weight) in weights.pairs.enumerated() {
            score += weight * Self.saturated(Double(counts.pairs[index]), relativeSize: size)
        }
        return score
    }

    private static func averageSize(of counts: some Collection<Counts>) -> Double {
        max(1, counts.reduce(0) { $0 + Double($1.size) } / Double(max(1, counts.count)))
    }
}

/// How well an entry matches.
struct EntryRanking {
    /// Its row.
    let entry: Int
    /// The higher the better.
    var score: Double
    /// Its size relative to the average of the matching entries.
    let size: Double
    /// Its matching passages, best first.
    let passages: [(row: Int, score: Double)]
}
