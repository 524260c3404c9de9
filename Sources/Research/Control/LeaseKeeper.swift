import Blackboard

/// The tasks that this process holds, and keeps by renewing their leases.
actor LeaseKeeper {
    private let board: Blackboard
    private let agent: String
    private let seconds: Double
    private let isGone: @Sendable (String) -> Bool
    private var held: [EntryID: TaskLease] = [:]

    init(board: Blackboard, options: ResearchOptions) {
        self.board = board
        agent = options.agent
        seconds = options.leaseSeconds
        isGone = options.isGone
    }

    /// Takes a task.
    ///
    /// - Returns: False if another agent holds it, or has finished it.
    func take(_ task: EntryID) async throws -> Bool {
        if let holder = try await board.holder(of: task), isGone(holder) {
            _ = try await board.forgetLease(of: task, heldBy: holder)
        }
        do {
            held[task] = try await board.lease(task, to: agent, seconds: seconds)
            return held[task] != nil
        } catch let error as BlackboardError where error.code == .leased {
            return false
        }
    }

    /// Gives a task back; nothing happens if somebody else has taken it meanwhile.
    func release(
        _ task: EntryID,
        as status: EntryStatus,
        change: @escaping @Sendable (inout EntryContent) -> Void = { _ in }
    ) async throws {
        guard let lease = held.removeValue(forKey: task) else { return }
        do {
            _ = try await board.release(lease, as: status, change: change)
        } catch let error as BlackboardError where error.code == .leaseLost {
            // Whoever has it now says what becomes of it.
            return
        }
    }

    /// Gives all tasks back for others to take; for an end that nobody planned.
    func releaseAll() async throws {
        for task in held.keys.sorted() { try await release(task, as: .open) }
    }

    /// Renews the leases for as long as some work takes.
    ///
    /// - Parameters:
    ///   - root: The task without which the work must end.
    ///   - work: The work; it is cancelled if another process takes the root.
    /// - Returns: What the work gives.
    /// - Throws: What the work throws; `BlackboardError` with `leaseLost`.
    nonisolated func renewing<Value: Sendable>(
        root: EntryID,
        during work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                while true {
                    try await Task.sleep(for: .seconds(self.seconds / 3))
                    try await self.renew(root: root)
                }
            }
            defer { group.cancelAll() }
            guard let result = try await group.next(), let value = result else { throw CancellationError() }
            return value
        }
    }

    private func renew(root: EntryID) async throws {
        for (task, lease) in held {
            do {
                let renewed = try await board.renew(lease, seconds: seconds)
                if held[task] != nil { held[task] = renewed }
            } catch let error as BlackboardError where error.code == .leaseLost {
                held[task] = nil
                if task == root { throw error }
            }
        }
    }
}
