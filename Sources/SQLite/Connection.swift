import CSQLite
public import Core

/// A connection to a database.
///
/// Not Sendable, on purpose: it is confined to one actor, and its methods are synchronous, so that a transaction is
/// never suspended midway.
public final class Connection {
    /// How a database is opened.
    public enum Mode: Sendable {
        /// To read and write; made if it is missing.
        case readWrite
        /// To read.
        case readOnly
    }

    let handle: OpaquePointer
    let busySeconds: Double
    private let patience: Patience
    private var statements: [String: Statement] = [:]

    /// Opens a database.
    ///
    /// - Parameters:
    ///   - path: Its file.
    ///   - mode: How it is opened.
    ///   - busySeconds: How long a statement waits for other processes, in seconds.
    ///   - system: The library's layer over the operating system, such as `unix-dotfile`; nothing for the usual one.
    /// - Throws: `SQLiteError`.
    public init(_ path: Path, mode: Mode, busySeconds: Double = 10, system: String? = nil) throws(SQLiteError) {
        let access = mode == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        var handle: OpaquePointer?
        // One thread at a time uses a connection (the actor sees to it), so the library need not lock.
        let flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let result = sqlite3_open_v2(path.string, &handle, flags, system)
        guard result == SQLITE_OK, let handle else {
            let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close(handle)
            throw SQLiteError(result: result, message: message)
        }
        self.handle = handle
        self.busySeconds = busySeconds
        patience = Patience(seconds: busySeconds)
        sqlite3_busy_handler(handle, waitForOthers, Unmanaged.passUnretained(patience).toOpaque())
    }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(handle)
    }

    /// Runs one or more statements without values or results.
    ///
    /// - Parameter script: SQL.
    /// - Throws: `SQLiteError`.
    public func execute(_ script: String) throws(SQLiteError) {
        let result = sqlite3_exec(handle, script, nil, nil, nil)
        guard result == SQLITE_OK else {
            throw SQLiteError(result: result, of: handle, sql: script)
        }
    }

    /// Runs a statement that returns nothing.
    ///
    /// - Parameters:
    ///   - sql: One statement; it is compiled once and kept.
    ///   - values: The values of its parameters.
    /// - Throws: `SQLiteError`.
    public func run(_ sql: String, _ values: SQLiteValue...) throws { try run(sql, values) }

    /// Runs a statement that returns nothing.
    ///
    /// - Parameters:
    ///   - sql: One statement; it is compiled once and kept.
    ///   - values: The values of its parameters.
    /// - Throws: `SQLiteError`.
    public func run(_ sql: String, _ values: [SQLiteValue]) throws { try statement(sql).run(values) { _ in true } }

    /// Runs a query.
    ///
    /// - Parameters:
    ///   - sql: One statement; it is compiled once and kept.
    ///   - values: The values of its parameters.
    ///   - transform: Makes a value of each row.
    /// - Returns: The values in the order of the rows.
    /// - Throws: `SQLiteError`, and what the closure throws.
    public func rows<Value>(
        _ sql: String,
        _ values: [SQLiteValue] = [],
        _ transform: (Row) throws -> Value
    ) throws -> [Value] {
        var result: [Value] = []
        try statement(sql).run(values) { row in
            result.append(try transform(row))
            return true
        }
        return result
    }

    /// Runs a query for its first row.
    ///
    /// - Parameters:
    ///   - sql: One statement; it is compiled once and kept.
    ///   - values: The values of its parameters.
    ///   - transform: Makes a value of the row.
    /// - Returns: The value, or nothing if there is no row.
    /// - Throws: `SQLiteError`, and what the closure throws.
    public func first<Value>(
        _ sql: String,
        _ values: SQLiteValue...,
        transform: (Row) throws -> Value
    ) throws -> Value? {
        var result: Value?
        try statement(sql).run(values) { row in
            result = try transform(row)
            return false
        }
        return result
    }

    /// The row id of the latest insertion.
    public var lastInsertedRow: Int { Int(sqlite3_last_insert_rowid(handle)) }

    /// How many rows were inserted, changed or deleted since the database was opened.
    public var changeCount: Int { Int(sqlite3_total_changes64(handle)) }

    /// Runs a closure in a transaction that takes the write lock at once, and rolls back if it throws.
    ///
    /// - Parameter body: What is done; all of it or nothing becomes durable.
    /// - Returns: What the closure returns.
    /// - Throws: `SQLiteError`, and what the closure throws.
    public func transaction<Value>(_ body: () throws -> Value) throws -> Value {
        // Immediate: a transaction that reads first and then writes could not wait for another writer.
        try execute("BEGIN IMMEDIATE")
        do {
            let value = try body()
            try execute("COMMIT")
            return value
        } catch {
            // The library may have rolled back itself (a full disk); the first error is the one that matters.
            if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
            throw error
        }
    }

    /// Runs a closure of which all queries see one state of the database; the locks are taken once, not for each.
    ///
    /// - Parameter body: What is read; within a transaction it is part of that.
    /// - Returns: What the closure returns.
    /// - Throws: `SQLiteError`, and what the closure throws.
    public func reading<Value>(_ body: () throws -> Value) throws -> Value {
        guard sqlite3_get_autocommit(handle) != 0 else { return try body() }
        try run("BEGIN")
        // Nothing was changed, so that there is nothing that the end could lose.
        defer { try? run("COMMIT") }
        return try body()
    }

    private func statement(_ sql: String) throws(SQLiteError) -> Statement {
        if let statement = statements[sql] { return statement }
        let statement = try Statement(sql, database: handle)
        statements[sql] = statement
        return statement
    }
}
