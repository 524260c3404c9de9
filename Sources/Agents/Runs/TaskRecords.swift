import Blackboard
import Core
import Synchronization

/// Keeps the tasks that a run hands out on the board: who holds each, and what became of it.
///
/// The work does not hang on it: if the board cannot take a record, that is told, and the result goes its way.
final class TaskRecords: Sendable {
    private struct State: Sendable {
        var leases: [AgentID: TaskLease] = [:]
        /// Whose tasks are closed before their supervisor knows that they have ended.
        var finished: Set<AgentID> = []
    }

    /// How long a lease holds without a sign of life, in seconds: a supervisor's heartbeat comes every 30.
    private static let leaseSeconds = 120.0
    private static let titleLimit = 120
    private static let resultTokens = 400

    private let digestTokens: Int
    private let board: Blackboard
    private let run: String
    private let warn: @Sendable (String, AgentID) -> Void
    private let state = Mutex(State())
    private let beats: AsyncStream<AgentID>
    private let beating: AsyncStream<AgentID>.Continuation

    init(
        board: Blackboard,
        run: String,
        digestTokens: Int? = nil,
        warn: @escaping @Sendable (String, AgentID) -> Void
    ) {
        self.board = board
        self.digestTokens = min(Self.resultTokens, digestTokens ?? .max)
        self.run = run
        self.warn = warn
        // A lease need not be renewed twice because two heartbeats wait.
        (beats, beating) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(4_096))
    }

    deinit { beating.finish() }

    /// Writes tasks down.
    ///
    /// - Returns: The entry of each task; nothing for one that could not be written.
    /// - Throws: `CancellationError`.
    func open(
        _ tasks: [AgentTask],
        by author: String,
        recording held: Journal.Held?
    ) async throws(CancellationError) -> [EntryID?] {
        let contents = tasks.map { task in
            EntryContent(
                title: Self.title(task.goal),
                status: .open,
                tags: [task.role ?? "agent"],
                body: task.goal + (task.context.isEmpty ? "" : "\n\n## Context\n\n\(task.context)")
            )
        }
        do {
            return try await board.post(contents, kind: .task, by: author, run: run, recording: held).map { posted in
                switch posted {
                case .success(let entry): return entry.id
                case .failure(let error):
                    warn("a task could not be written to the board: \(error)", .top)
                    return nil
                }
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            warn("the tasks could not be written to the board: \(error)", .top)
            return tasks.map { _ in nil }
        }
    }

    /// Notes that an agent holds a task.
    func begin(_ task: EntryID?, by seat: AgentSeat) async {
        guard let task else { return }
        do {
            // A run that is taken up may find it as it was left.
            let entry = try await board.entry(task)
            if entry.content.status == .done { return }
            if [.failed, .cancelled].contains(entry.content.status) {
                _ = try await board.update(task, expecting: entry.revision, by: seat.role, run: run) {
                    $0.status = .open
                }
            }
            let holder = "\(seat.role)-\(seat.id)"
            let lease = try await board.lease(task, to: holder, seconds: Self.leaseSeconds)
            state.withLock { $0.leases[seat.id] = lease }
        } catch {
            warn("\(task) could not be leased: \(error)", seat.id)
        }
    }

    /// Notes that an agent has done its task, in one transaction with what the journal holds of its steps.
    ///
    /// If that fails, `close` tries again, and tells.
    func finish(_ seat: AgentSeat, _ result: AgentResult, _ journal: Journal?) async {
        guard let journal, let lease = state.withLock({ $0.leases.removeValue(forKey: seat.id) }) else { return }
        let text = text(of: result)
        do {
            let held = journal.held(of: seat.place)
            _ = try await board.release(lease, as: result.taskStatus, recording: held) { $0.body += text }
        } catch is CancellationError {
            // The run was told to end; what is written is written.
        } catch {
            return state.withLock { $0.leases[seat.id] = lease }
        }
        state.withLock { _ = $0.finished.insert(seat.id) }
    }

    /// Notes what became of a task, unless that is done.
    func close(_ task: EntryID?, of agent: AgentID, _ result: AgentResult) async {
        guard let task, state.withLock({ $0.finished.remove(agent) }) == nil else { return }
        let text = text(of: result)
        do {
            var lease = state.withLock { $0.leases.removeValue(forKey: agent) }
            // One that was never begun is held for the moment, so that nobody else begins it.
            if lease == nil {
                // In a run that is taken up it may be over already.
                guard try await board.entry(task).content.status == .open else { return }
                lease = try await board.lease(task, to: "slate", seconds: Self.leaseSeconds)
            }
            guard let lease else { return }
            _ = try await board.release(lease, as: result.taskStatus) { $0.body += text }
        } catch {
            warn("the result of \(task) could not be written to the board: \(error)", agent)
        }
    }

    /// Takes a sign of life.
    func beat(_ agent: AgentID) { beating.yield(agent) }

    /// Renews the leases of agents that live, until it is cancelled.
    func keepLeases() async {
        for await agent in beats {
            guard let lease = state.withLock({ $0.leases[agent] }) else { continue }
            do {
                let renewed = try await board.renew(lease, seconds: Self.leaseSeconds)
                state.withLock { if $0.leases[agent] != nil { $0.leases[agent] = renewed } }
            } catch {
                warn("the lease of \(lease.task) could not be renewed: \(error)", agent)
            }
        }
    }

    private static func title(_ goal: String) -> String {
        let line = goal.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > titleLimit ? line.prefix(titleLimit - 1) + "…" : line
    }

    private func text(of result: AgentResult) -> String {
        var text = "\n\n## Result\n\nOutcome: \(result.outcome.rawValue) (\(result.exitReason.rawValue))"
        if let error = result.error { text += "\n\nError: \(error)" }
        if !result.artifacts.isEmpty { text += "\n\nMade: " + result.artifacts.map { "\($0)" }.joined(separator: ", ") }
        let output = result.value?.text ?? result.output
        if output.isEmpty { return text }
        let options = Scrubber.Options(budget: digestTokens, fullText: result.fullOutput)
        return text + "\n\n" + Scrubber.scrub(output, options).text
    }
}

extension AgentResult {
    /// What the task's entry says.
    fileprivate var taskStatus: EntryStatus {
        if status == .cancelled { return .cancelled }
        return outcome == .success ? .done : .failed
    }
}
