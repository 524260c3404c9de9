import BundledContent
import Core
import SQLite
import TextAnalysis

/// Opens board.db with the functions that its schema uses.
enum BoardDatabase {
    /// The schema's steps, from the bundled `blackboard/migrations`.
    static var migrations: Migrations {
        let scripts = BundledContent.files.filter { $0.key.hasPrefix("blackboard/migrations/") }
        return Migrations(scripts.sorted { $0.key < $1.key }.map(\.value))
    }

    /// Opens the database, and makes it if there is none.
    ///
    /// - Parameters:
    ///   - path: Its file.
    ///   - objects: The texts that the index is made of.
    ///   - ranker: What scores matches.
    ///   - busySeconds: How long to wait for other processes, in seconds.
    ///   - system: The library's layer over the operating system; nothing for the usual one.
    /// - Returns: The database, and what the user should know of it.
    /// - Throws: `BlackboardError`, `FileError`, `SQLiteError`.
    static func open(
        _ path: Path,
        objects: ObjectStore,
        ranker: PassageRanker,
        busySeconds: Double,
        system: String? = nil
    ) throws -> (connection: Connection, notices: [String]) {
        do {
            try makeFile(path)
            let connection = try Connection(path, mode: .readWrite, busySeconds: busySeconds, system: system)
            try define(on: connection, objects: objects, ranker: ranker)
            return (connection, try connection.retry { try prepare(connection, path: path) })
        } catch let error as SQLiteError {
            throw explained(error, path: path)
        }
    }

    /// Makes the file first, so that it and those that SQLite puts beside it are nobody else's to read.
    private static func makeFile(_ path: Path) throws(FileError) {
        if FileSystem.exists(path) { return }
        do {
            try AtomicFile.write([], to: path, existing: .keep)
        } catch {
            // Another process was faster.
            if error.code != .exists { throw error }
        }
    }

    /// Brings the schema up to date; returns what the user should know.
    private static func prepare(_ connection: Connection, path: Path) throws -> [String] {
        let standing = try migrations.standing(of: connection)
        if standing == .newer {
            throw BlackboardError(.database, "\(path) was made by a newer version of slate; update slate")
        }
        try connection.execute(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000"
        )
        let isShared = try connection.useWriteAheadLog()
        if standing != .current { try migrations.apply(to: connection) }
        // Said once, when the board is made.
        if isShared || standing != .empty { return [] }
        return [
            "the file system of \(path) has no shared memory, so that slate's processes wait for each other; "
                + "a local disk is faster"
        ]
    }

    private static func define(on connection: Connection, objects: ObjectStore, ranker: PassageRanker) throws {
        let tokenizer = Tokenizer()
        try connection.define(tokenizer: "slate") { text, isQuery, emit in
            tokenizer.forEachToken(in: text, for: isQuery ? .searching : .indexing, emit)
        }
        try connection.define(ranking: "relevance", ranker.note)
        try connection.define(function: "text_slice", argumentCount: 3) { values in
            guard case .text(let text) = values[0] else { return .null }
            guard case .int(let start) = values[1], case .int(let end) = values[2], 0 <= start, start <= end else {
                return .null
            }
            return .text(text.slice(start..<end))
        }
        try connection.define(function: "file_print", argumentCount: 2) { values in
            guard case .text(let path) = values[0], case .text(let mark) = values[1] else { return .null }
            return .int(FilePrint.print(path: path, mark: mark))
        }
        try connection.define(function: "snapshot_slice", argumentCount: 3) { values in
            guard case .text(let name) = values[0] else { return .null }
            // A snapshot that is gone reads as nothing here; 'board check' and 'verify' tell of it.
            guard case .int(let start) = values[1], case .int(let end) = values[2], 0 <= start, start <= end else {
                return .null
            }
            return .text(objects.slice(name, start..<end) ?? "")
        }
    }

    private static func explained(_ error: SQLiteError, path: Path) -> any Error {
        switch error.code {
        case .corrupt:
            BlackboardError(
                .database,
                "\(path) is damaged or no database; move it away, and the next start rebuilds it from the files"
            )
        case .cannotOpen:
            FileError(.permissionDenied, path: path, message: "cannot open \(path) for writing: \(error.message)")
        default: error
        }
    }
}
