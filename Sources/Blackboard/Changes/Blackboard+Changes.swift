extension Blackboard {
    /// The number of the latest change, by whatever process; 0 if there is none.
    ///
    /// - Returns: A sequence number.
    /// - Throws: `SQLiteError`.
    public func latestChange() throws -> Int { try store.latestSequence() }

    /// Reads changes, by whatever process.
    ///
    /// - Parameters:
    ///   - sequence: The number of the last change that the caller knows; 0 for all.
    ///   - limit: The most that are returned.
    /// - Returns: The changes after it, oldest first, without a gap.
    /// - Throws: `SQLiteError`.
    public func changes(after sequence: Int, limit: Int = 1_000) throws -> [Change] {
        try store.changes(after: sequence, limit: limit)
    }
}
