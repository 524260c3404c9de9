import Blackboard
import Synchronization

/// The tasks that one agent has handed out without waiting for them, until it was told what became of each.
///
/// They are worked on while the agent goes on, within its own scope: when it ends, what is still at work is called off.
public final class OpenTasks: Sendable {
    /// How long to wait for results.
    enum Wait: String, CaseIterable {
        /// Until one more task has ended.
        case next
        /// Until all have ended.
        case all
        /// Not at all.
        case none
    }

    private typealias Job = @Sendable () async -> Void

    private struct State: Sendable {
        /// Those that the agent was not told of, in the order in which it handed them out.
        var tasks: [AgentTask] = []
        /// What became of those that have ended.
        var results: [String: AgentResult] = [:]
        /// What a run that is taken up has to begin once somebody wants its results.
        var later: [(task: AgentTask, record: EntryID?)] = []
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var lastWaiter = 0

        func isMet(_ wait: Wait) -> Bool {
            switch wait {
            case .next: tasks.isEmpty || !results.isEmpty
            case .all: tasks.allSatisfy { results[$0.id] != nil }
            case .none: true
            }
        }
    }

    private let delegating: any Delegating
    private let state = Mutex(State())
    private let jobs: AsyncStream<Job>
    private let begin: AsyncStream<Job>.Continuation

    /// Creates the list of an agent that has handed out nothing yet.
    ///
    /// - Parameter delegating: Who hands out its tasks.
    public init(_ delegating: any Delegating) {
        self.delegating = delegating
        (jobs, begin) = AsyncStream.makeStream()
    }

    /// The tasks of which the agent does not know what became of them.
    var untold: [String] { state.withLock { $0.tasks.map(\.id) } }

    /// Has tasks worked on while the agent does something; what is not over by then is called off.
    func around<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        async let _ = work()
        return try await body()
    }

    private func work() async {
        await withDiscardingTaskGroup { group in
            for await job in jobs { group.addTask { await job() } }
        }
    }

    /// Hands out tasks.
    ///
    /// - Parameters:
    ///   - tasks: The tasks.
    ///   - records: The entry of each on the board, if it has one.
    func start(_ tasks: [AgentTask], records: [EntryID?]) {
        state.withLock { $0.tasks += tasks }
        handOut(tasks, records)
    }

    /// Takes tasks that were handed out before the run was taken up; they begin when somebody asks for their results.
    func expect(_ tasks: [AgentTask], records: [EntryID?]) {
        state.withLock { state in
            state.tasks += tasks
            state.later += zip(tasks, records).map { (task: $0, record: $1) }
        }
    }

    private func handOut(_ tasks: [AgentTask], _ records: [EntryID?]) {
        begin.yield { [self] in
            let results = await delegating.run(tasks, records: records) { self.end($0) }
            // What was refused has ended without having begun.
            for result in results { end(result) }
        }
    }

    private func end(_ result: AgentResult) {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard state.tasks.contains(where: { $0.id == result.taskID }) else { return [] }
            state.results[result.taskID] = result
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Forgets tasks of which the agent was told before the run was taken up.
    func forget(_ ids: Set<String>) {
        state.withLock { state in
            state.tasks.removeAll { ids.contains($0.id) }
            for id in ids { state.results[id] = nil }
        }
    }

    /// Takes the results that have come, each once.
    ///
    /// - Parameter wait: How long to wait for some.
    /// - Returns: The results with their tasks, in the order in which these were handed out, and the tasks that are open.
    /// - Throws: `CancellationError`.
    func take(_ wait: Wait) async throws -> (ended: [(task: AgentTask, result: AgentResult)], open: [AgentTask]) {
        beginLater()
        while !state.withLock({ $0.isMet(wait) }) { try await change(until: wait) }
        return state.withLock { state in
            let ended = state.tasks.compactMap { task in state.results[task.id].map { (task: task, result: $0) } }
            state.tasks.removeAll { state.results[$0.id] != nil }
            state.results = [:]
            return (ended, state.tasks)
        }
    }

    private func beginLater() {
        let later = state.withLock { state in
            defer { state.later = [] }
            let untold = Set(state.tasks.map(\.id))
            return state.later.filter { untold.contains($0.task.id) }
        }
        if !later.isEmpty { handOut(later.map(\.task), later.map(\.record)) }
    }

    /// Waits for the next end of a task, unless what is waited for has come meanwhile.
    private func change(until wait: Wait) async throws {
        let number = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if Task.isCancelled || state.isMet(wait) { return true }
                    state.waiting[number] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
        }
        try Task.checkCancellation()
    }
}
