public import Core
import SQLite

/// A step of a run's journal, for people.
public struct RecordedStep: Sendable {
    /// The number of its record; later ones have higher numbers.
    public let id: Int
    /// Who did it.
    public let agent: JournalAgent
    /// Its place among the agent's steps.
    public let number: Int
    /// What was done.
    public let kind: JournalKey.Kind
    /// What was done, in a few words.
    public let label: String
    /// When it began.
    public let started: Timestamp
    /// When it was recorded.
    public let ended: Timestamp
    /// What it cost.
    public let usage: StepUsage
    /// Whether it failed.
    public let isFailure: Bool
    /// Whether it was done anew, since something else was asked in its place or its failure had gone away.
    public let isSuperseded: Bool
    /// What was asked; null where that was not kept or not wanted.
    public internal(set) var input = JSON.null
    /// What came of it, or how it failed; null where that was not wanted.
    public internal(set) var result = JSON.null

    /// How long it took, in seconds.
    public var seconds: Double { Double(max(0, ended.milliseconds - started.milliseconds)) / 1_000 }
}

extension Blackboard {
    /// Lists what the agents of a run have done.
    ///
    /// - Parameter run: The run's identifier.
    /// - Returns: The agents, parents before children, these in the order of the calls that began them; each with its
    ///   steps in the order in which they began, those that were done anew included, without what was asked and what came
    ///   of it.
    /// - Throws: `SQLiteError`.
    public func steps(of run: String) throws -> [(agent: JournalAgent, steps: [RecordedStep])] {
        let rows = try database.rows(
            "SELECT \(Self.stepColumns), path, attempt FROM journal WHERE run = ? ORDER BY step, id",
            [.text(run)]
        ) { Self.step($0, of: JournalAgent($0.text(11), attempt: $0.int(12))) }
        let steps = Dictionary(grouping: rows.compactMap { $0 }, by: \.agent)
        let agents = steps.map { agent, steps in
            AgentOrder.Agent(agent, started: steps.map { Int($0.started.milliseconds) }.min() ?? 0)
        }
        return AgentOrder(agents).sorted.map { ($0, steps[$0] ?? []) }
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
        let rows = try database.rows(
            "SELECT \(Self.stepColumns) FROM journal WHERE run = ? AND path = ? AND attempt = ? ORDER BY step, id",
            [.text(run), .text(agent.path), .int(agent.attempt)]
        ) { Self.step($0, of: agent) }
        return try rows.compactMap { try $0.map(withContent) }
    }

    /// Reads what was asked in a step and what came of it.
    ///
    /// - Parameter step: The step.
    /// - Returns: The step with both.
    /// - Throws: `BlackboardError` with `snapshotMissing` if a long text is gone; `SQLiteError`.
    public func withContent(_ step: RecordedStep) throws -> RecordedStep {
        var step = step
        step.input = try stepInput(step.id)
        step.result =
            switch try stepResult(step.id) {
            case .success(let value): value
            case .failure(let failure): failure.value
            }
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
        let rows = try database.rows(
            """
            SELECT \(Self.stepColumns), run, path, attempt FROM journal
            WHERE kind IN ('tool', 'fetch', 'search') AND (?1 IS NULL OR run = ?1)
            ORDER BY id DESC LIMIT ?2
            """,
            [SQLiteValue(run), .int(limit)]
        ) { row in
            (
                id: row.int(0), run: row.text(11),
                step: Self.step(row, of: JournalAgent(row.text(12), attempt: row.int(13)))
            )
        }
        return try rows.reversed().compactMap { id, run, step in
            guard var step else { return nil }
            step.input = try stepInput(id)
            return (run, step)
        }
    }

    private static let stepColumns = """
        id, step, kind, label, started, ended, input_tokens, output_tokens, cost, failure, is_superseded
        """

    private static func step(_ row: Row, of agent: JournalAgent) -> RecordedStep? {
        // Of a newer version, perhaps.
        guard let kind = JournalKey.Kind(rawValue: row.text(2)) else { return nil }
        return RecordedStep(
            id: row.int(0),
            agent: agent,
            number: row.int(1),
            kind: kind,
            label: row.text(3),
            started: Timestamp(milliseconds: Int64(row.int(4))),
            ended: Timestamp(milliseconds: Int64(row.int(5))),
            usage: StepUsage(
                inputTokens: row.int(6),
                outputTokens: row.int(7),
                cost: row.optionalText(8) == nil ? nil : row.double(8)
            ),
            isFailure: row.optionalText(9) != nil,
            isSuperseded: row.int(10) != 0
        )
    }
}
