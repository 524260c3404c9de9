import Core
import SQLite

/// What a run had used when a step of its journal was recorded, in all steps until then.
public struct JournalUse: Sendable, Equatable {
    /// Calls of models.
    public internal(set) var calls = 0
    /// Tokens of requests and answers.
    public internal(set) var tokens = 0
    /// US dollars; nothing if the price of a call is not known.
    public internal(set) var cost: Double? = 0
    /// The time in which some step was under way: while nobody worked on the run, none was.
    public internal(set) var time = Duration.zero

    /// Creates a use of nothing.
    public init() {}
}

extension Blackboard {
    /// Adds up what a run has used, step by step, those included that were done anew.
    ///
    /// - Parameter run: The run.
    /// - Returns: By the rows of calls of models what was used with each; and what was used in all.
    /// - Throws: `SQLiteError`.
    func uses(of run: String) throws -> (byCall: [Int: JournalUse], total: JournalUse) {
        var uses: [Int: JournalUse] = [:]
        var total = JournalUse()
        var latest = Int.min
        _ = try database.rows(
            """
            SELECT id, kind = 'model', input_tokens + output_tokens, cost, started, ended FROM journal
            WHERE run = ? ORDER BY id
            """,
            [.text(run)]
        ) { row in
            let (id, isCall, started, ended) = (row.int(0), row.int(1) == 1, row.int(4), row.int(5))
            total.time += .milliseconds(max(0, ended - max(started, latest)))
            latest = max(latest, ended)
            guard isCall else { return }
            total.calls += 1
            total.tokens += row.int(2)
            let cost = row.optionalText(3) == nil ? nil : row.double(3)
            total.cost = total.cost.flatMap { sum in cost.map { sum + $0 } }
            uses[id] = total
        }
        return (uses, total)
    }
}
