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

    /// The changes as they happen.
    ///
    /// - Parameter sequence: The number of the last change that the caller knows; nothing for those from now on.
    /// - Returns: The changes after it, without an end.
    /// - Throws: `SQLiteError`; `FileError` if the system cannot watch the files.
    public func changes(since sequence: Int? = nil) throws -> BoardChanges {
        try startWatching()
        return BoardChanges(board: self, start: try sequence ?? latestChange())
    }

    /// Has the system tell of changes to the files, so that `refresh` costs nothing while there are none.
    ///
    /// - Throws: `FileError` if the system cannot watch the files; then each `refresh` looks at all of them.
    public func startWatching() throws {
        if watch == nil { watch = try BoardWatch(folder, signal) }
    }

    /// Takes over edits if the system has told of any; a board that is not watched was looked at when it was opened.
    func takeOverEdits() async throws { if watch != nil { try await refresh() } }
}
