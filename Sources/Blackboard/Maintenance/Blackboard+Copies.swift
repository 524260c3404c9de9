public import Core
import SQLite

extension Blackboard {
    /// A file of an export.
    public struct ExportedFile: Sendable {
        /// Its path, relative to the export.
        public let path: String
        /// What it holds.
        public let bytes: [UInt8]
        /// When it was changed last.
        public let modified: Timestamp
    }

    /// Hands out the board as files, of one moment: entries as they were committed, and the texts of sources.
    ///
    /// What is written to a folder as it is handed out is a board's home by itself.
    ///
    /// - Parameter body: Takes a file; the texts come first.
    /// - Returns: How many files there are, and the texts that are missing.
    /// - Throws: What the closure throws; `SQLiteError`, `FileError`.
    public func export(_ body: (ExportedFile) throws -> Void) throws -> (count: Int, missing: [ContentHash]) {
        // Read in a transaction, so that all is of one moment, whatever others write.
        try database.execute("BEGIN")
        defer { try? database.execute("COMMIT") }
        var count = 0
        var missing: [ContentHash] = []
        let names = try database.rows(
            "SELECT snapshot FROM entry WHERE snapshot IS NOT NULL UNION SELECT snapshot FROM quote"
        ) {
            ContentHash(hexadecimal: $0.text(0))
        }
        for case let hash? in names {
            do {
                let snapshot = try objects.snapshot(hash)
                let path = "objects/\(hash.hexadecimal.prefix(2))/\(hash.hexadecimal)"
                try body(
                    ExportedFile(path: path, bytes: Array(snapshot.text.utf8), modified: Timestamp(milliseconds: 0))
                )
                count += 1
            } catch is BlackboardError {
                missing.append(hash)
            }
        }
        count += try database.rows(
            """
            SELECT entry.path, revision.text, entry.updated FROM entry
            JOIN revision ON revision.entry = entry.id AND revision.number = entry.revision
            WHERE entry.file <> ? ORDER BY entry.id
            """,
            [.text(FileProjection.gone)]
        ) { row in
            try body(
                ExportedFile(
                    path: row.text(0),
                    bytes: Array(row.text(1).utf8),
                    modified: Timestamp(milliseconds: Int64(row.int(2)))
                )
            )
            return 1
        }
        .reduce(0, +)
        return (count, missing)
    }

    /// Copies the database as it stands, while others may go on working.
    ///
    /// The copy can be put in the place of `board.db` of the same home, or of an empty one with the same `objects`: the
    /// next start then writes the entries' files.
    ///
    /// - Parameter path: The copy; a file that is there is replaced.
    /// - Throws: `SQLiteError`, `FileError`.
    public func backUp(to path: Path) throws {
        let part = path.parent.appending("." + path.name + ".part")
        try FileSystem.remove(part)
        // Made by us first, so that it is nobody else's to read.
        try AtomicFile.write([], to: part, existing: .keep)
        do {
            try database.backUp(to: part)
            let copy = try Connection(part, mode: .readWrite)
            // One file: without a log beside it, and with all files to be written.
            try copy.execute("PRAGMA journal_mode = DELETE")
            try copy.run("UPDATE entry SET filed = 0, file = '' WHERE file <> ?", .text(FileProjection.gone))
        } catch {
            try FileSystem.remove(part)
            throw error
        }
        try FileSystem.synchronize(file: part)
        _ = try FileSystem.move(part, to: path)
        try FileSystem.synchronize(folder: path.parent)
    }

    /// Moves away a database that is damaged, so that the next start builds one from the files.
    ///
    /// - Parameter folder: The board's home.
    /// - Returns: The name under which it is kept; nothing if it is not damaged or not there.
    /// - Throws: `FileError`.
    public static func setAsideDamagedDatabase(in folder: BoardFolder) throws -> String? {
        guard FileSystem.exists(folder.database) else { return nil }
        do {
            let database = try Connection(folder.database, mode: .readOnly)
            let verdict = try database.first("PRAGMA quick_check(1)") { $0.text(0) }
            if verdict == "ok" { return nil }
        } catch let error as SQLiteError {
            // What is wrong otherwise is told when the board is opened.
            guard error.code == .corrupt else { return nil }
        }
        var name = "board.db.damaged"
        var number = 1
        while FileSystem.exists(folder.root.appending(name)) {
            number += 1
            name = "board.db.damaged-\(number)"
        }
        for suffix in ["-wal", "-shm", ""] {
            _ = try FileSystem.move(
                folder.root.appending("board.db\(suffix)"),
                to: folder.root.appending("\(name)\(suffix)")
            )
        }
        return name
    }
}
