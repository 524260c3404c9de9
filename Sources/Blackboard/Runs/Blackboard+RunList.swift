import Core
import SQLite

extension Blackboard {
    /// The fewest characters of an identifier that name a run.
    private static let shortestName = 4
    private static let columns = """
        SELECT id, command, task, options, state, started, ended, process, reason, usage,
            (SELECT max(ended) FROM journal WHERE run = run.id), max(0, worked), coalesce(taken_up, started) FROM run
        """

    /// Reads a run.
    ///
    /// - Parameter name: Its identifier, or the end or beginning of it, as long as it fits no other run.
    /// - Returns: The run; one whose process ended midway is `interrupted`.
    /// - Throws: `BlackboardError` with `runNotFound`; `SQLiteError`, `FileError`.
    public func run(_ name: String) throws -> Run {
        let asked = name
        let name = name.uppercased()
        let isName =
            name.utf8.count >= Self.shortestName && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        let ids =
            try !isName
            ? []
            : database.rows(
                "SELECT id FROM run WHERE id = ?1 OR id LIKE ?1 || '%' OR id LIKE '%' || ?1 LIMIT 2",
                [.text(name)]
            ) { $0.text(0) }
        guard ids.count == 1 else {
            let problem = ids.isEmpty ? "there is no run" : "there is more than one run like"
            throw BlackboardError(.runNotFound, "\(problem) '\(asked.prefix(40))'; 'slate runs list' shows them")
        }
        let runs = try runs("WHERE id = ?", [.text(ids[0])])
        guard let run = runs.first else { throw BlackboardError(.runNotFound, "run \(ids[0]) is gone") }
        return run
    }

    /// Lists runs.
    ///
    /// - Parameter limit: The most runs.
    /// - Returns: The runs, the latest first.
    /// - Throws: `SQLiteError`, `FileError`.
    public func runs(limit: Int) throws -> [Run] {
        try runs("ORDER BY id DESC LIMIT ?", [.int(limit)])
    }

    private func runs(_ condition: String, _ values: [SQLiteValue]) throws -> [Run] {
        try database.reading {
            let rows = try database.rows("\(Self.columns) \(condition)", values) { row in
                (
                    run: Self.run(row), lastStep: row.optionalText(10).flatMap(Int.init),
                    time: (before: row.double(11), since: row.double(12))
                )
            }
            return try rows.map { try complete($0.run, lastStep: $0.lastStep, $0.time) }
        }
    }

    private static func run(_ row: Row) -> Run {
        Run(
            id: row.text(0),
            command: row.text(1),
            task: row.text(2),
            // Written by us as JSON; a row that somebody has altered is shown without.
            options: (try? JSON(parsing: row.text(3))) ?? .null,
            state: Run.State(rawValue: row.text(4)) ?? .failed,
            started: Timestamp(milliseconds: Int64(row.int(5))),
            ended: row.optionalText(6).flatMap(Int64.init).map(Timestamp.init(milliseconds:)),
            process: Int32(truncatingIfNeeded: row.int(7)),
            reason: row.optionalText(8),
            usage: row.optionalText(9).flatMap { try? JSON(parsing: $0) }
        )
    }

    /// Adds what other tables and the system know of a run.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - lastStep: When its latest step was recorded.
    ///   - time: How long it was worked on before its latest part, in milliseconds, and when that began.
    /// - Returns: The run with all of it.
    /// - Throws: `SQLiteError`, `FileError`.
    private func complete(_ run: Run, lastStep: Int?, _ time: (before: Double, since: Double)) throws -> Run {
        var run = run
        if run.state == .running, try !FileLock.isHeld(lockPath(of: run.id)) { run.state = .interrupted }
        let latest = run.state == .running ? clock.now().milliseconds : Int64(lastStep ?? 0)
        let end = run.ended?.milliseconds ?? max(latest, run.started.milliseconds)
        run.seconds = (time.before + max(0, Double(end) - time.since)) / 1_000
        run.totals = try totals(of: run.id)
        return run
    }

    private func totals(of run: String) throws -> Run.Totals {
        let totals = try database.first(
            """
            SELECT total(steps), total(calls), total(input_tokens), total(output_tokens), total(cost),
                total(cost IS NULL) FROM journal WHERE run = ?
            """,
            .text(run)
        ) { row in
            var totals = Run.Totals()
            totals.steps = row.int(0)
            totals.calls = row.int(1)
            totals.inputTokens = row.int(2)
            totals.outputTokens = row.int(3)
            totals.cost = row.int(5) == 0 ? row.double(4) : nil
            return totals
        }
        return totals ?? Run.Totals()
    }
}
