import Core
import SQLite

extension Blackboard {
    /// The steps of a run, without what was asked and what came of it, those that do not count any more included.
    ///
    /// - Parameter run: The run's identifier.
    /// - Returns: The steps in the order of their numbers; none is marked.
    /// - Throws: `SQLiteError`.
    func recordedSteps(of run: String) throws -> [RecordedStep] {
        try database.rows("SELECT id, records FROM journal WHERE run = ? ORDER BY id", [.text(run)]) {
            RecordedStep.steps(in: $0.text(1), row: $0.int(0))
        }
        .flatMap { $0 }
    }

    /// What came of a recorded step.
    func result(of step: RecordedStep) throws -> Result<JSON, StepFailure> {
        let value = try json(at: step.resultPlace)
        return step.failure.map { .failure(StepFailure(value, isTransient: $0 == .transient)) } ?? .success(value)
    }

    /// Reads a text of a step.
    func json(at place: RecordedStep.Place) throws -> JSON {
        switch place {
        case .nowhere: return .null
        case .object(let hash): return try JSON(parsing: try objects.snapshot(hash).text)
        case .row(let row, let offset, let count):
            let found = try database.first(
                "SELECT CAST(substr(CAST(texts AS BLOB), ?2, ?3) AS TEXT) FROM journal WHERE id = ?1",
                .int(row),
                .int(offset + 1),
                .int(count)
            ) { $0.text(0) }
            // Written by us; what does not read was altered since.
            guard let json = found.flatMap({ try? JSON(parsing: $0) }) else {
                throw BlackboardError(.stepMissing, "a step of the journal is gone or damaged; begin the run anew")
            }
            return json
        }
    }

    /// Records steps of a run, together with all that wait at the same time; returns whether the run was told to end.
    nonisolated func append(_ steps: [FinishedStep], of run: String) async throws -> Bool {
        if steps.contains(where: \.isLong) { try await addObjects(of: steps) }
        return try await commitArriving { board in
            for step in steps { board.record(step, of: run) }
            return try board.isToldToEnd(run)
        }
    }

    /// Puts the long texts of steps on the disk, before the rows that name them; for steps of which some has one.
    func addObjects(of steps: [FinishedStep]) throws {
        try objects.add(steps.flatMap(\.longTexts))
    }

    /// Records a step whose long texts are on the disk; within a transaction, with which it is stored.
    ///
    /// - Parameters:
    ///   - finished: The step.
    ///   - run: The run.
    func record(_ finished: FinishedStep, of run: String) { journaled.append((run, finished)) }

    /// Stores what was recorded in this transaction, in one row for each run.
    func storeRecords() throws {
        var rest = journaled
        while let run = rest.first?.run {
            try store(rest.filter { $0.run == run }.map(\.step), of: run)
            rest.removeAll { $0.run == run }
        }
    }

    private func store(_ steps: [FinishedStep], of run: String) throws {
        let batch = JournalBatch(steps)
        try database.run(
            """
            INSERT INTO journal (id, run, steps, calls, input_tokens, output_tokens, cost, ended, records, texts)
            VALUES (
                coalesce((SELECT id + steps FROM journal ORDER BY id DESC LIMIT 1), 1), ?, ?, ?, ?, ?, ?, ?, ?, ?
            )
            """,
            .text(run),
            .int(steps.count),
            .int(batch.calls),
            .int(batch.usage.inputTokens),
            .int(batch.usage.outputTokens),
            batch.usage.cost.map(SQLiteValue.double) ?? .null,
            .int(Int(batch.ended.milliseconds)),
            .text(WrittenJSON(steps.map(\.record)).text),
            .text(batch.texts)
        )
        for hash in batch.objects {
            try database.run("INSERT OR IGNORE INTO journal_object (hash) VALUES (?)", .text(hash.hexadecimal))
        }
    }

    /// Asked once a transaction: nobody else can write in the middle of one.
    func isToldToEnd(_ run: String) throws -> Bool {
        if let known = toldToEnd[run] { return known }
        let isTold = try isRunCancelled(run)
        toldToEnd[run] = isTold
        return isTold
    }
}
