import Core
import SQLite

extension EntryStore {
    /// What is known of an entry's file when a revision is written.
    enum FileState {
        /// Nothing new.
        case unknown
        /// It was read and may be written over as long as it looks the same.
        case seen(mark: String)
        /// It has this text, which is the revision's.
        case holds(String, mark: String)

        /// The text, if it is the revision's.
        var text: String? { if case .holds(let text, _) = self { text } else { nil } }

        /// What the file looks like from outside; empty if nothing new is known.
        var mark: String {
            switch self {
            case .unknown: ""
            case .seen(let mark), .holds(_, let mark): mark
            }
        }
    }

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

    /// What is known of the file with a path.
    func fileRecord(at path: String) throws -> FileRecord? {
        try database.first("SELECT kind, number, revision, file, filed FROM entry WHERE path = ?", .text(path)) { row in
            EntryKind(rawValue: row.text(0)).map { kind in
                FileRecord(
                    id: EntryID(kind, row.int(1)),
                    revision: row.int(2),
                    mark: row.text(3),
                    isFiled: row.int(4) >= row.int(2)
                )
            }
        }
        .flatMap { $0 }
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

    /// Forgets what an entry's file looked like, so that it is read again, or written if it is missing.
    func forgetFile(of id: EntryID, isMissing: Bool) throws {
        try database.run(
            "UPDATE entry SET file = '', filed = CASE WHEN ? THEN 0 ELSE filed END WHERE kind = ? AND number = ?",
            .int(isMissing ? 1 : 0),
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
    func unfiled() throws -> [EntryID] {
        try database.rows("SELECT kind, number FROM entry WHERE filed < revision ORDER BY id") { row in
            EntryKind(rawValue: row.text(0)).map { EntryID($0, row.int(1)) }
        }
        .compactMap { $0 }
    }

    /// What an entry's file has to show.
    struct Head {
        let revision: Int
        /// The latest revision that the file is known to show.
        let filed: Int
        /// What the file looked like when it was last read or written.
        let mark: String
        let path: String
        let text: String
    }

    /// What an entry's file has to show.
    func head(of id: EntryID) throws -> Head? {
        try database.first(
            """
            SELECT entry.revision, entry.filed, entry.file, entry.path, revision.text FROM entry
            JOIN revision ON revision.entry = entry.id AND revision.number = entry.revision
            WHERE entry.kind = ? AND entry.number = ?
            """,
            .text(id.kind.rawValue),
            .int(id.number)
        ) { Head(revision: $0.int(0), filed: $0.int(1), mark: $0.text(2), path: $0.text(3), text: $0.text(4)) }
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
