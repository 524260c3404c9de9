import Core
import SQLite

extension Blackboard {
    /// The longest JSON that is kept in the database, in bytes; longer ones are objects.
    private static let inlineLimit = 64 << 10

    /// A text in the database, or the name of its object.
    struct StoredText: Sendable {
        var text: String?
        var object: String?

        fileprivate var values: [SQLiteValue] { [SQLiteValue(text), SQLiteValue(object)] }
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

    /// Records a step, together with all that wait at the same time; returns whether its run was told to end.
    nonisolated func append(
        _ step: Journal.PendingStep,
        of run: String,
        _ result: Result<JSON, StepFailure>,
        _ usage: StepUsage
    ) async throws -> Bool {
        let (failure, value): (String?, JSON) =
            switch result {
            case .success(let json): (nil, json)
            case .failure(let error): (error.isTransient ? "transient" : "final", error.value)
            }
        let (input, output) = try await stored(step.keptInput, value.text)
        return try await commitArriving { board in
            try board.record(step, of: run, input, output, failure: failure, usage)
        }
    }

    /// Texts as they are kept; long ones are put on the disk before the row that names them.
    nonisolated func stored(_ input: String?, _ result: String?) async throws -> (StoredText, StoredText) {
        if Self.isShort(input), Self.isShort(result) { return (StoredText(text: input), StoredText(text: result)) }
        return try await addObjects(input, result)
    }

    private func addObjects(_ input: String?, _ result: String?) throws -> (StoredText, StoredText) {
        (try addObject(input), try addObject(result))
    }

    private func addObject(_ text: String?) throws -> StoredText {
        guard let text, !Self.isShort(text) else { return StoredText(text: text) }
        let snapshot = Snapshot(text: text)
        try objects.add([snapshot])
        return StoredText(object: snapshot.hash.hexadecimal)
    }

    private static func isShort(_ text: String?) -> Bool { (text?.utf8.count ?? 0) <= inlineLimit }

    /// Records a step; within a transaction.
    ///
    /// - Parameters:
    ///   - entry: What the step has written to the board in the same transaction; nothing if it has not.
    /// - Returns: Whether its run was told to end.
    func record(
        _ step: Journal.PendingStep,
        of run: String,
        _ input: StoredText,
        _ result: StoredText,
        failure: String? = nil,
        _ usage: StepUsage = StepUsage(),
        wrote entry: Entry? = nil
    ) throws -> Bool {
        let key = step.key
        let row = try entry.flatMap { try store.row(of: $0.id) }
        try supersede(step, of: run)
        try database.run(
            """
            INSERT INTO journal (run, path, attempt, step, kind, request, occurrence, label, started, ended,
                input_tokens, output_tokens, cost, failure, entry, revision, input, input_object, result, result_object)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(run), .text(key.agent.path), .int(key.agent.attempt), .int(step.place.number),
                .text(key.kind.rawValue), .text(key.request.hexadecimal), .int(step.place.occurrence),
                .text(step.label), .int(Int(step.started.milliseconds)), .int(Int(clock.now().milliseconds)),
                .int(usage.inputTokens), .int(usage.outputTokens), usage.cost.map(SQLiteValue.double) ?? .null,
                SQLiteValue(failure), row.map(SQLiteValue.int) ?? .null,
                entry.map { .int($0.revision) } ?? .null,
            ] + input.values + result.values
        )
        return try isToldToEnd(run)
    }

    /// Asked once a transaction: nobody else can write in the middle of one.
    private func isToldToEnd(_ run: String) throws -> Bool {
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
