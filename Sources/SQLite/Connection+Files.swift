import CSQLite
public import Core

extension Connection {
    /// Keeps changes in a write-ahead log, so that readers and a writer do not wait for each other.
    ///
    /// The library does not wait for locks while it changes the mode: call it within `retry`.
    ///
    /// - Returns: False if the file system cannot share memory; the database then works without the log.
    /// - Throws: `SQLiteError`.
    public func useWriteAheadLog() throws -> Bool {
        // Looked at first: setting the mode that a database has already may wait for a lock.
        if try first("PRAGMA journal_mode", transform: { $0.text(0) }) == "wal" { return true }
        return try first("PRAGMA journal_mode = WAL") { $0.text(0) } == "wal"
    }

    /// Repeats what failed because another process held the database where the library itself does not wait.
    ///
    /// - Parameter body: What is done.
    /// - Returns: What the closure returns.
    /// - Throws: `SQLiteError` with `busy` if it takes longer than the connection waits; what the closure throws.
    public func retry<Value>(_ body: () throws -> Value) throws -> Value {
        // Its own: the library's waits within the body begin that of the connection anew.
        let patience = Patience(seconds: busySeconds)
        var attempt = 1
        while true {
            do {
                return try body()
            } catch let error as SQLiteError where error.code == .busy && patience.wait(attempt: attempt) {
                attempt += 1
            }
        }
    }

    /// Copies the database as it stands, while others may go on writing to it.
    ///
    /// - Parameter path: The copy; a file that is there is replaced.
    /// - Throws: `SQLiteError`.
    public func backUp(to path: Path) throws {
        let copy = try Connection(path, mode: .readWrite)
        guard let backup = sqlite3_backup_init(copy.handle, "main", handle, "main") else {
            throw SQLiteError(
                result: sqlite3_errcode(copy.handle),
                message: String(cString: sqlite3_errmsg(copy.handle))
            )
        }
        // All pages in one step: it reads one state of the log, which does not hold up writers.
        let result = sqlite3_backup_step(backup, -1)
        sqlite3_backup_finish(backup)
        guard result == SQLITE_DONE else {
            throw SQLiteError(result: result, message: String(cString: sqlite3_errstr(result)))
        }
    }
}
