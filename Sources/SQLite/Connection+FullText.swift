import CSQLite

extension Connection {
    /// Hands out one token: its term and its place in bytes; returns false if no more are wanted.
    public typealias EmitToken = (UnsafeBufferPointer<UInt8>, Range<Int>) -> Bool
    /// Splits UTF-8 into tokens; the flag tells whether the text is a query.
    public typealias Tokenize = (UnsafeBufferPointer<UInt8>, Bool, EmitToken) -> Void
    /// Looks at one row that matches a full-text query and returns its score, the higher the better.
    public typealias Score = (borrowing FullTextRow) -> Double

    /// Defines a tokenizer for full-text tables, as in `tokenize = 'name'`.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - tokenize: Splits a text; called on this connection's thread only.
    /// - Throws: `SQLiteError` if the library has no FTS5.
    public func define(tokenizer name: String, _ tokenize: @escaping Tokenize) throws(SQLiteError) {
        let api = try fullTextAPI()
        var functions = fts5_tokenizer(
            xCreate: createTokenizer,
            xDelete: { _ in },
            xTokenize: runTokenizer
        )
        let box = Unmanaged.passRetained(TokenizerBox(tokenize)).toOpaque()
        let result = api.pointee.xCreateTokenizer?(api, name, box, &functions, releaseTokenizer) ?? SQLITE_ERROR
        guard result == SQLITE_OK else { throw SQLiteError(result: result, message: "cannot define \(name)") }
    }

    /// Defines a function that scores the rows of a full-text query, as in `SELECT name(table) … MATCH …`.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - score: Scores a row; called on this connection's thread only.
    /// - Throws: `SQLiteError` if the library has no FTS5.
    public func define(ranking name: String, _ score: @escaping Score) throws(SQLiteError) {
        let api = try fullTextAPI()
        let box = Unmanaged.passRetained(RankingBox(score)).toOpaque()
        let result = api.pointee.xCreateFunction?(api, name, box, runRanking, releaseRanking) ?? SQLITE_ERROR
        guard result == SQLITE_OK else { throw SQLiteError(result: result, message: "cannot define \(name)") }
    }

    private func fullTextAPI() throws(SQLiteError) -> UnsafeMutablePointer<fts5_api> {
        guard let api = sqlite3_fts5_api(handle) else {
            throw SQLiteError(result: SQLITE_ERROR, message: "this SQLite has no FTS5; install libsqlite3 with it")
        }
        return api
    }
}

private final class TokenizerBox {
    let tokenize: Connection.Tokenize
    init(_ tokenize: @escaping Connection.Tokenize) { self.tokenize = tokenize }
}

private final class RankingBox {
    let score: Connection.Score
    init(_ score: @escaping Connection.Score) { self.score = score }
}

// Free functions: the library calls them, and a closure written in isolated code would trap.

/// Makes a tokenizer of the registered one: the same object, which the connection keeps alive.
private func createTokenizer(
    box: UnsafeMutableRawPointer?,
    arguments: UnsafeMutablePointer<UnsafePointer<CChar>?>?,
    count: Int32,
    tokenizer: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    tokenizer?.pointee = OpaquePointer(box)
    return SQLITE_OK
}

private typealias TokenSink =
    @convention(c) (
        UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, Int32, Int32, Int32
    ) -> Int32

private func runTokenizer(
    tokenizer: OpaquePointer?,
    context: UnsafeMutableRawPointer?,
    flags: Int32,
    text: UnsafePointer<CChar>?,
    count: Int32,
    sink: TokenSink?
) -> Int32 {
    guard let tokenizer, let sink, let text else { return SQLITE_OK }
    let box = Unmanaged<TokenizerBox>.fromOpaque(UnsafeRawPointer(tokenizer)).takeUnretainedValue()
    var result = SQLITE_OK
    let bytes = UnsafeRawBufferPointer(start: text, count: Int(count)).assumingMemoryBound(to: UInt8.self)
    box.tokenize(bytes, flags & FTS5_TOKENIZE_QUERY != 0) { term, range in
        result = term.withMemoryRebound(to: CChar.self) {
            sink(context, 0, $0.baseAddress, Int32($0.count), Int32(range.lowerBound), Int32(range.upperBound))
        }
        return result == SQLITE_OK
    }
    return result
}

private func releaseTokenizer(box: UnsafeMutableRawPointer?) {
    if let box { Unmanaged<TokenizerBox>.fromOpaque(box).release() }
}

private func runRanking(
    api: UnsafePointer<Fts5ExtensionApi>?,
    row: OpaquePointer?,
    context: OpaquePointer?,
    count: Int32,
    values: UnsafeMutablePointer<OpaquePointer?>?
) {
    guard let api, let row, let box = api.pointee.xUserData?(row) else { return }
    let ranking = Unmanaged<RankingBox>.fromOpaque(box).takeUnretainedValue()
    sqlite3_result_double(context, ranking.score(FullTextRow(api: api, row: row)))
}

private func releaseRanking(box: UnsafeMutableRawPointer?) {
    if let box { Unmanaged<RankingBox>.fromOpaque(box).release() }
}
