import Agents
import Blackboard
import Synchronization

/// Runs each worker right away, without supervision.
struct DirectDelegation: Delegating {
    var terms: DelegationTerms
    let factory: AgentFactory

    func open(_ tasks: [AgentTask]) async -> [EntryID?] { tasks.map { _ in nil } }

    func run(
        _ tasks: [AgentTask],
        records: [EntryID?],
        onEnd: @escaping @Sendable (AgentResult) async -> Void
    ) async -> [AgentResult] {
        await withTaskGroup(of: (Int, AgentResult).self) { group in
            for (index, task) in tasks.enumerated() {
                group.addTask {
                    let result = await work(task)
                    await onEnd(result)
                    return (index, result)
                }
            }
            var results: [Int: AgentResult] = [:]
            for await (index, result) in group { results[index] = result }
            return tasks.indices.compactMap { results[$0] }
        }
    }

    private func work(_ task: AgentTask) async -> AgentResult {
        do {
            var below: DirectDelegation?
            if terms.depth > 1 {
                below = self
                below?.terms.depth -= 1
            }
            return try await factory.agent(for: task, isWorker: true, delegating: below).run()
        } catch {
            return AgentResult(taskID: task.id, exitReason: .notStarted, error: "\(error)")
        }
    }
}

/// Gives results that a test has prepared, and records the tasks.
final class PreparedDelegation: Delegating {
    let terms: DelegationTerms
    private let results: @Sendable ([AgentTask]) -> [AgentResult]
    private let recorder = Recorder<[AgentTask]>()

    init(
        terms: DelegationTerms = DelegationTerms(),
        results: @escaping @Sendable ([AgentTask]) -> [AgentResult] = { tasks in
            tasks.map { AgentResult(taskID: $0.id, exitReason: .finished, output: "Done: \($0.goal)") }
        }
    ) {
        self.terms = terms
        self.results = results
    }

    var batches: [[AgentTask]] { recorder.items }

    func open(_ tasks: [AgentTask]) async -> [EntryID?] { tasks.map { _ in nil } }

    func run(
        _ tasks: [AgentTask],
        records: [EntryID?],
        onEnd: @escaping @Sendable (AgentResult) async -> Void
    ) async -> [AgentResult] {
        recorder.add(tasks)
        return results(tasks)
    }
}
