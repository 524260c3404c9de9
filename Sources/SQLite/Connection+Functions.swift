import CSQLite

extension Connection {
    /// A function that statements of this connection can call with text and whole numbers.
    public typealias TextFunction = ([SQLiteValue]) -> SQLiteValue

    /// Defines a function for statements and views of this connection.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - argumentCount: How many values it takes.
    ///   - body: Computes its value from text, whole numbers and nulls. It has no effect on anything.
    /// - Throws: `SQLiteError`.
    public func define(
        function name: String,
        argumentCount: Int,
        _ body: @escaping TextFunction
    ) throws(SQLiteError) {
        let result = sqlite3_create_function_v2(
            handle,
            name,
            Int32(argumentCount),
            SQLITE_UTF8 | SQLITE_INNOCUOUS,
            Unmanaged.passRetained(FunctionBox(body)).toOpaque(),
            callFunction,
            nil,
            nil,
            releaseFunction
        )
        guard result == SQLITE_OK else {
            throw SQLiteError(result: result, message: String(cString: sqlite3_errmsg(handle)))
        }
    }
}

private final class FunctionBox {
    let body: Connection.TextFunction
    init(_ body: @escaping Connection.TextFunction) { self.body = body }
}

// Free functions: the library calls them, and a closure written in isolated code would trap.

private func callFunction(
    context: OpaquePointer?,
    count: Int32,
    values: UnsafeMutablePointer<OpaquePointer?>?
) {
    guard let box = sqlite3_user_data(context) else { return }
    let arguments = (0..<Int(count)).map { value(values?[$0]) }
    switch Unmanaged<FunctionBox>.fromOpaque(box).takeUnretainedValue().body(arguments) {
    case .int(let number): sqlite3_result_int64(context, Int64(number))
    case .double(let number): sqlite3_result_double(context, number)
    case .text(var text):
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                sqlite3_result_text_copy(context, $0.baseAddress, UInt64($0.count))
            }
        }
    case .null, .blob: sqlite3_result_null(context)
    }
}

private func value(_ value: OpaquePointer?) -> SQLiteValue {
    switch sqlite3_value_type(value) {
    case SQLITE_INTEGER: return .int(Int(sqlite3_value_int64(value)))
    case SQLITE_TEXT:
        guard let bytes = sqlite3_value_text(value) else { return .null }
        let count = Int(sqlite3_value_bytes(value))
        return .text(String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self))
    default: return .null
    }
}

private func releaseFunction(box: UnsafeMutableRawPointer?) {
    if let box { Unmanaged<FunctionBox>.fromOpaque(box).release() }
}
