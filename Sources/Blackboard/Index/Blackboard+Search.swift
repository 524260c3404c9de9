import Core
import SQLite
import TextAnalysis

extension Blackboard {
    /// Finds entries.
    ///
    /// - Parameter query: What is searched for; any text is safe.
    /// - Returns: The entries that match, best first; none only if no word of the query is on the board.
    /// - Throws: `SQLiteError`.
    public func search(_ query: SearchQuery) async throws -> [SearchResult] {
        try await takeOverEdits()
        guard let terms = QueryTerms(query.text) else { return [] }
        return try database.reading {
            var texts: [Int: (range: Range<Int>, text: String)] = [:]
            return try rankedEntries(query, terms: terms, &texts).prefix(query.limit).compactMap { hit in
                guard let entry = try summary(row: hit.entry) else { return nil }
                let passage = try hit.passages.first.map { try text(of: $0.row, &texts) }
                return SearchResult(
                    entry: entry,
                    score: hit.score,
                    snippet: Snippet.make(from: passage?.text ?? "", terms: terms.stems, tokenizer: tokenizer)
                )
            }
        }
    }

    /// Finds the passages that match best, of the entries that match best.
    ///
    /// - Parameter query: What is searched for; its limit is that of passages.
    /// - Returns: Passages, best first.
    /// - Throws: `SQLiteError`.
    public func passages(matching query: SearchQuery) async throws -> [PassageHit] {
        try await takeOverEdits()
        guard let terms = QueryTerms(query.text) else { return [] }
        return try database.reading { try passages(query, terms) }
    }

    private func passages(_ query: SearchQuery, _ terms: QueryTerms) throws -> [PassageHit] {
        var texts: [Int: (range: Range<Int>, text: String)] = [:]
        let rankings = try rankedEntries(query, terms: terms, &texts).prefix(query.limit)
        // An entry lends its passages half of its own weight: the right passage is likely in the right document.
        let hits = rankings.flatMap { hit in
            hit.passages.map { (hit.entry, passage: $0.row, score: $0.score + hit.score / 2) }
        }
        return try hits.sorted { ($0.score, $1.passage) > ($1.score, $0.passage) }.prefix(query.limit).compactMap {
            hit in
            guard let entry = try summary(row: hit.0) else { return nil }
            let found = try text(of: hit.passage, &texts)
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
        let rarities = try match(SearchQuery(text, kinds: [.source], sources: sources), terms: terms)
        return Dictionary(uniqueKeysWithValues: zip(terms.stems, rarities))
    }

    private func rankedEntries(
        _ query: SearchQuery,
        terms: QueryTerms,
        _ texts: inout [Int: (range: Range<Int>, text: String)]
    ) throws -> [EntryRanking] {
        let rarities = try match(query, terms: terms)
        let forms = WordForms(terms: terms, rarities: rarities, tokenizer: tokenizer, limit: query.limit)
        let rankings = try ranker.rankings(limit: query.limit, rarities: rarities) { passage in
            try database.first("SELECT entry FROM passage WHERE id = ?", .int(passage)) { $0.int(0) } ?? 0
        }
        return try forms.rerank(rankings) { try text(of: $0, &texts).text }
    }

    /// Has the ranker count every passage that matches, or of very many those that the plan chooses.
    ///
    /// A word weighs by how many passages of what was searched hold it: a question that was asked before must not
    /// change what its words weigh when it is asked again.
    ///
    /// - Returns: How rare each term is.
    private func match(_ query: SearchQuery, terms: QueryTerms) throws -> [Double] {
        let filter = try Filter(query, store: store)
        let count = try passageCount(query, filter)
        ranker.begin(terms)
        try countRows(matching: terms.expression, filter)
        if ranker.rowCount <= CandidatePlan.limit {
            return PassageRanker.rarities(of: ranker.frequencies, among: count)
        }
        let plan = try CandidatePlan(terms, in: database)
        ranker.begin(terms, choosers: plan.choosers)
        try countRows(matching: plan.expression, filter)
        return PassageRanker.rarities(of: plan.frequencies, among: count)
    }

    /// Has the ranker count matching passages, the newest first, up to one more than the plan's limit.
    private func countRows(matching expression: String, _ filter: Filter) throws {
        // The ranker's answer is false until it has enough, so that the loop is the library's and no row comes back.
        // CASE, because the library may otherwise ask the ranker before it looks at the filter.
        try database.run(
            filter.clause.isEmpty
                ? """
                SELECT 1 FROM passage_index WHERE passage_index MATCH ? AND relevance(passage_index)
                ORDER BY rowid DESC LIMIT 1
                """
                : """
                SELECT 1 FROM passage_index CROSS JOIN passage ON passage.id = passage_index.rowid
                CROSS JOIN entry ON entry.id = passage.entry
                WHERE passage_index MATCH ? AND CASE WHEN 1\(filter.clause) THEN relevance(passage_index) ELSE 0 END
                ORDER BY passage_index.rowid DESC LIMIT 1
                """,
            [.text(expression)] + filter.values
        )
    }

    /// How many passages a search looks through.
    private func passageCount(_ query: SearchQuery, _ filter: Filter) throws -> Int {
        if query.sources != nil {
            let sql = "SELECT count(*) FROM entry JOIN passage ON passage.entry = entry.id WHERE 1\(filter.clause)"
            return try database.rows(sql, filter.values) { $0.int(0) }.first ?? 0
        }
        let rows = try database.rows("SELECT kind, is_withdrawn, passages FROM tally") { row in
            (kind: EntryKind(rawValue: row.text(0)), isWithdrawn: row.int(1) == 1, count: row.int(2))
        }
        return rows.filter { row in
            (query.includesWithdrawn || !row.isWithdrawn)
                && (query.kinds.isEmpty || row.kind.map(query.kinds.contains) == true)
        }
        .reduce(0) { $0 + $1.count }
    }

    private func summary(row: Int) throws -> EntrySummary? {
        try database.first("SELECT \(EntrySummary.columns) FROM entry WHERE id = ?", .int(row)) {
            EntrySummary(row: $0)
        }
        .flatMap { $0 }
    }

    /// A passage, read once a search.
    private func text(
        of row: Int,
        _ known: inout [Int: (range: Range<Int>, text: String)]
    ) throws -> (range: Range<Int>, text: String) {
        if let found = known[row] { return found }
        let found = try passage(row)
        known[row] = found
        return found
    }

    private func passage(_ row: Int) throws -> (range: Range<Int>, text: String) {
        let place = try database.first(
            """
            SELECT passage.start, passage.end, entry.id, entry.revision, entry.snapshot
            FROM passage JOIN entry ON entry.id = passage.entry WHERE passage.id = ?
            """,
            .int(row)
        ) { ($0.int(0)..<$0.int(1), entry: $0.int(2), revision: $0.int(3), $0.optionalText(4)) }
        guard let (range, entry, revision, snapshot) = place else { return (0..<0, "") }
        if let snapshot {
            return (range, objects.slice(snapshot, range) ?? "")
        }
        let text = try database.first(
            "SELECT text FROM revision WHERE entry = ? AND number = ?",
            .int(entry),
            .int(revision)
        ) { $0.text(0) }
        return (range, text?.slice(range) ?? "")
    }
}

/// The part of a statement that narrows a search.
private struct Filter {
    private(set) var clause = ""
    private(set) var values: [SQLiteValue] = []

    init(_ query: SearchQuery, store: EntryStore) throws {
        let hasWithdrawn = try store.database.first(
            "SELECT EXISTS (SELECT 1 FROM tally WHERE is_withdrawn = 1 AND passages > 0)"
        ) { $0.int(0) == 1 }
        if !query.includesWithdrawn, hasWithdrawn == true { clause += " AND entry.status <> 'withdrawn'" }
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
