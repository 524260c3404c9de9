import Core
import SQLite

extension Blackboard {
    /// Who holds a task.
    ///
    /// - Parameter task: The task.
    /// - Returns: The agent; nothing if nobody does, or the time has passed.
    /// - Throws: `SQLiteError`.
    public func holder(of task: EntryID) throws -> String? {
        let now = bootClock.now()
        return try database.first(
            """
            SELECT agent FROM lease JOIN entry ON entry.id = lease.entry
            WHERE kind = 'task' AND number = ? AND boot = ? AND expires > ?
            """,
            .int(task.number),
            .text(now.boot),
            .int(now.milliseconds)
        ) { $0.text(0) }
    }

    /// Ends the lease of an agent that is known to be gone, such as a process that was killed; then anybody can take the
    /// task.
    ///
    /// - Parameters:
    ///   - task: The task.
    ///   - agent: Who held it.
    /// - Returns: Whether there was such a lease; another agent's stays.
    /// - Throws: `SQLiteError`.
    public func forgetLease(of task: EntryID, heldBy agent: String) async throws -> Bool {
        try await commit { [self] in
            guard try holder(of: task) == agent else { return false }
            try database.run(
                "DELETE FROM lease WHERE entry = (SELECT id FROM entry WHERE kind = 'task' AND number = ?)",
                .int(task.number)
            )
            return true
        }
    }
}
