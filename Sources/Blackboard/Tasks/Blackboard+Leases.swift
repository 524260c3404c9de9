import Core
import SQLite

extension Blackboard {
    /// The longest lease, in seconds.
    public static let longestLease = 7.0 * 24 * 3_600

    /// Takes a task for some time; of many agents in many processes, one gets it.
    ///
    /// A task can be taken that is open, or whose holder has let its time pass.
    ///
    /// - Parameters:
    ///   - task: The task; nothing for the oldest that can be taken.
    ///   - agent: Who takes it.
    ///   - seconds: For how long, more than 0 and up to `longestLease`.
    /// - Returns: The lease; nothing if no task was named and none can be taken.
    /// - Throws: `BlackboardError`: `leased` if another agent holds the task, `invalid` if it is over or no task,
    ///   `notFound`.
    public func lease(_ task: EntryID?, to agent: String, seconds: Double) async throws -> TaskLease? {
        try await commit { [self] in
            try check(agent: agent, seconds: seconds)
            let candidates = try task.map { [$0] } ?? takeable()
            guard let id = candidates.first else { return nil }
            let entry = try entry(id)
            try check(isFree: entry)
            let lease = TaskLease(task: id, agent: agent, token: newRun(), seconds: seconds)
            _ = try revise(entry, by: agent) { $0.status = .leased }
            try record(lease)
            return lease
        }
    }

    /// Lengthens a lease.
    ///
    /// - Parameters:
    ///   - lease: The lease; its agent need not be known.
    ///   - seconds: For how long from now, more than 0 and up to `longestLease`.
    /// - Returns: The lease with its new time.
    /// - Throws: `BlackboardError` with `leaseLost` if the task was taken over or has ended.
    public func renew(_ lease: TaskLease, seconds: Double) async throws -> TaskLease {
        try await commit { [self] in
            let held = try held(lease)
            try check(agent: held.agent, seconds: seconds)
            let renewed = TaskLease(task: held.task, agent: held.agent, token: held.token, seconds: seconds)
            try record(renewed)
            return renewed
        }
    }

    /// Gives a task back, done or not.
    ///
    /// - Parameters:
    ///   - lease: The lease; its agent need not be known.
    ///   - status: What became of the task: `done`, `failed`, `cancelled`, or `open` for another to take it.
    ///   - held: What a journal holds, recorded in the same transaction.
    ///   - change: Changes what else the task says, such as by its result.
    /// - Returns: The task.
    /// - Throws: `BlackboardError` with `leaseLost` if the task was taken over or has ended; `invalid`. `CancellationError` if
    ///   the run of what is recorded was told to end, after both are stored.
    public func release(
        _ lease: TaskLease,
        as status: EntryStatus,
        recording held: Journal.Held? = nil,
        change: @escaping @Sendable (inout EntryContent) -> Void = { _ in }
    ) async throws -> Entry {
        try await commit(recording: held) { [self] in
            let lease = try self.held(lease)
            guard status != .leased, status != .withdrawn else {
                throw BlackboardError(.invalid, "a task is released as open, done, failed or cancelled")
            }
            let entry = try revise(try entry(lease.task), by: lease.agent) { content in
                change(&content)
                content.status = status
            }
            try database.run("DELETE FROM lease WHERE token = ?", .text(lease.token))
            return entry
        }
    }

    private func check(agent: String, seconds: Double) throws {
        guard !agent.isEmpty, EntryRules.line(agent) == agent else {
            throw BlackboardError(.invalid, "an agent needs a name on one line")
        }
        guard seconds > 0, seconds <= Self.longestLease else {
            throw BlackboardError(.invalid, "a lease lasts more than 0 and up to \(Int(Self.longestLease)) seconds")
        }
    }

    /// The tasks that can be taken, the oldest first; one that is leased without a lease was so before a rebuild.
    private func takeable() throws -> [EntryID] {
        let now = bootClock.now()
        return try database.rows(
            """
            SELECT number FROM entry LEFT JOIN lease ON lease.entry = entry.id
            WHERE kind = 'task' AND (status = 'open'
                OR status = 'leased' AND (lease.token IS NULL OR lease.boot <> ? OR lease.expires <= ?))
            ORDER BY number LIMIT 1
            """,
            [.text(now.boot), .int(now.milliseconds)]
        ) { EntryID(.task, $0.int(0)) }
    }

    private func check(isFree entry: Entry) throws {
        guard entry.id.kind == .task else { throw BlackboardError(.invalid, "\(entry.id) is no task") }
        switch entry.content.status {
        case .open: return
        case .leased:
            let now = bootClock.now()
            let holder = try database.first(
                """
                SELECT agent, expires FROM lease JOIN entry ON entry.id = lease.entry
                WHERE kind = 'task' AND number = ? AND boot = ? AND expires > ?
                """,
                .int(entry.id.number),
                .text(now.boot),
                .int(now.milliseconds)
            ) { (agent: $0.text(0), seconds: ($0.int(1) - now.milliseconds + 999) / 1_000) }
            guard let holder else { return }
            throw BlackboardError(
                .leased,
                "\(entry.id) is held by \(holder.agent) for \(holder.seconds) more seconds unless renewed"
            )
        case let status:
            throw BlackboardError(.invalid, "\(entry.id) is \(status.rawValue) and cannot be taken")
        }
    }

    private func record(_ lease: TaskLease) throws {
        let now = bootClock.now()
        try database.run(
            """
            INSERT OR REPLACE INTO lease (entry, agent, token, boot, expires)
            SELECT id, ?, ?, ?, ? FROM entry WHERE kind = 'task' AND number = ?
            """,
            .text(lease.agent),
            .text(lease.token),
            .text(now.boot),
            .int(now.milliseconds + Int((lease.seconds * 1_000).rounded(.up))),
            .int(lease.task.number)
        )
    }

    /// The lease as the board knows it; one that is over still counts as long as nobody has taken the task.
    private func held(_ lease: TaskLease) throws -> TaskLease {
        let found = try database.first(
            """
            SELECT agent FROM lease JOIN entry ON entry.id = lease.entry
            WHERE token = ? AND kind = 'task' AND number = ? AND status = 'leased'
            """,
            .text(lease.token),
            .int(lease.task.number)
        ) { $0.text(0) }
        guard let agent = found else {
            throw BlackboardError(
                .leaseLost,
                "the lease of \(lease.task) is over: another agent has taken the task, or it has ended"
            )
        }
        return TaskLease(task: lease.task, agent: agent, token: lease.token, seconds: lease.seconds)
    }
}
