public import Core
import Glibc
import SQLite

extension Blackboard {
    /// Begins a run.
    ///
    /// - Parameters:
    ///   - command: The command, such as `ask`.
    ///   - task: The question.
    ///   - options: How the command was called, so that it can be called again.
    /// - Returns: The run, which others can see once this has returned.
    /// - Throws: `FileError`, `SQLiteError`.
    public func beginRun(command: String, task: String, options: JSON = .null) async throws -> ActiveRun {
        let id = newRun()
        guard let lock = try takeLock(of: id) else { throw Self.isActive(id) }
        try await commit { [self] in
            try database.run(
                "INSERT INTO run (id, command, task, options, state, started, process) VALUES (?, ?, ?, ?, 'running', ?, ?)",
                .text(id),
                .text(command),
                .text(task),
                .text(options.text),
                .int(Int(clock.now().milliseconds)),
                .int(Int(getpid()))
            )
        }
        return ActiveRun(id: id, lock: lock)
    }

    /// Takes up a run that has ended, or whose process has; of several processes that try at once, one does.
    ///
    /// - Parameter name: The run's identifier, or a part of it as for `run`.
    /// - Returns: The run.
    /// - Throws: `BlackboardError`: `runNotFound`, `runActive` if a process works on it; `FileError`, `SQLiteError`.
    public func resumeRun(_ name: String) async throws -> ActiveRun {
        let id = try run(name).id
        guard let lock = try takeLock(of: id) else { throw Self.isActive(id) }
        try await commit { [self] in
            try noteTime(of: id)
            try database.run(
                """
                UPDATE run SET state = 'running', ended = NULL, reason = NULL, is_cancelled = 0, process = ?
                WHERE id = ?
                """,
                .int(Int(getpid())),
                .text(id)
            )
            // Nobody is left who holds them.
            try database.run("DELETE FROM lease WHERE entry IN (SELECT id FROM entry WHERE run = ?)", .text(id))
        }
        return ActiveRun(id: id, lock: lock)
    }

    /// Keeps how long a run was worked on until its latest part ended, before a new one begins.
    private func noteTime(of run: String) throws {
        // Within bounds also where somebody has altered the row.
        try database.run(
            """
            UPDATE run SET taken_up = ?2, worked = min(max(0, worked), ?3) + min(?3, max(0,
                coalesce(ended, (SELECT max(ended) FROM journal WHERE run = run.id), started) - coalesce(taken_up, started)
            ))
            WHERE id = ?1
            """,
            .text(run),
            .int(Int(clock.now().milliseconds)),
            .int(1 << 50)
        )
    }

    /// Ends a run.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - end: How it ends; one that was told to end and did not come to its own is `cancelled`.
    /// - Throws: `SQLiteError`, `FileError`.
    public func endRun(_ run: ActiveRun, _ end: RunEnd) async throws {
        try await commit { [self] in
            try database.run(
                """
                UPDATE run SET state = CASE WHEN is_cancelled AND ?1 = 'interrupted' THEN 'cancelled' ELSE ?1 END,
                    ended = ?2, reason = ?3, usage = ?4
                WHERE id = ?5
                """,
                .text(end.state.rawValue),
                .int(Int(clock.now().milliseconds)),
                SQLiteValue(end.reason),
                SQLiteValue(end.usage?.text),
                .text(run.id)
            )
        }
        try run.lock.remove()
        // Its folder goes with it unless something else of the run is there, such as its events.
        FileSystem.removeIfEmpty(run.lock.path.parent)
    }

    /// Tells a run to end: it does so at its next step, or at once if its process is interrupted.
    ///
    /// - Parameter name: The run's identifier, or a part of it as for `run`.
    /// - Returns: The process that works on it, if it can be reached from here.
    /// - Throws: `BlackboardError`: `runNotFound`, `runEnded` if no process works on it; `SQLiteError`.
    public func cancelRun(_ name: String) async throws -> Int32? {
        let found = try run(name)
        let id = found.id
        guard found.state == .running else {
            throw BlackboardError(.runEnded, "run \(id) is \(found.state.rawValue); there is nothing to cancel")
        }
        try await commit { [self] in try database.run("UPDATE run SET is_cancelled = 1 WHERE id = ?", .text(id)) }
        return FileLock.isOpen(lockPath(of: id), in: found.process) ? found.process : nil
    }

    /// Whether a run was told to end.
    ///
    /// - Parameter id: The run's identifier.
    /// - Returns: False also if there is no such run.
    /// - Throws: `SQLiteError`.
    public func isRunCancelled(_ id: String) throws -> Bool {
        try database.first("SELECT is_cancelled FROM run WHERE id = ?", .text(id)) { $0.int(0) == 1 } ?? false
    }

    /// The file whose lock tells that a run's process lives.
    func lockPath(of run: String) -> Path { folder.run(run).appending("lock") }

    private func takeLock(of run: String) throws -> FileLock? {
        let path = lockPath(of: run)
        try FileSystem.makeFolder(path.parent)
        return try FileLock.take(path)
    }

    private static func isActive(_ id: String) -> BlackboardError {
        BlackboardError(.runActive, "another process works on run \(id); end it with 'slate runs cancel \(id)'")
    }
}
