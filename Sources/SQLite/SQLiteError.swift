import CSQLite
import Glibc

/// An error of the database.
public struct SQLiteError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, for callers that act on it.
    public enum Code: Sendable, Equatable {
        /// Another process holds the database for longer than we wait.
        case busy
        /// The file is no database, or its pages are damaged.
        case corrupt
        /// The disk is full.
        case full
        /// A rule of the schema forbids it.
        case constraint
        /// The file cannot be opened or written.
        case cannotOpen
        /// Any other result code of the library.
        case other(Int32)
    }

    /// What went wrong.
    public let code: Code
    /// The library's message.
    public let message: String
    /// The statement, if one was at fault; never with its values.
    public let sql: String?

    /// Creates an error of the library's latest call.
    ///
    /// - Parameters:
    ///   - result: The call's result.
    ///   - database: The database; the system's error number is taken from it where the library hides it.
    ///   - sql: The statement, if one was at fault.
    init(result: Int32, of database: OpaquePointer?, sql: String? = nil) {
        var message = String(cString: sqlite3_errmsg(database))
        let number = sqlite3_system_errno(database)
        if result & 0xFF == SQLITE_IOERR, number != 0 { message += " (\(String(cString: strerror(number))))" }
        let isFull = result & 0xFF == SQLITE_IOERR && [ENOSPC, EDQUOT].contains(number)
        self.init(result: isFull ? SQLITE_FULL : result, message: message, sql: sql)
    }

    init(result: Int32, message: String, sql: String? = nil) {
        code =
            switch result & 0xFF {
            case SQLITE_BUSY, SQLITE_LOCKED: .busy
            case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
            case SQLITE_FULL: .full
            case SQLITE_CONSTRAINT: .constraint
            case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM: .cannotOpen
            default: .other(result)
            }
        self.message = message
        self.sql = sql
    }

    /// The message, and the statement that it is about.
    public var description: String { sql.map { "\(message) in: \($0)" } ?? message }
}
