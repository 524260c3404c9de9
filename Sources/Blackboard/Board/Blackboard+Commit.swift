import Core
import SQLite
import Synchronization

/// A change was refused after it had written something, so that the whole transaction has to be undone.
private struct HalfWrittenError: Error {}

extension Blackboard {
    /// From so many writers on their changes wait for one another.
    private static let crowd = 24
    /// How long: nothing beside the answer of a model.
    private static let companyWait = Duration.milliseconds(4)

    /// Makes a change in a transaction that it shares with all that wait at the same time, then has its files written.
    ///
    /// n waiting changes cost one flush to disk: whoever comes first commits for all that are there by then
    /// (the leader and followers of Helland et al., "Group Commit Timers and High Volume Transaction Systems", 1987).
    ///
    /// - Parameter body: Makes the change; may be called again if another change of the same transaction fails midway.
    /// - Returns: What the closure returns; it is durable.
    /// - Throws: What the closure throws; `SQLiteError`. Then nothing of this change was stored.
    func commit<Value>(_ body: @escaping () throws -> Value) async throws -> Value {
        let change = QueuedChange(body)
        waiting.append(change)
        if isCrowded { await commitInCompany() }
        if !change.isSettled { commitWaiting() }
        if files.isFull { await writeFiles() }
        guard let outcome = change.outcome else { throw CancellationError() }
        return try outcome.get()
    }

    /// Makes a change as `commit` does, for a caller who need not come to the actor: one for all does.
    ///
    /// - Parameter body: As in `commit`.
    /// - Returns: What the closure returns; it is durable.
    /// - Throws: As `commit`.
    nonisolated func commitArriving<Value: Sendable>(
        _ body: @escaping @Sendable (isolated Blackboard) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { caller in
            let change = ArrivingChange(for: caller, body)
            let isFirst = arriving.withLock { arriving in
                arriving.append(change)
                return arriving.count == 1
            }
            if isFirst { Task { await commitArrived() } }
        }
    }

    private func commitArrived() async {
        if files.isFull { await writeFiles() }
        if isCrowded { await commitInCompany() }
        // Whoever has come while that was flushed waits no longer.
        commitWaiting()
    }

    /// Does the work of one of several writers each of which does other things in between, such as an agent.
    ///
    /// While there is a crowd of them, changes wait a few milliseconds for others, to be committed with them: a
    /// transaction writes much that they share. Few would only be slowed down.
    ///
    /// - Parameter work: What the writer does.
    /// - Returns: What the closure returns.
    public nonisolated func amongWriters<Value: Sendable>(_ work: () async -> Value) async -> Value {
        writers.add(1, ordering: .relaxed)
        defer { writers.subtract(1, ordering: .relaxed) }
        return await work()
    }

    private var isCrowded: Bool { writers.load(ordering: .relaxed) >= Self.crowd }

    /// Waits until the group that is being gathered is committed; the first to come commits for all.
    private func commitInCompany() async {
        if group == nil {
            group = Task {
                // Nobody cancels this task, so that the pause cannot fail.
                try? await Task.sleep(for: Self.companyWait)
                group = nil
                commitWaiting()
            }
        }
        await group?.value
    }

    /// Has files written on the projector's thread, once no more changes come for a moment.
    ///
    /// Each file costs a flush, and flushes wait for one another: during a burst of changes they would slow those down.
    func project(_ ids: [EntryID]) {
        if ids.isEmpty { return }
        // Where changes come in groups, a file would be written between two of them.
        files.quiet = isCrowded ? Self.companyWait * 4 : PendingFiles.shortestQuiet
        files.add(ids)
        if files.isDue { return startProjection() }
        guard !files.hasTimer, files.projection == nil else { return }
        files.hasTimer = true
        Task {
            while files.hasWaiting, !files.isDue {
                // Nobody cancels this task, so that the pause cannot fail.
                try? await Task.sleep(for: files.quiet)
            }
            files.hasTimer = false
            startProjection()
        }
    }

    /// Waits until all files are written that had to be.
    func writeFiles() async {
        startProjection()
        await files.projection?.value
    }

    private func startProjection() {
        guard files.projection == nil, files.hasWaiting else { return }
        files.projection = Task { await projectAll() }
    }

    private func projectAll() async {
        while files.hasWaiting {
            let ids = files.next()
            do {
                files.take(try await files.projector.write(ids))
            } catch {
                let failed = FileError(.system(0), path: folder.database, message: "\(error)")
                files.take(FileProjection.Outcome(failure: error as? FileError ?? failed))
            }
        }
        files.projection = nil
    }

    private func commitWaiting() {
        let changes = waiting + takeArrived()
        waiting.removeAll(keepingCapacity: true)
        if changes.isEmpty { return }
        do {
            try makeAll(changes)
        } catch is HalfWrittenError {
            // Rare: one by one, so that only those fail that have a reason.
            for change in changes {
                do {
                    try makeAll([change])
                } catch {
                    change.settle(error)
                }
            }
        } catch {
            for change in changes { change.settle(error) }
        }
    }

    private func takeArrived() -> [any WaitingChange] {
        arriving.withLock { arriving in
            defer { arriving = [] }
            return arriving
        }
    }

    private func makeAll(_ changes: [any WaitingChange]) throws {
        var refused: [ObjectIdentifier: any Error] = [:]
        do {
            try database.transaction {
                toldToEnd.removeAll(keepingCapacity: true)
                journaled.removeAll(keepingCapacity: true)
                try files.markWritten(store)
                for change in changes {
                    let (count, steps) = (database.changeCount, journaled.count)
                    do {
                        try change.make(on: self)
                    } catch {
                        journaled.removeSubrange(steps...)
                        // What has written nothing can be left out; savepoints would flush the index for each change.
                        if changes.count > 1, database.changeCount != count { throw HalfWrittenError() }
                        if database.changeCount != count { throw error }
                        refused[ObjectIdentifier(change)] = error
                    }
                }
                do { try storeRecords() } catch  where changes.count > 1 { throw HalfWrittenError() }
            }
        } catch {
            _ = writer.takeWritten()
            throw error
        }
        project(writer.takeWritten())
        files.forgetWritten()
        signal.raise()
        for change in changes { change.settle(refused[ObjectIdentifier(change)]) }
    }
}
