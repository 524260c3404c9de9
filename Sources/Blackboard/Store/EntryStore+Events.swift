import Core
import SQLite

extension EntryStore {
    /// Adds an event behind all others.
    func log(_ action: Change.Action, _ entry: Entry, row: Int) throws {
        try database.run(
            "INSERT INTO event (at, action, entry, revision, author, run) VALUES (?, ?, ?, ?, ?, ?)",
            .int(Int(entry.updated.milliseconds)),
            .text(action.rawValue),
            .int(row),
            .int(entry.revision),
            .text(entry.author),
            SQLiteValue(entry.run)
        )
    }

    /// The number of the latest event; 0 if there is none.
    func latestSequence() throws -> Int { try database.first("SELECT max(sequence) FROM event") { $0.int(0) } ?? 0 }

    /// The events after one, oldest first.
    func changes(after sequence: Int, limit: Int) throws -> [Change] {
        try database.rows(
            """
            SELECT event.sequence, event.at, event.action, entry.kind, entry.number, event.revision, entry.title,
                event.author, event.run
            FROM event JOIN entry ON entry.id = event.entry WHERE sequence > ? ORDER BY sequence LIMIT ?
            """,
            [.int(sequence), .int(limit)]
        ) { row in
            guard let action = Change.Action(rawValue: row.text(2)), let id = EntryID(row: row, at: 3) else {
                return nil
            }
            return Change(
                sequence: row.int(0),
                time: Timestamp(milliseconds: Int64(row.int(1))),
                action: action,
                id: id,
                revision: row.int(5),
                title: row.text(6),
                author: row.text(7),
                run: row.optionalText(8)
            )
        }
        .compactMap { $0 }
    }
}
