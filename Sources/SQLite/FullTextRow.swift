import CSQLite

/// A row that matches a full-text query, as a ranking function sees it; valid only during its call.
///
/// Source: <https://www.sqlite.org/fts5.html#custom_auxiliary_functions_api_reference>.
public struct FullTextRow: ~Copyable {
    let api: UnsafePointer<Fts5ExtensionApi>
    let row: OpaquePointer

    /// One place where a phrase of the query stands.
    public struct Instance: Sendable {
        /// The number of the phrase in the query, from 0.
        public let phrase: Int
        /// The column, from 0.
        public let column: Int
        /// The number of its first token in the column, from 0.
        public let offset: Int

        /// Creates a place.
        public init(phrase: Int, column: Int, offset: Int) {
            self.phrase = phrase
            self.column = column
            self.offset = offset
        }
    }

    /// The row's id.
    public var id: Int { Int(api.pointee.xRowid?(row) ?? 0) }

    /// How many phrases the query has.
    public var phraseCount: Int { Int(api.pointee.xPhraseCount?(row) ?? 0) }

    /// How many tokens a column of this row has.
    ///
    /// - Parameter column: The column, from 0.
    /// - Returns: A count of tokens.
    public func size(of column: Int) -> Int {
        var count: Int32 = 0
        _ = api.pointee.xColumnSize?(row, Int32(column), &count)
        return Int(count)
    }

    /// Calls a closure with every place where a phrase of the query stands, in the order of the text.
    ///
    /// - Parameter body: Takes a place.
    public func forEachInstance(_ body: (Instance) -> Void) {
        var count: Int32 = 0
        guard api.pointee.xInstCount?(row, &count) == SQLITE_OK else { return }
        for index in 0..<count {
            var (phrase, column, offset): (Int32, Int32, Int32) = (0, 0, 0)
            guard api.pointee.xInst?(row, index, &phrase, &column, &offset) == SQLITE_OK else { return }
            body(Instance(phrase: Int(phrase), column: Int(column), offset: Int(offset)))
        }
    }
}
