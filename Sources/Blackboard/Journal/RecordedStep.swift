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
    /// Lists the agents of a run.
    ///
    /// - Parameter run: The run's identifier.
    /// - Returns: Those that have done a step: parents before children, these in the order of the calls that began them.
    /// - Throws: `SQLiteError`.
    public func agents(of run: String) throws -> [JournalAgent] {
        let found = try database.rows(
            "SELECT path, attempt, min(started) FROM journal WHERE run = ? GROUP BY path, attempt",
            [.text(run)]
        ) { AgentOrder.Agent(JournalAgent($0.text(0), attempt: $0.int(1)), started: $0.int(2)) }
        return AgentOrder(found).sorted
    }

    /// Lists what an agent has done.
    ///
    /// - Parameters:
    ///   - agent: The agent.
    ///   - run: The run's identifier.
    ///   - withContent: Whether to read what was asked and what came of it.
    /// - Returns: The steps in the order in which they began, those that were done anew included.
    /// - Throws: `BlackboardError` with `snapshotMissing` if a long text is gone; `SQLiteError`.
    public func steps(of agent: JournalAgent, in run: String, withContent: Bool = false) throws -> [RecordedStep] {
        let rows = try database.rows(
            """
            SELECT id, step, kind, label, started, ended, input_tokens, output_tokens, cost, failure, is_superseded
            FROM journal WHERE run = ? AND path = ? AND attempt = ? ORDER BY step, id
            """,
            [.text(run), .text(agent.path), .int(agent.attempt)]
        ) { row in (row.int(0), Self.step(row, of: agent)) }
        return try rows.compactMap { id, step in
            guard withContent, var step else { return step }
            step.input = try stepInput(id)
            step.result =
                switch try stepResult(id) {
                case .success(let value): value
                case .failure(let failure): failure.value
                }
            return step
        }
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
            SELECT id, step, kind, label, started, ended, input_tokens, output_tokens, cost, failure, is_superseded,
                run, path, attempt
            FROM journal WHERE kind IN ('tool', 'fetch', 'search') AND (?1 IS NULL OR run = ?1)
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
