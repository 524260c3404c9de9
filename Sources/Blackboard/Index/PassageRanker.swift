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

    /// How many of the best passages lend their entries their words, for each entry that is wanted, and at least; many
    /// more would not change which entries are the first.
    private static let passagesPerEntry = 20
    private static let leastPassages = 200

    /// What each row holds of the query: for each term its occurrences in the text, then for each those in the title,
    /// then those of each pair, then the size of the text; row after row.
    ///
    /// One flat array, because a common word matches rows by the thousand.
    private var counts: [Float] = []
    /// The rows, in the order in which they were counted.
    private var passages: [Int] = []
    private var width = 0
    private var terms: QueryTerms?
    /// How many of the query's phrases only choose rows, and are repeated to be counted.
    private var choosers = 0
    /// For each two terms the number of their pair plus one; 0 where they are no pair.
    private var pairNumbers: [Int] = []

    private var termCount: Int { terms?.stems.count ?? 0 }

    /// Begins a search.
    ///
    /// - Parameters:
    ///   - terms: What is searched for.
    ///   - choosers: How many of the expression's phrases come before those of `terms`, and are not counted.
    func begin(_ terms: QueryTerms, choosers: Int = 0) {
        self.terms = terms
        self.choosers = choosers
        let count = terms.stems.count
        width = 2 * count + terms.pairs.count + 1
        pairNumbers = Array(repeating: 0, count: count * count)
        for (number, pair) in terms.pairs.enumerated() { pairNumbers[pair.first * count + pair.second] = number + 1 }
        counts.removeAll(keepingCapacity: true)
        passages.removeAll(keepingCapacity: true)
    }

    /// How many rows were counted.
    var rowCount: Int { passages.count }

    /// How many passages of those that were counted hold each term.
    var frequencies: [Double] {
        let count = termCount
        var frequencies = Array(repeating: 0.0, count: count)
        for start in stride(from: 0, to: counts.count, by: max(1, width)) {
            for index in 0..<count where counts[start + index] + counts[start + count + index] > 0 {
                frequencies[index] += 1
            }
        }
        return frequencies
    }

    /// How rare terms are.
    ///
    /// - Parameters:
    ///   - frequencies: How many passages hold each term.
    ///   - passageCount: How many passages were searched, those included in which nothing matched.
    /// - Returns: The inverse document frequency of Robertson and Spärck Jones, in the form that is never negative.
    static func rarities(of frequencies: [Double], among passageCount: Int) -> [Double] {
        frequencies.map { log(1 + (max(0, Double(passageCount) - $0) + 0.5) / ($0 + 0.5)) }
    }

    /// Counts what a matching row holds; the database calls it once a row.
    ///
    /// - Returns: 0 to go on, 1 once there are more rows than are ranked.
    func note(_ row: borrowing FullTextRow) -> Double {
        passages.append(row.id)
        let (count, choosers, pairNumbers) = (termCount, choosers, pairNumbers)
        // Filled apart and appended whole: this runs for every row that matches.
        withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { found in
            found.initialize(repeating: 0)
            found[width - 1] = Float(row.size(of: 1))
            var previous = FullTextRow.Instance(phrase: 0, column: -1, offset: 0)
            row.forEachInstance { instance in
                let term = instance.phrase - choosers
                if term < 0 { return }
                if instance.column == 0 {
                    found[count + term] += 1
                } else {
                    found[term] += 1
                    if previous.column == 1, instance.offset == previous.offset + 1 {
                        let number = pairNumbers[(previous.phrase - choosers) * count + term]
                        if number > 0 { found[2 * count + number - 1] += 1 }
                    }
                }
                previous = instance
            }
            counts.append(contentsOf: found)
        }
        return passages.count > CandidatePlan.limit ? 1 : 0
    }

    /// Ranks the entries of the passages that score best.
    ///
    /// - Parameters:
    ///   - limit: How many entries are wanted.
    ///   - rarities: How rare each term is.
    ///   - entry: The entry of a passage.
    /// - Returns: The entries, best first.
    /// - Throws: What the closure throws.
    func rankings(limit: Int, rarities: [Double], entry: (Int) throws -> Int) rethrows -> [EntryRanking] {
        let weights = Weights(terms, rarities: rarities)
        let averageSize = averageSize(in: counts)
        let scores = passages.indices.map { score(counts, at: $0 * width, weights, averageSize: averageSize) }
        var best = Array(passages.indices)
        let passageLimit = max(Self.leastPassages, min(limit, CandidatePlan.limit) * Self.passagesPerEntry)
        if best.count > passageLimit {
            let threshold = scores.sorted(by: >)[passageLimit - 1]
            best.removeAll { scores[$0] < threshold }
        }
        var sums = EntrySums(width: width, titles: termCount..<(2 * termCount))
        for index in best {
            sums.add(
                try entry(passages[index]),
                passages[index],
                scores[index],
                counts[(index * width)..<((index + 1) * width)]
            )
        }
        let entrySize = self.averageSize(in: sums.counts)
        return sums.numbers.map { entry, number in
            EntryRanking(
                entry: entry,
                score: score(sums.counts, at: number * width, weights, averageSize: entrySize),
                size: Double(sums.counts[(number + 1) * width - 1]) / entrySize,
                passages: sums.passages[number].sorted { ($0.score, $1.row) > ($1.score, $0.row) }
            )
        }
        .sorted { ($0.score, $1.entry) > ($1.score, $0.entry) }
    }

    /// What the passages of each entry hold together.
    private struct EntrySums {
        let width: Int
        /// All passages of an entry carry the same title, which counts once.
        let titles: Range<Int>
        /// The number of each entry.
        private(set) var numbers: [Int: Int] = [:]
        /// For each number what `PassageRanker.counts` has for a row.
        private(set) var counts: [Float] = []
        private(set) var passages: [[(row: Int, score: Double)]] = []

        init(width: Int, titles: Range<Int>) {
            self.width = width
            self.titles = titles
        }

        mutating func add(_ entry: Int, _ passage: Int, _ score: Double, _ row: ArraySlice<Float>) {
            guard let number = numbers[entry] else {
                numbers[entry] = numbers.count
                passages.append([(passage, score)])
                counts += row
                return
            }
            passages[number].append((passage, score))
            for (offset, count) in row.enumerated() where !titles.contains(offset) {
                counts[number * width + offset] += count
            }
        }
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

    private func score(_ counts: [Float], at start: Int, _ weights: Weights, averageSize: Double) -> Double {
        let size = Double(counts[start + width - 1]) / averageSize
        let count = termCount
        // The title is short; it is not held against an entry that its text is long.
        let titleFactor = Self.titleWeight * (1 - Self.lengthWeight + Self.lengthWeight * size)
        var score = 0.0
        for (index, weight) in weights.terms.enumerated() {
            let occurrences = Double(counts[start + index]) + titleFactor * Double(counts[start + count + index])
            if occurrences > 0 { score += weight * Self.saturated(occurrences, relativeSize: size) }
        }
        for (index, weight) in weights.pairs.enumerated() {
            let occurrences = Double(counts[start + 2 * count + index])
            if occurrences > 0 { score += weight * Self.saturated(occurrences, relativeSize: size) }
        }
        return score
    }

    private func averageSize(in counts: [Float]) -> Double {
        if counts.isEmpty { return 1 }
        let sizes = stride(from: width - 1, to: counts.count, by: width).reduce(0) { $0 + Double(counts[$1]) }
        return max(1, sizes / Double(counts.count / width))
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
