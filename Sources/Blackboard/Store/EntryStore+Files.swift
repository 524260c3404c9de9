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
        /// The file, relative to the board's home.
        let path: String
        /// The latest revision.
        let revision: Int
        /// What the file looked like when it was last read or written.
        let mark: String
        /// Whether it shows the latest revision.
        let isFiled: Bool

        /// The columns that `init(row:)` reads, of the table `entry`.
        fileprivate static let columns = "kind, number, path, revision, file, filed"

        /// Reads a row of `columns`.
        fileprivate init?(row: Row) {
            guard let id = EntryID(row: row) else { return nil }
            self.id = id
            path = row.text(2)
            revision = row.int(3)
            mark = row.text(4)
            isFiled = row.int(5) >= revision
        }

        /// Whether the file is gone, without anyone having been told of it, if it is not there: what is not filed yet is
        /// ours to write, and what was deleted before is withdrawn already.
        var shouldExist: Bool { isFiled && mark != FileProjection.gone }
    }

    /// What is known of all entries' files, by their paths.
    func fileRecords() throws -> [String: FileRecord] {
        let rows = try database.rows("SELECT \(FileRecord.columns) FROM entry") { FileRecord(row: $0) }
        return Dictionary(rows.compactMap { $0 }.map { ($0.path, $0) }) { first, _ in first }
    }

    /// The sums of the prints of all entries' files as they were last read or written.
    func prints() throws -> [EntryKind: Int] {
        let rows = try database.rows("SELECT kind, sum(print) FROM entry GROUP BY kind") { row in
            EntryKind(rawValue: row.text(0)).map { ($0, row.int(1)) }
        }
        return Dictionary(rows.compactMap { $0 }) { first, _ in first }
    }

    /// What is known of one entry's file.
    func fileRecord(of id: EntryID) throws -> FileRecord? {
        try database.first(
            "SELECT \(FileRecord.columns) FROM entry WHERE kind = ? AND number = ?",
            .text(id.kind.rawValue),
            .int(id.number)
        ) { FileRecord(row: $0) }
        .flatMap { $0 }
    }

    /// What is known of the file with a path.
    func fileRecord(at path: String) throws -> FileRecord? {
        try database.first("SELECT \(FileRecord.columns) FROM entry WHERE path = ?", .text(path)) {
            FileRecord(row: $0)
        }
        .flatMap { $0 }
    }

    /// Notes that an entry's file shows a revision, and what it looks like.
    func markFiled(_ id: EntryID, revision: Int, mark: String) throws {
        try database.run(
            "UPDATE entry SET filed = ?1, file = ?2, print = file_print(path, ?2) WHERE kind = ?3 AND number = ?4",
            .int(revision),
            .text(mark),
            .text(id.kind.rawValue),
            .int(id.number)
        )
    }

    /// Forgets what an entry's file looked like, so that it is read again, or written if it is missing.
    func forgetFile(of id: EntryID, isMissing: Bool) throws {
        try database.run(
            """
            UPDATE entry SET file = '', print = 0, filed = CASE WHEN ? THEN 0 ELSE filed END
            WHERE kind = ? AND number = ?
            """,
            .int(isMissing ? 1 : 0),
            .text(id.kind.rawValue),
            .int(id.number)
        )
    }

    /// Notes that an entry's file has another name.
    func move(_ id: EntryID, to path: String, mark: String) throws {
        try database.run(
            "UPDATE entry SET path = ?1, file = ?2, print = file_print(?1, ?2) WHERE kind = ?3 AND number = ?4",
            .text(path),
            .text(mark),
            .text(id.kind.rawValue),
            .int(id.number)
        )
    }

    /// The entries whose files do not show the latest revision.
    func unfiled() throws -> [EntryID] {
        try database.rows("SELECT kind, number FROM entry WHERE filed < revision ORDER BY id") { EntryID(row: $0) }
            .compactMap { $0 }
    }

    /// What an entry's file has to show.
    struct Head {
        let id: EntryID
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
        ) {
            Head(id: id, revision: $0.int(0), filed: $0.int(1), mark: $0.text(2), path: $0.text(3), text: $0.text(4))
        }
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
