import Core
import SQLite
import TextAnalysis

extension Blackboard {
    /// Finds entries.
    ///
    /// - Parameter query: What is searched for; any text is safe.
    /// - Returns: The entries that match, best first; none only if no word of the query is on the board.
    /// - Throws: `SQLiteError`.
    public func search(_ query: SearchQuery) throws -> [SearchResult] {
        guard let terms = QueryTerms(query.text) else { return [] }
        let ranked = try rankedEntries(query, terms: terms)
        return try ranked.prefix(query.limit).compactMap { hit in
            guard let entry = try summary(row: hit.entry) else { return nil }
            let passage = try hit.passages.first.map { try self.passage($0.row) }
            return SearchResult(
                entry: entry,
                score: hit.score,
                snippet: Snippet.make(from: passage?.text ?? "", terms: terms.stems, tokenizer: tokenizer)
            )
        }
    }

    /// Finds the passages that match best, of the entries that match best.
    ///
    /// - Parameter query: What is searched for; its limit is that of passages.
    /// - Returns: Passages, best first.
    /// - Throws: `SQLiteError`.
    public func passages(matching query: SearchQuery) throws -> [PassageHit] {
        guard let terms = QueryTerms(query.text) else { return [] }
        let rankings = try rankedEntries(query, terms: terms).prefix(query.limit)
        // An entry lends its passages half of its own weight: the right passage is likely in the right document.
        let hits = rankings.flatMap { hit in
            hit.passages.map { (hit.entry, passage: $0.row, score: $0.score + hit.score / 2) }
        }
        return try hits.sorted { ($0.score, $1.passage) > ($1.score, $0.passage) }.prefix(query.limit).compactMap {
            hit in
            guard let entry = try summary(row: hit.0) else { return nil }
            let found = try passage(hit.passage)
            return PassageHit(entry: entry, range: found.range, text: found.text, score: hit.score)
        }
    }

    /// How much words tell apart the passages of the sources.
    ///
    /// - Parameters:
    ///   - text: The words; function words only if there are no others.
    ///   - sources: The only sources that count; nothing for all.
    /// - Returns: The inverse document frequency of each stem; one that is nowhere has the highest.
    /// - Throws: `SQLiteError`.
    public func weights(ofWordsIn text: String, sources: Set<EntryID>? = nil) throws -> [String: Double] {
        guard let terms = QueryTerms(text) else { return [:] }
        let found = try matches(of: SearchQuery(text, kinds: [.source], sources: sources), terms: terms)
        return Dictionary(uniqueKeysWithValues: zip(terms.stems, found.rarities))
    }

    private func rankedEntries(_ query: SearchQuery, terms: QueryTerms) throws -> [EntryRanking] {
        let found = try matches(of: query, terms: terms)
        let forms = WordForms(terms: terms, rarities: found.rarities, tokenizer: tokenizer)
        return try forms.rerank(ranker.rankings(of: found.rows, rarities: found.rarities)) { try passage($0).text }
    }

    /// Has the ranker count every passage that matches.
    private func matches(
        of query: SearchQuery,
        terms: QueryTerms
    ) throws -> (rows: [(entry: Int, passage: Int)], rarities: [Double]) {
        ranker.begin(terms)
        let filter = try Filter(query, store: store)
        let rows = try database.rows(
            """
            SELECT passage.entry, passage_index.rowid, relevance(passage_index) FROM passage_index
            JOIN passage ON passage.id = passage_index.rowid
            JOIN entry ON entry.id = passage.entry
            WHERE passage_index MATCH ?\(filter.clause)
            """,
            [.text(terms.expression)] + filter.values
        ) { (entry: $0.int(0), passage: $0.int(1)) }
        let count = try database.rows(
            "SELECT count(*) FROM passage JOIN entry ON entry.id = passage.entry WHERE 1\(filter.clause)",
            filter.values
        ) { $0.int(0) }
        return (rows, ranker.rarities(among: count.first ?? 0))
    }

    private func summary(row: Int) throws -> EntrySummary? {
        try database.first("SELECT \(EntrySummary.columns) FROM entry WHERE id = ?", .int(row)) {
            EntrySummary(row: $0)
        }
        .flatMap { $0 }
    }

    private func passage(_ row: Int) throws -> (range: Range<Int>, text: String) {
        try database.first(
            "SELECT passage.start, passage.end, passage_text.body FROM passage JOIN passage_text USING (id) WHERE id = ?",
            .int(row)
        ) { ($0.int(0)..<$0.int(1), $0.text(2)) } ?? (0..<0, "")
    }
}

/// The part of a statement that narrows a search.
private struct Filter {
    private(set) var clause = ""
    private(set) var values: [SQLiteValue] = []

    init(_ query: SearchQuery, store: EntryStore) throws {
        if !query.includesWithdrawn { clause += " AND entry.status <> 'withdrawn'" }
        if !query.kinds.isEmpty {
            clause += " AND entry.kind IN (\(Self.marks(query.kinds.count)))"
            values += query.kinds.sorted { $0.rawValue < $1.rawValue }.map { .text($0.rawValue) }
        }
        if let sources = query.sources {
            let rows = try sources.sorted().compactMap { try store.row(of: $0) }
            // One value holds the whole list, so that the statement does not change with its length.
            clause += " AND entry.id IN (SELECT value FROM json_each(?))"
            values.append(.text(JSON.array(rows.map(JSON.int)).text))
        }
    }

    private static func marks(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }
}
