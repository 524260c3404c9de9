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
        guard let terms = try QueryTerms(query.text, database: database) else { return [] }
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
        guard let terms = try QueryTerms(query.text, database: database) else { return [] }
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

    /// How much terms tell apart the passages of this board.
    ///
    /// - Parameter terms: Stems, as the tokenizer makes them.
    /// - Returns: The inverse document frequency of each; a term that is nowhere has the highest.
    /// - Throws: `SQLiteError`.
    public func weights(of terms: [String]) throws -> [String: Double] {
        let count = try QueryTerms.passageCount(in: database)
        let pairs = try Set(terms).map { term in
            (term, QueryTerms.weight(frequency: try QueryTerms.frequency(of: term, in: database), count: count))
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    private func rankedEntries(_ query: SearchQuery, terms: QueryTerms) throws -> [EntryRanking] {
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
        let forms = WordForms(terms: terms, tokenizer: tokenizer)
        return try forms.rerank(ranker.rankings(of: rows)) { try passage($0).text }
    }

    private func summary(row: Int) throws -> EntrySummary? {
        try database.first("SELECT \(EntrySummary.columns) FROM entry WHERE id = ?", .int(row)) {
            EntrySummary(row: $0)
        }
            ?? nil
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
