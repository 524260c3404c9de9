import Core
import SQLite

extension Blackboard {
    /// How many rows of the journal are read at once, by who may need only the latest.
    private static let rowsAtOnce = 64

    /// Lists what the agents of a run have done.
    ///
    /// - Parameter run: The run's identifier.
    /// - Returns: The agents, parents before children, these in the order of the calls that began them; each with its
    ///   steps in the order in which they began, those that were done anew included, without what was asked and what came
    ///   of it.
    /// - Throws: `SQLiteError`.
    public func steps(of run: String) throws -> [(agent: JournalAgent, steps: [RecordedStep])] {
        let steps = Dictionary(grouping: try recordedSteps(of: run).standing(), by: \.agent)
        let agents = steps.map { agent, steps in
            AgentOrder.Agent(agent, started: steps.map { Int($0.started.milliseconds) }.min() ?? 0)
        }
        return AgentOrder(agents).sorted.map { ($0, Self.inOrder(steps[$0] ?? [])) }
    }

    /// Lists what an agent has done.
    ///
    /// - Parameters:
    ///   - agent: The agent.
    ///   - run: The run's identifier.
    /// - Returns: The steps in the order in which they began, those that were done anew included; with what was asked and
    ///   what came of it.
    /// - Throws: `BlackboardError` with `snapshotMissing` if a long text is gone; `SQLiteError`.
    public func steps(of agent: JournalAgent, in run: String) throws -> [RecordedStep] {
        let steps = try recordedSteps(of: run).standing().filter { $0.agent == agent }
        return try Self.inOrder(steps).map(withContent)
    }

    private static func inOrder(_ steps: [RecordedStep]) -> [RecordedStep] {
        steps.sorted { ($0.number, $0.id) < ($1.number, $1.id) }
    }

    /// Reads what was asked in a step and what came of it.
    ///
    /// - Parameter step: The step.
    /// - Returns: The step with both.
    /// - Throws: `BlackboardError` with `snapshotMissing` if a long text is gone; `SQLiteError`.
    public func withContent(_ step: RecordedStep) throws -> RecordedStep {
        var step = step
        step.input = try json(at: step.inputPlace)
        step.result = try json(at: step.resultPlace)
        return step
    }

    /// Lists the latest calls of tools, with what they were called with.
    ///
    /// - Parameters:
    ///   - limit: The most calls.
    ///   - run: Only those of this run; those of all runs without it.
    /// - Returns: The calls, the oldest first, each with its run; those that were done anew included.
    /// - Throws: `BlackboardError` with `snapshotMissing` if a long text is gone; `SQLiteError`.
    public func latestCalls(_ limit: Int, of run: String? = nil) throws -> [(run: String, step: RecordedStep)] {
        var calls: [(run: String, step: RecordedStep)] = []
        var next = Int.max
        while calls.count < limit {
            let rows = try database.rows(
                """
                SELECT id, run, records FROM journal WHERE id < ?1 AND (?2 IS NULL OR run = ?2)
                ORDER BY id DESC LIMIT ?3
                """,
                [.int(next), SQLiteValue(run), .int(Self.rowsAtOnce)]
            ) { (id: $0.int(0), run: $0.text(1), records: $0.text(2)) }
            guard let last = rows.last else { break }
            next = last.id
            for row in rows {
                let steps = RecordedStep.steps(in: row.records, row: row.id)
                calls += steps.reversed().filter(\.isUseOfTool).map { (row.run, $0) }
            }
        }
        return try calls.prefix(limit).reversed().map { run, step in
            var step = step
            step.input = try json(at: step.inputPlace)
            return (run, step)
        }
    }
}

extension RecordedStep {
    fileprivate var isUseOfTool: Bool { [.tool, .fetch, .search].contains(kind) }
}
