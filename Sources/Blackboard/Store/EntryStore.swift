import Core
import SQLite
import TextAnalysis

/// The rows of the entries; every method runs within the caller's transaction.
struct EntryStore {
    let database: Connection

    /// The number that the next entry of a kind gets.
    func nextNumber(of kind: EntryKind) throws -> Int {
        try database.first("SELECT max(number) + 1 FROM entry WHERE kind = ?", .text(kind.rawValue)) {
            max(1, $0.int(0))
        }
            ?? 1
    }

    /// The row of an entry.
    func row(of id: EntryID) throws -> Int? {
        try database.first(
            "SELECT id FROM entry WHERE kind = ? AND number = ?",
            .text(id.kind.rawValue),
            .int(id.number)
        ) { $0.int(0) }
    }

    /// The entry as of its latest revision.
    func entry(_ id: EntryID) throws -> Entry? {
        try head(of: id).map { try EntryFile.parse($0.text, path: $0.path, time: Timestamp(milliseconds: 0)) }
    }

    /// The state of an entry.
    func status(of id: EntryID) throws -> EntryStatus? {
        let text = try database.first(
            "SELECT status FROM entry WHERE kind = ? AND number = ?",
            .text(id.kind.rawValue),
            .int(id.number)
        ) { $0.text(0) }
        return text.flatMap(EntryStatus.init(rawValue:))
    }

    /// Writes a new entry, or a new revision of an old one, with its links, quotes and passages.
    ///
    /// - Parameters:
    ///   - entry: The entry.
    ///   - text: Its file, as `EntryFile.render` makes it or as it was found.
    ///   - snapshot: The text of a source; nothing for other kinds.
    ///   - file: What is known of the entry's file.
    /// - Returns: The entry's row.
    /// - Throws: `SQLiteError`.
    func put(_ entry: Entry, text: String, snapshot: Snapshot?, file: FileState = .unknown) throws -> Int {
        let old = try row(of: entry.id)
        if let old { try clear(old) }
        let row = try write(entry, over: old, file)
        try database.run(
            "INSERT OR REPLACE INTO revision (entry, number, author, at, text) VALUES (?, ?, ?, ?, ?)",
            .int(row),
            .int(entry.revision),
            .text(entry.author),
            .int(Int(entry.updated.milliseconds)),
            .text(text)
        )
        try index(row, entry, text: text, snapshot: snapshot)
        return row
    }

    /// Adds an entry of the latest revision to an index from which it is missing.
    ///
    /// - Parameters:
    ///   - entry: The entry.
    ///   - text: Its file.
    ///   - snapshot: The text of a source; nothing for other kinds.
    /// - Throws: `SQLiteError`.
    func index(_ entry: Entry, text: String, snapshot: Snapshot?) throws {
        if let row = try row(of: entry.id) { try index(row, entry, text: text, snapshot: snapshot) }
    }

    /// Empties what can be made anew of the revisions and the texts.
    func clearIndex() throws {
        try database.run("INSERT INTO passage_index (passage_index) VALUES ('delete-all')")
        for table in ["passage", "link", "quote", "tally"] { try database.run("DELETE FROM \(table)") }
    }

    private func index(_ row: Int, _ entry: Entry, text: String, snapshot: Snapshot?) throws {
        try addLinks(row, entry)
        let count = try addPassages(
            row,
            entry,
            of: snapshot?.text ?? text,
            from: snapshot == nil ? EntryFile.bodyStart(in: text) : 0
        )
        try database.run(
            """
            INSERT INTO tally (kind, is_withdrawn, passages) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET passages = passages + excluded.passages
            """,
            .text(entry.id.kind.rawValue),
            .int(entry.content.status == .withdrawn ? 1 : 0),
            .int(count)
        )
    }

    /// Writes the entry's row; one that is there keeps its file's path and, unless told otherwise, what that shows.
    private func write(_ entry: Entry, over old: Int?, _ file: FileState) throws -> Int {
        let origin = entry.content.origin
        let values: [SQLiteValue] = [
            .text(entry.content.title), .text(entry.content.status.rawValue),
            .text(entry.content.tags.joined(separator: " ")), .text(entry.author), SQLiteValue(entry.run),
            .int(entry.revision), .int(Int(entry.updated.milliseconds)), SQLiteValue(origin?.uri),
            SQLiteValue(origin?.snapshot.hexadecimal), .int(file.text == nil ? 0 : entry.revision), .text(file.mark),
        ]
        if let old {
            try database.run(
                """
                UPDATE entry SET title = ?1, status = ?2, tags = ?3, author = ?4, run = ?5, revision = ?6, updated = ?7,
                    uri = ?8, snapshot = ?9, filed = max(filed, ?10), file = CASE ?11 WHEN '' THEN file ELSE ?11 END,
                    print = CASE ?11 WHEN '' THEN print ELSE file_print(path, ?11) END
                WHERE id = ?12
                """,
                values + [.int(old)]
            )
            return old
        }
        let place: [SQLiteValue] = [
            .text(entry.id.kind.rawValue), .int(entry.id.number), .int(Int(entry.created.milliseconds)),
            .text(entry.path),
        ]
        try database.run(
            """
            INSERT INTO entry (title, status, tags, author, run, revision, updated, uri, snapshot, filed, file, kind,
                number, created, path, print)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, file_print(?15, ?11))
            """,
            values + place
        )
        return database.lastInsertedRow
    }

    /// Takes an entry out with all that is known of it.
    ///
    /// - Parameter row: The entry's row.
    /// - Throws: `SQLiteError`.
    func forget(_ row: Int) throws {
        try clear(row)
        for table in ["event", "lease", "journal_write", "revision"] {
            try database.run("DELETE FROM \(table) WHERE entry = ?", .int(row))
        }
        try database.run("DELETE FROM entry WHERE id = ?", .int(row))
    }

    /// Takes out what belongs to the revision that is replaced; the index needs the old text to forget it.
    private func clear(_ row: Int) throws {
        try database.run(
            """
            INSERT INTO passage_index (passage_index, rowid, title, body)
            SELECT 'delete', id, title, body FROM passage_text WHERE id IN (SELECT id FROM passage WHERE entry = ?)
            """,
            .int(row)
        )
        try database.run(
            """
            UPDATE tally SET passages = passages - (SELECT count(*) FROM passage WHERE entry = ?1)
            WHERE (kind, is_withdrawn) = (SELECT kind, status = 'withdrawn' FROM entry WHERE id = ?1)
            """,
            .int(row)
        )
        for table in ["passage", "link", "quote"] {
            try database.run("DELETE FROM \(table) WHERE entry = ?", .int(row))
        }
    }

    private func addLinks(_ row: Int, _ entry: Entry) throws {
        for link in entry.content.links {
            try database.run(
                "INSERT OR IGNORE INTO link (entry, relation, target) VALUES (?, ?, ?)",
                .int(row),
                .text(link.relation.rawValue),
                .text(link.target.description)
            )
        }
        for quote in entry.content.quotes {
            try database.run(
                "INSERT INTO quote (entry, snapshot, start, end, source) VALUES (?, ?, ?, ?, ?)",
                .int(row),
                .text(quote.snapshot.hexadecimal),
                .int(quote.start),
                .int(quote.end),
                .text(quote.source.description)
            )
        }
    }

    /// Adds the passages of a text; returns how many there are.
    private func addPassages(_ row: Int, _ entry: Entry, of text: String, from start: Int) throws -> Int {
        let title = entry.content.title + " " + entry.content.tags.joined(separator: " ")
        var ranges = PassageSplitter.passages(in: start == 0 ? text : String(text.utf8.dropFirst(start)) ?? "")
        // An entry without a body can still be found by its title.
        if ranges.isEmpty { ranges = [0..<0] }
        for range in ranges {
            let range = range.lowerBound + start..<range.upperBound + start
            try database.run(
                "INSERT INTO passage (entry, start, end) VALUES (?, ?, ?)",
                .int(row),
                .int(range.lowerBound),
                .int(range.upperBound)
            )
            try database.run(
                "INSERT INTO passage_index (rowid, title, body) VALUES (?, ?, ?)",
                .int(database.lastInsertedRow),
                .text(title),
                .text(text.slice(range))
            )
        }
        return ranges.count
    }
}

extension EntryID {
    /// Reads an id from a row.
    ///
    /// - Parameters:
    ///   - row: The row.
    ///   - column: The column of the kind, behind which that of the number is.
    init?(row: Row, at column: Int32 = 0) {
        guard let kind = EntryKind(rawValue: row.text(column)) else { return nil }
        self.init(kind, row.int(column + 1))
    }
}
