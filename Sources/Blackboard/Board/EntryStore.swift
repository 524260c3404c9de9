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
        let found = try database.first(
            """
            SELECT revision.text, entry.path FROM entry
            JOIN revision ON revision.entry = entry.id AND revision.number = entry.revision
            WHERE entry.kind = ? AND entry.number = ?
            """,
            .text(id.kind.rawValue),
            .int(id.number)
        ) { (text: $0.text(0), path: $0.text(1)) }
        return try found.map { try EntryFile.parse($0.text, path: $0.path, time: Timestamp(milliseconds: 0)) }
    }

    /// Writes a new entry, or a new revision of an old one, with its links, quotes and passages.
    ///
    /// - Parameters:
    ///   - entry: The entry.
    ///   - text: Its file, as `EntryFile.render` makes it or as it was found.
    ///   - snapshot: The text of a source; nothing for other kinds.
    ///   - isFiled: Whether the file holds this revision already.
    /// - Throws: `SQLiteError`.
    func put(_ entry: Entry, text: String, snapshot: Snapshot?, isFiled: Bool = false) throws {
        if let old = try self.row(of: entry.id) { try clear(old) }
        let row = try write(entry, isFiled: isFiled)
        try database.run(
            "INSERT OR REPLACE INTO revision (entry, number, author, at, text) VALUES (?, ?, ?, ?, ?)",
            .int(row),
            .int(entry.revision),
            .text(entry.author),
            .int(Int(entry.updated.milliseconds)),
            .text(text)
        )
        try addLinks(row, entry)
        try addPassages(
            row,
            entry,
            of: snapshot?.text ?? text,
            from: snapshot == nil ? EntryFile.bodyStart(in: text) : 0
        )
    }

    /// Writes the entry's row; one that is there keeps its file's path and, unless told otherwise, what that shows.
    private func write(_ entry: Entry, isFiled: Bool) throws -> Int {
        try database.run(
            """
            INSERT INTO entry (kind, number, title, status, tags, author, run, revision, created, updated, path, uri,
                snapshot, filed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (kind, number) DO UPDATE SET title = excluded.title, status = excluded.status,
                tags = excluded.tags, author = excluded.author, run = excluded.run, revision = excluded.revision,
                updated = excluded.updated, uri = excluded.uri, snapshot = excluded.snapshot,
                filed = max(filed, excluded.filed)
            """,
            .text(entry.id.kind.rawValue),
            .int(entry.id.number),
            .text(entry.content.title),
            .text(entry.content.status.rawValue),
            .text(entry.content.tags.joined(separator: " ")),
            .text(entry.author),
            SQLiteValue(entry.run),
            .int(entry.revision),
            .int(Int(entry.created.milliseconds)),
            .int(Int(entry.updated.milliseconds)),
            .text(entry.path),
            SQLiteValue(entry.content.origin?.uri),
            SQLiteValue(entry.content.origin?.snapshot.hexadecimal),
            .int(isFiled ? entry.revision : 0)
        )
        return try row(of: entry.id) ?? database.lastInsertedRow
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

    private func addPassages(_ row: Int, _ entry: Entry, of text: String, from start: Int) throws {
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
    }
}

extension EntryStore {
    /// What is known of an entry's file.
    struct FileRecord {
        let id: EntryID
        /// The latest revision.
        let revision: Int
        /// What the file looked like when it was last read or written.
        let mark: String
        /// Whether it shows the latest revision.
        let isFiled: Bool
    }

    /// What is known of all entries' files, by their paths.
    func fileRecords() throws -> [String: FileRecord] {
        let rows = try database.rows("SELECT path, kind, number, revision, file, filed FROM entry") { row in
            EntryKind(rawValue: row.text(1)).map { kind in
                let id = EntryID(kind, row.int(2))
                let isFiled = row.int(5) >= row.int(3)
                return (row.text(0), FileRecord(id: id, revision: row.int(3), mark: row.text(4), isFiled: isFiled))
            }
        }
        return Dictionary(rows.compactMap { $0 }) { first, _ in first }
    }

    /// What is known of one entry's file, and its path.
    func fileRecord(of id: EntryID) throws -> (path: String, record: FileRecord)? {
        try database.first(
            "SELECT path, revision, file, filed FROM entry WHERE kind = ? AND number = ?",
            .text(id.kind.rawValue),
            .int(id.number)
        ) { row in
            let isFiled = row.int(3) >= row.int(1)
            return (row.text(0), FileRecord(id: id, revision: row.int(1), mark: row.text(2), isFiled: isFiled))
        }
    }

    /// Notes that an entry's file shows a revision, and what it looks like.
    func markFiled(_ id: EntryID, revision: Int, mark: String) throws {
        try database.run(
            "UPDATE entry SET filed = ?, file = ? WHERE kind = ? AND number = ?",
            .int(revision),
            .text(mark),
            .text(id.kind.rawValue),
            .int(id.number)
        )
    }

    /// Notes that an entry's file has another name.
    func move(_ id: EntryID, to path: String, mark: String) throws {
        try database.run(
            "UPDATE entry SET path = ?, file = ? WHERE kind = ? AND number = ?",
            .text(path),
            .text(mark),
            .text(id.kind.rawValue),
            .int(id.number)
        )
    }

    /// The entries whose files do not show the latest revision.
    func unfiled() throws -> [(text: String, path: String)] {
        try database.rows(
            """
            SELECT revision.text, entry.path FROM entry
            JOIN revision ON revision.entry = entry.id AND revision.number = entry.revision
            WHERE entry.filed < entry.revision
            """
        ) { (text: $0.text(0), path: $0.text(1)) }
    }

    /// The files of all revisions of an entry, oldest first.
    func texts(of id: EntryID) throws -> [String] {
        try database.rows(
            """
            SELECT revision.text FROM revision JOIN entry ON entry.id = revision.entry
            WHERE entry.kind = ? AND entry.number = ? ORDER BY revision.number
            """,
            [.text(id.kind.rawValue), .int(id.number)]
        ) { $0.text(0) }
    }
}
