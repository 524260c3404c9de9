import CSQLite

/// A value that a statement takes or a function returns.
public enum SQLiteValue: Sendable, Equatable {
    /// No value.
    case null
    /// A whole number.
    case int(Int)
    /// A number.
    case double(Double)
    /// Text.
    case text(String)
    /// Bytes.
    case blob([UInt8])

    /// Text, or null where there is none.
    ///
    /// - Parameter text: The text.
    public init(_ text: String?) { self = text.map(SQLiteValue.text) ?? .null }

    func bind(to statement: OpaquePointer?, at index: Int32) -> Int32 {
        switch self {
        case .null: return sqlite3_bind_null(statement, index)
        case .int(let number): return sqlite3_bind_int64(statement, index, Int64(number))
        case .double(let number): return sqlite3_bind_double(statement, index, number)
        case .text(var text):
            return text.withUTF8 { bytes in
                // An empty string may come without an address, which SQLite would take for null.
                bytes.isEmpty
                    ? sqlite3_bind_text_copy(statement, index, "", 0)
                    : bytes.withMemoryRebound(to: CChar.self) {
                        sqlite3_bind_text_copy(statement, index, $0.baseAddress, UInt64($0.count))
                    }
            }
        case .blob(let bytes):
            return bytes.isEmpty
                ? sqlite3_bind_zeroblob(statement, index, 0)
                : sqlite3_bind_blob_copy(statement, index, bytes, UInt64(bytes.count))
        }
    }
}

extension SQLiteValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral {
    /// Creates text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// Creates a whole number.
    public init(integerLiteral value: Int) { self = .int(value) }
    /// Creates null.
    public init(nilLiteral: ()) { self = .null }
}
