import Blackboard
import Core

/// Hands out the tasks of one agent of a run to workers under supervision.
struct RunDelegation: Delegating {
    let run: AgentRun
    /// Who hands out.
    let parent: AgentSeat
    /// The toolsets of the parent: no worker is given more by name.
    let toolsets: [Toolset]

    /// What the agent may hand out.
    var terms: DelegationTerms {
        let limits = run.settings.supervision
        let depth = limits.maxSpawnDepth - parent.depth
        // A role that delegates is of no use where it cannot.
        let roles = run.factory.roles.roles.values.filter { depth > 1 || !$0.toolsets.contains(.delegation) }
        return DelegationTerms(
            roles: Dictionary(uniqueKeysWithValues: roles.map { ($0.name, $0.description) }),
            toolsets: toolsets.filter { $0.isForWorkers || ($0 == .delegation && depth > 1) }.map(\.rawValue),
            depth: depth,
            concurrency: limits.maxConcurrentChildren,
            width: min(1_000, limits.maxChildren)
        )
    }

    /// Writes tasks down on the board.
    func open(_ tasks: [AgentTask]) async throws -> [EntryID?] {
        let held = run.journal?.held(of: parent.place)
        let records = try await run.tasks.open(tasks, by: parent.role, recording: held)
        // Where the tasks could not be written down, their parent's answer was not either.
        try await run.journal?.settle(parent.place)
        return records
    }

    /// Has tasks worked on, each with its entry on the board if it has one.
    func run(
        _ tasks: [AgentTask],
        records: [EntryID?],
        onEnd: @escaping @Sendable (AgentResult) async -> Void
    ) async -> [AgentResult] {
        let budgets: [Budget]
        let requests = tasks.map {
            SpawnRequest(parent: parent.id, priority: $0.priority, role: $0.role ?? "agent", task: $0.goal)
        }
        do {
            budgets = try tasks.map { parent.budget.child(try run.factory.budget(of: $0.role), leavesRest: true) }
            let results = try await run.supervisor.run(requests) { index, attempt -> AttemptResult<AgentResult> in
                let seat = AgentSeat(
                    id: attempt.agent,
                    place: JournalAgent("\(parent.place.path)/\(tasks[index].id)", attempt: attempt.number),
                    role: tasks[index].role ?? "agent",
                    depth: parent.depth + 1,
                    budget: budgets[index]
                )
                return await run.board.amongWriters { await work(on: tasks[index], records[index], attempt, seat) }
            } onEnd: { index, supervised in
                let result = AgentResult(supervised, of: tasks[index])
                await run.board.amongWriters {
                    await run.tasks.close(records[index], of: supervised.report.agent, result)
                }
                await onEnd(result)
            }
            return zip(results, tasks).map { AgentResult($0, of: $1) }
        } catch {
            let results = tasks.map { AgentResult(taskID: $0.id, exitReason: .notStarted, error: "\(error)") }
            for (record, result) in zip(records, results) { await run.tasks.close(record, of: parent.id, result) }
            return results
        }
    }

    private func work(
        on task: AgentTask,
        _ record: EntryID?,
        _ attempt: Attempt<AgentResult>,
        _ seat: AgentSeat
    ) async -> AttemptResult<AgentResult> {
        var task = task
        if let error = attempt.lastError {
            task.context += (task.context.isEmpty ? "" : "\n\n") + "An earlier attempt at this task failed: \(error)"
        } else {
            await run.tasks.begin(record, by: seat)
        }
        do {
            let agent = try await run.prepare(task, at: seat, note: attempt.note)
            let limit = try run.factory.budget(of: task.role).time
            let result = await run.work(of: agent, upTo: limit, in: seat.budget)
            return AttemptResult(result.attemptEnd, output: result)
        } catch is CancellationError {
            return AttemptResult(.cancelled)
        } catch {
            let result = AgentResult(taskID: task.id, exitReason: .notStarted, error: "\(error)")
            return AttemptResult(.failure("\(error)", mayRestart: false), output: result)
        }
    }
}
