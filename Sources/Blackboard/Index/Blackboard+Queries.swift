import Core
import SQLite

/// A reference to an entry from another one.
public struct IncomingLink: Sendable, Equatable {
    /// The entry that refers.
    public let from: EntryID
    /// How the two are related.
    public let relation: Link.Relation

    /// Creates a reference.
    public init(from: EntryID, relation: Link.Relation) {
        self.from = from
        self.relation = relation
    }
}

/// Counts of what a board holds.
public struct BoardStatistics: Sendable {
    /// The entries of each kind, those withdrawn included.
    public let entries: [EntryKind: Int]
    /// The entries that were withdrawn.
    public let withdrawn: Int
    /// The passages of the index.
    public let passages: Int
    /// The size of the database, in bytes.
    public let databaseBytes: Int
}

extension Blackboard {
    /// Lists entries.
    ///
    /// - Parameter filter: Which ones.
    /// - Returns: Entries, the latest change first.
    /// - Throws: `SQLiteError`.
    public func entries(matching filter: EntryFilter = EntryFilter()) throws -> [EntrySummary] {
        var conditions = ["1"]
        var values: [SQLiteValue] = []
        if !filter.kinds.isEmpty {
            let kinds = filter.kinds.map(\.rawValue).sorted().map(JSON.string)
            conditions.append("kind IN (SELECT value FROM json_each(?))")
            values.append(.text(JSON.array(kinds).text))
        }
        if let status = filter.status {
            conditions.append("status = ?")
            values.append(.text(status.rawValue))
        } else {
            conditions.append("status <> 'withdrawn'")
        }
        if let run = filter.run {
            conditions.append("run = ?")
            values.append(.text(run))
        }
        let sql = """
            SELECT \(EntrySummary.columns) FROM entry WHERE \(conditions.joined(separator: " AND "))
            ORDER BY updated DESC, id DESC LIMIT ?
            """
        return try database.rows(sql, values + [.int(filter.limit)]) { EntrySummary(row: $0) }.compactMap { $0 }
    }

    /// Finds what refers to an entry.
    ///
    /// - Parameter id: The entry.
    /// - Returns: References, in the order in which their entries were made.
    /// - Throws: `SQLiteError`.
    public func links(to id: EntryID) throws -> [IncomingLink] {
        try database.rows(
            """
            SELECT entry.kind, entry.number, link.relation FROM link JOIN entry ON entry.id = link.entry
            WHERE link.target = ? ORDER BY entry.id, link.relation
            """,
            [.text(id.description)]
        ) { row in
            guard let id = EntryID(row: row), let relation = Link.Relation(rawValue: row.text(2)) else { return nil }
            return IncomingLink(from: id, relation: relation)
        }
        .compactMap { $0 }
    }

    /// Finds the finding with a quote, so that it need not be posted twice.
    ///
    /// - Parameter quote: The quote; its place and snapshot count.
    /// - Returns: A finding that was not withdrawn, or nothing.
    /// - Throws: `SQLiteError`.
    public func finding(quoting quote: Quote) throws -> Entry? {
        let number = try database.first(
            """
            SELECT entry.number FROM quote JOIN entry ON entry.id = quote.entry
            WHERE quote.snapshot = ? AND quote.start = ? AND quote.end = ? AND quote.source = ?
                AND entry.status <> 'withdrawn' AND entry.kind = 'finding' LIMIT 1
            """,
            .text(quote.snapshot.hexadecimal),
            .int(quote.start),
            .int(quote.end),
            .text(quote.source.description)
        ) { $0.int(0) }
        return try number.flatMap { try store.entry(EntryID(.finding, $0)) }
    }

    /// Finds the question that was asked with the same words.
    func question(titled title: String) throws -> Entry? {
        let number = try database.first(
            "SELECT number FROM entry WHERE kind = 'question' AND title = ? AND status <> 'withdrawn' LIMIT 1",
            .text(EntryRules.line(title))
        ) { $0.int(0) }
        return try number.flatMap { try store.entry(EntryID(.question, $0)) }
    }

    /// Counts what is on the board.
    ///
    /// - Returns: The counts.
    /// - Throws: `SQLiteError`.
    public func statistics() throws -> BoardStatistics {
        let counts = try database.rows("SELECT kind, count(*) FROM entry GROUP BY kind") { row in
            EntryKind(rawValue: row.text(0)).map { ($0, row.int(1)) }
        }
        return BoardStatistics(
            entries: Dictionary(uniqueKeysWithValues: counts.compactMap { $0 }),
            withdrawn: try database.first("SELECT count(*) FROM entry WHERE status = 'withdrawn'") { $0.int(0) } ?? 0,
            passages: try database.first("SELECT count(*) FROM passage") { $0.int(0) } ?? 0,
            databaseBytes: try database.first(
                "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
            ) { $0.int(0) } ?? 0
        )
    }
}
