import CSQLite

/// A compiled statement, owned by its connection's cache.
final class Statement {
    let sql: String
    private let handle: OpaquePointer
    private let database: OpaquePointer?

    init(_ sql: String, database: OpaquePointer?) throws(SQLiteError) {
        var handle: OpaquePointer?
        let result = sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard result == SQLITE_OK, let handle else {
            throw SQLiteError(result: result, of: database, sql: sql)
        }
        self.sql = sql
        self.handle = handle
        self.database = database
    }

    deinit { sqlite3_finalize(handle) }

    /// Runs the statement and calls a closure with each row until it returns false.
    func run(_ values: [SQLiteValue], row: (Row) throws -> Bool) throws {
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        for (index, value) in values.enumerated() {
            let result = value.bind(to: handle, at: Int32(index + 1))
            if result != SQLITE_OK { throw error(result) }
        }
        while true {
            let result = sqlite3_step(handle)
            if result == SQLITE_DONE { return }
            guard result == SQLITE_ROW else { throw error(result) }
            if try !row(Row(handle: handle)) { return }
        }
    }

    private func error(_ result: Int32) -> SQLiteError {
        SQLiteError(result: result, of: database, sql: sql)
    }
}

/// One row of a result, valid only while it is handed out.
public struct Row {
    let handle: OpaquePointer

    /// The whole number in a column; 0 for null.
    public func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }

    /// The number in a column; 0 for null.
    public func double(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

    /// The text in a column; empty for null.
    public func text(_ column: Int32) -> String {
        guard let bytes = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    /// The text in a column, or nothing for null.
    public func optionalText(_ column: Int32) -> String? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : text(column)
    }
}
