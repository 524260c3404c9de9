/// The changes of a board as they happen, by whatever process: each once, in the order of the commits, none missed.
public struct BoardChanges: AsyncSequence, Sendable {
    let board: Blackboard
    let start: Int

    /// Begins to read.
    public func makeAsyncIterator() -> Iterator { Iterator(board: board, latest: start) }

    /// Reads the changes, and waits for those to come.
    public struct Iterator: AsyncIteratorProtocol {
        private static let batch = 500

        let board: Blackboard
        /// The number of the last change that was handed out.
        private(set) var latest: Int
        private var ready: ArraySlice<Change> = []

        init(board: Blackboard, latest: Int) {
            self.board = board
            self.latest = latest
        }

        /// The next change.
        ///
        /// - Returns: The change; nothing once the task is cancelled.
        /// - Throws: `SQLiteError`, `FileError`.
        public mutating func next() async throws -> Change? {
            while ready.isEmpty {
                if Task.isCancelled { return nil }
                let count = board.signal.count
                try await board.refresh()
                ready = try await board.changes(after: latest, limit: Self.batch)[...]
                if ready.isEmpty { await board.signal.wait(after: count) }
            }
            let change = ready.removeFirst()
            latest = change.sequence
            return change
        }
    }
}
