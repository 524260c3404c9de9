import SQLite

/// Which passages of a large board are ranked: those with the words that tell most, not all with any word.
///
/// A word that stands in every tenth passage of a million matches a hundred thousand, and says next to nothing about
/// any of them. So at most `limit` passages are ranked. The rarest words choose them, as many words as fit; the others
/// are counted where they stand in what was chosen. If even the rarest word is more common than that, the passages with
/// all of the words come first, then the newest. This is the pruning by upper bounds of Turtle and Flood, "Query
/// Evaluation: Strategies and Optimizations" (1995), with whole words as the bound.
struct CandidatePlan {
    /// The most passages that are ranked.
    static let limit = 10_000

    /// What is searched for, in FTS5's language.
    let expression: String
    /// How many phrases of the expression come before those of the terms.
    let choosers: Int
    /// How many passages hold each term; estimated for common ones.
    let frequencies: [Double]

    /// Chooses the words, by how many passages hold each.
    ///
    /// - Parameters:
    ///   - terms: What is searched for.
    ///   - database: The board's.
    /// - Throws: `SQLiteError`.
    init(_ terms: QueryTerms, in database: Connection) throws {
        let latest = try database.first("SELECT max(id) FROM passage") { $0.int(0) } ?? 0
        let frequencies = try terms.phrases.map { try Self.frequency(of: $0, in: database, latest: latest) }
        let order = frequencies.indices.sorted { (frequencies[$0], $0) < (frequencies[$1], $1) }
        var chosen: [Int] = []
        var sum = 0.0
        for index in order where sum + frequencies[index] <= Double(Self.limit) {
            chosen.append(index)
            sum += frequencies[index]
        }
        self.frequencies = frequencies
        if chosen.isEmpty {
            choosers = terms.phrases.count > 1 ? try Self.count(terms.phrases, in: database) : 0
        } else {
            choosers = chosen.count
        }
        let choice =
            chosen.isEmpty
            ? terms.phrases.joined(separator: " AND ") : chosen.map { terms.phrases[$0] }.joined(separator: " OR ")
        // The chosen words decide; the whole query stands behind them so that all of its words are counted.
        expression = choosers == 0 ? terms.expression : "(\(choice)) AND (\(terms.expression))"
    }

    /// How many of the phrases must all be there; 0 if no passage has them all.
    private static func count(_ phrases: [String], in database: Connection) throws -> Int {
        let found = try database.first(
            "SELECT 1 FROM passage_index WHERE passage_index MATCH ? LIMIT 1",
            .text(phrases.joined(separator: " AND "))
        ) { $0.int(0) }
        return found == nil ? 0 : phrases.count
    }

    /// How many passages hold a phrase: counted up to the limit, beyond it estimated from the newest.
    private static func frequency(of phrase: String, in database: Connection, latest: Int) throws -> Double {
        let found = try database.first(
            """
            SELECT count(*), min(rowid) FROM (SELECT rowid FROM passage_index WHERE passage_index MATCH ?
                ORDER BY rowid DESC LIMIT ?)
            """,
            .text(phrase),
            .int(limit + 1)
        ) { (count: $0.int(0), oldest: $0.int(1)) }
        guard let found, found.count > limit else { return Double(found?.count ?? 0) }
        return Double(found.count) * Double(latest) / Double(max(1, latest - found.oldest + 1))
    }
}
