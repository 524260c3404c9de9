import Core
import SQLite

extension Blackboard {
    /// A text in the database, or the name of its object.
    private struct StoredText {
        let text: String?
        let object: String?
    }

    /// The steps of a run that count, without their results.
    ///
    /// - Parameters:
    ///   - run: The run's identifier.
    ///   - last: The step after which the run is looked at, as it was then; nothing for as it is now.
    /// - Returns: The steps.
    /// - Throws: `SQLiteError`.
    func recordedSteps(of run: String, until last: Int?) throws -> [JournalIndex.Step] {
        let rows = try database.rows(
            """
            SELECT id, path, attempt, kind, request, step, occurrence, failure FROM journal
            WHERE run = ?1 AND id <= ?2 AND (is_superseded = 0 OR is_superseded >= ?2)
            """,
            [.text(run), .int(last ?? .max)]
        ) { row -> JournalIndex.Step? in
            guard let kind = JournalKey.Kind(rawValue: row.text(3)), let request = ContentHash(hexadecimal: row.text(4))
            else { return nil }
            return JournalIndex.Step(
                id: row.int(0),
                key: JournalKey(JournalAgent(row.text(1), attempt: row.int(2)), kind, request: request),
                number: row.int(5),
                occurrence: row.int(6),
                isTransient: row.text(7) == "transient"
            )
        }
        return rows.compactMap { $0 }
    }

    /// What came of a recorded step.
    func stepResult(_ id: Int) throws -> Result<JSON, StepFailure> {
        let found = try database.first(
            "SELECT result, result_object, failure FROM journal WHERE id = ?",
            .int(id)
        ) { (stored: StoredText(text: $0.optionalText(0), object: $0.optionalText(1)), failure: $0.optionalText(2)) }
        guard let found else {
            throw BlackboardError(.stepMissing, "a step of the journal is gone; begin the run anew")
        }
        let value = try json(found.stored)
        return found.failure.map { .failure(StepFailure(value, isTransient: $0 == "transient")) } ?? .success(value)
    }

    /// What was asked in a recorded step, as far as it was kept.
    func stepInput(_ id: Int) throws -> JSON {
        let found = try database.first("SELECT input, input_object FROM journal WHERE id = ?", .int(id)) {
            StoredText(text: $0.optionalText(0), object: $0.optionalText(1))
        }
        return try found.map(json) ?? .null
    }

    /// Records steps of a run, together with all that wait at the same time; returns whether the run was told to end.
    nonisolated func append(_ steps: [FinishedStep], of run: String) async throws -> Bool {
        if steps.contains(where: \.isLong) { try await addObjects(of: steps) }
        return try await commitArriving { board in
            for step in steps { try board.record(step, of: run) }
            return try board.isToldToEnd(run)
        }
    }

    /// Puts the long texts of steps on the disk, before the rows that name them; for steps of which some has one.
    func addObjects(of steps: [FinishedStep]) throws {
        try objects.add(steps.flatMap(\.longTexts).map { Snapshot(text: $0) })
    }

    /// Records a step whose long texts are on the disk; within a transaction.
    ///
    /// - Parameters:
    ///   - finished: The step.
    ///   - run: The run.
    ///   - entry: What the step has written to the board in the same transaction; nothing if it has not.
    /// - Throws: `SQLiteError`.
    func record(_ finished: FinishedStep, of run: String, wrote entry: Entry? = nil) throws {
        let (step, usage) = (finished.step, finished.usage)
        try supersede(step, of: run)
        let (input, result) = (Self.stored(finished.input), Self.stored(finished.result))
        try database.run(
            """
            INSERT INTO journal (run, path, attempt, step, kind, request, occurrence, label, started, ended,
                input_tokens, output_tokens, cost, failure, input, input_object, result, result_object, revision, entry)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                (SELECT id FROM entry WHERE kind = ? AND number = ?))
            """,
            [
                .text(run), .text(step.key.agent.path), .int(step.key.agent.attempt), .int(step.place.number),
                .text(step.key.kind.rawValue), .text(step.key.request.hexadecimal), .int(step.place.occurrence),
                .text(step.label), .int(Int(step.started.milliseconds)), .int(Int(finished.ended.milliseconds)),
                .int(usage.inputTokens), .int(usage.outputTokens), usage.cost.map(SQLiteValue.double) ?? .null,
                SQLiteValue(finished.failure), SQLiteValue(input.text), SQLiteValue(input.object),
                SQLiteValue(result.text), SQLiteValue(result.object), entry.map { .int($0.revision) } ?? .null,
                SQLiteValue(entry?.id.kind.rawValue), entry.map { .int($0.id.number) } ?? .null,
            ]
        )
    }

    /// A text in the database, or the name of its object.
    private static func stored(_ text: String?) -> StoredText {
        guard let text, !FinishedStep.isShort(text) else { return StoredText(text: text, object: nil) }
        return StoredText(text: nil, object: Snapshot(text: text).hash.hexadecimal)
    }

    /// Asked once a transaction: nobody else can write in the middle of one.
    func isToldToEnd(_ run: String) throws -> Bool {
        if let known = toldToEnd[run] { return known }
        let isTold = try isRunCancelled(run)
        toldToEnd[run] = isTold
        return isTold
    }

    /// Marks what a step makes void with the latest step of all, so that one can tell what counted before.
    private func supersede(_ step: Journal.PendingStep, of run: String) throws {
        switch step.place.replaces {
        case .nothing: return
        case .step(let id):
            try database.run("UPDATE journal SET is_superseded = (SELECT max(id) FROM journal) WHERE id = ?", .int(id))
        case .all(let number):
            try database.run(
                """
                UPDATE journal SET is_superseded = (SELECT max(id) FROM journal)
                WHERE run = ? AND path = ? AND attempt = ? AND step >= ? AND step < ?
                """,
                .text(run),
                .text(step.key.agent.path),
                .int(step.key.agent.attempt),
                .int(number),
                .int(step.place.number)
            )
        }
    }

    private func json(_ stored: StoredText) throws -> JSON {
        if let text = stored.text { return try JSON(parsing: text) }
        guard let hash = stored.object.flatMap(ContentHash.init(hexadecimal:)) else { return .null }
        return try JSON(parsing: try objects.snapshot(hash).text)
    }
}
