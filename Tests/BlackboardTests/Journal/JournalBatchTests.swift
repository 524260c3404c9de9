@testable import Blackboard
import Core
import SQLite
import Synchronization
import TestSupport
import Testing

/// Rows of the journal that hold several steps.
@Suite struct JournalBatchTests {
    private struct Refusal: Error {}

    private let fixture: BoardFixture
    private let run: ActiveRun
    private var board: Blackboard { fixture.board }

    init() async throws {
        fixture = try BoardFixture()
        run = try await fixture.board.beginRun(command: "ask", task: "How tall?")
    }

    private func key(_ number: Int, _ kind: JournalKey.Kind = .tool) -> JournalKey {
        JournalKey(JournalAgent("0/\(number)"), kind, request: "\(number)")
    }

    private func finished(_ number: Int, _ result: JSON = "result") -> FinishedStep {
        let place = JournalIndex.Place(number: 0, occurrence: 0, replaces: .nothing)
        let step = Journal.PendingStep(
            key: key(number),
            place: place,
            label: "step \(number)",
            input: .null,
            started: Timestamp(milliseconds: 1)
        )
        return FinishedStep(step, WrittenJSON(result), at: Timestamp(milliseconds: 2))
    }

    private func execute(_ sql: String) throws {
        try Connection(board.folder.database, mode: .readWrite).execute(sql)
    }

    private func count(_ what: String) throws -> Int {
        try Connection(board.folder.database, mode: .readOnly).first("SELECT \(what) FROM journal") { $0.int(0) } ?? 0
    }

    /// Records steps of random kinds and lengths, many at the same time.
    private func recordMany(_ number: Int) async throws -> [JSON] {
        var generator = SeededGenerator(seed: 7)
        let journal = try await Journal(run: run.id, on: board, mode: .record)
        let lengths = (0..<number).map { _ in [0, 3, 900, 64 << 10, 70_000][Int(generator.next() % 5)] }
        let results = lengths.map { JSON.string(String(repeating: "é\"\n", count: $0 / 4) + "x") }
        await withTaskGroup(of: Void.self) { group in
            for (index, result) in results.enumerated() {
                group.addTask { [self] in
                    let input = index % 3 == 0 ? WrittenJSON.null : WrittenJSON(["asked": result] as JSON)
                    _ = try? await journal.step(key(index), label: "\(index)", input: input) {
                        if index % 4 == 1 { throw StepFailure(result, isTransient: index % 8 == 1) }
                        return result
                    }
                }
            }
        }
        return results
    }

    @Test func `steps that share rows are each read as they were recorded`() async throws {
        let results = try await recordMany(80)
        #expect(try count("total(steps)") == 80)
        #expect(try count("count(*)") < 80)
        #expect(try await board.run(run.id).totals.steps == 80)
        let replay = try await Journal(run: run.id, on: board, mode: .replay)
        for (index, result) in results.enumerated() {
            guard case .recorded(let found) = try await replay.begin(key(index), label: "") else {
                Issue.record("step \(index) is not there")
                continue
            }
            let isFailure = index % 4 == 1
            #expect(
                found == (isFailure ? .failure(StepFailure(result, isTransient: index % 8 == 1)) : .success(result))
            )
            let step = try #require(try await board.steps(of: key(index).agent, in: run.id).first)
            #expect(step.input == (index % 3 == 0 ? .null : ["asked": result]) && step.result == result)
            #expect(step.isFailure == isFailure && step.label == "\(index)")
        }
        #expect(try await board.check(repairs: false).leftovers.isEmpty)
    }

    @Test func `numbers of steps go on from row to row, whoever records`() async throws {
        _ = try await recordMany(50)
        let other = try await board.beginRun(command: "ask", task: "How wide?")
        for number in 0..<3 { _ = try await board.append([finished(number), finished(number + 10)], of: other.id) }
        let ids = try await board.steps(of: run.id).flatMap(\.steps).map(\.id)
        let others = try await board.steps(of: other.id).flatMap(\.steps).map(\.id)
        #expect(ids.sorted() == Array(1...50) && others.sorted() == Array(51...56))
        let calls = try await board.latestCalls(4)
        #expect(calls.map(\.step.id) == [53, 54, 55, 56] && Set(calls.map(\.run)) == [other.id])
        #expect(try await board.latestCalls(100, of: other.id).map(\.step.id) == others.sorted())
        #expect(try await board.latestCalls(1_000).count == 56)
    }

    @Test func `a change that is refused records no step`() async throws {
        let (id, step) = (run.id, finished(1))
        await #expect(throws: Refusal.self) {
            try await board.commitArriving { board in
                board.record(step, of: id)
                throw Refusal()
            }
        }
        _ = try await board.append([finished(2)], of: id)
        #expect(try await board.steps(of: id).flatMap(\.steps).map(\.label) == ["step 2"])
    }

    @Test func `a run whose steps cannot be stored holds up no other`() async throws {
        let other = try await board.beginRun(command: "ask", task: "How wide?")
        try execute(
            """
            CREATE TRIGGER full BEFORE INSERT ON journal WHEN new.run = '\(other.id)'
            BEGIN SELECT RAISE(ABORT, 'no room'); END
            """
        )
        let (board, ids) = (board, [run.id, other.id])
        let stored = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                let step = finished(number)
                group.addTask { (try? await board.append([step], of: ids[number % 2])) != nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(stored == 50)
        #expect(try await board.run(run.id).totals.steps == 50)
        #expect(try await board.run(other.id).totals.steps == 0)
    }

    @Test func `writers in a crowd wait for one another and lose nothing`() async throws {
        let (board, id) = (board, run.id)
        let steps = (0..<40).map { number in (0..<5).map { finished(number * 5 + $0) } }
        await withTaskGroup(of: Void.self) { group in
            for own in steps {
                group.addTask {
                    await board.amongWriters { for step in own { _ = try? await board.append([step], of: id) } }
                }
            }
        }
        #expect(try await board.run(id).totals.steps == 200)
        #expect(try count("count(*)") < 100)
        #expect(board.writers.load(ordering: .relaxed) == 0)
    }

    @Test(arguments: [
        "UPDATE journal SET records = 'x'", "UPDATE journal SET records = '[1,{},null]'",
        "UPDATE journal SET texts = ''",
        "UPDATE journal SET records = replace(records, '\"result\":', '\"result\":9223372036854775807')",
        "UPDATE journal SET records = replace(records, '\"result\":8', '\"result\":-8')",
        "UPDATE journal SET records = replace(records, '\"step\":0', '\"replaces\":[1,-7,99]')", "DELETE FROM journal",
    ])
    func `what somebody has altered is missed, and told`(statement: String) async throws {
        _ = try await board.append([finished(1)], of: run.id)
        try execute(statement)
        let replay = try await Journal(run: run.id, on: board, mode: .replay)
        do {
            let found = try await replay.begin(key(1), label: "one")
            // A step that names no result, or other steps in its place, has none.
            guard case .recorded(.success(.null)) = found else {
                Issue.record("\(found)")
                return
            }
        } catch let error as BlackboardError {
            #expect(error.code == .stepMissing)
        }
        _ = try? await board.steps(of: run.id)
        _ = try await board.run(run.id)
    }

    // MARK: Boards of earlier builds

    /// The journal as it was before steps shared rows.
    private static let earlier = """
        DROP TABLE journal;
        DROP TABLE journal_object;
        CREATE TABLE journal (
            id INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES run (id), path TEXT NOT NULL, attempt INTEGER NOT NULL,
            step INTEGER NOT NULL, kind TEXT NOT NULL, request TEXT NOT NULL, occurrence INTEGER NOT NULL,
            label TEXT NOT NULL, failure TEXT, started INTEGER NOT NULL, ended INTEGER NOT NULL,
            input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, cost REAL,
            is_superseded INTEGER NOT NULL DEFAULT 0, input_object TEXT, result_object TEXT, input TEXT, result TEXT,
            entry INTEGER REFERENCES entry (id) ON DELETE SET NULL, revision INTEGER
        ) STRICT;
        CREATE INDEX journal_by_run ON journal (run);
        CREATE INDEX journal_by_entry ON journal (entry) WHERE entry IS NOT NULL;
        PRAGMA user_version = 6;
        """

    private func insert(_ values: String) -> String {
        """
        INSERT INTO journal (id, run, path, attempt, step, kind, request, occurrence, label, failure, started, ended,
            input_tokens, output_tokens, cost, is_superseded, input_object, result_object, input, result, entry, revision)
        VALUES (\(values));

        """
    }

    @Test func `a board of an earlier build keeps its steps`() async throws {
        let note = EntryContent(title: "t", status: .current, body: "hello")
        let entry = try await board.post(note, kind: .note, by: "writer", run: run.id)
        let long = Snapshot(text: WrittenJSON(String(repeating: "long ", count: 30_000)).text)
        _ = try await board.keep(long.text)
        let hash = { (words: String) in ContentHash(of: words.utf8).hexadecimal }
        let id = run.id
        let rows = [
            "3, '\(id)', '0', 1, 0, 'model', '\(hash("first"))', 0, 'say \"é\"', NULL, 5, 9, 10, 20, 0.25, 5, NULL, NULL, "
                + "'{\"é\":1}', '\"früher\"', NULL, NULL",
            "4, '\(id)', '0', 1, 1, 'tool', '\(hash("post"))', 0, 'post', NULL, 9, 10, 0, 0, 0, 0, NULL, NULL, "
                + "NULL, '\"N1\"', 1, 1",
            "5, '\(id)', '0/a.0', 2, 0, 'tool', '\(hash("busy"))', 3, 'busy', 'transient', 9, 11, 0, 0, 0, 0, NULL, NULL, "
                + "NULL, '{\"message\":\"busy\"}', NULL, NULL",
            "6, '\(id)', '0', 1, 2, 'model', '\(hash("other"))', 0, 'other', NULL, 12, 13, 1, 2, NULL, 0, NULL, "
                + "'\(long.hash.hexadecimal)', NULL, NULL, NULL, NULL",
        ]
        try execute(Self.earlier + rows.map(insert).joined())
        let now = try Blackboard(home: fixture.home.path, clock: BoardFixture.clock)
        let steps = try await now.steps(of: JournalAgent("0"), in: id)
        #expect(steps.map(\.id) == [3, 4, 6] && steps.map(\.isSuperseded) == [true, false, false])
        #expect(steps.map(\.label) == ["say \"é\"", "post", "other"])
        #expect(steps.map(\.input) == [["é": 1], .null, .null])
        #expect(steps.map(\.result) == ["früher", "N1", try JSON(parsing: long.text)])
        #expect(steps.map(\.usage.cost) == [0.25, 0, nil] && steps[0].usage.outputTokens == 20)
        #expect(steps.map { $0.ended.milliseconds } == [9, 10, 13])
        #expect(steps[2].replaces == [3] && steps[1].wrote == .init(entry: entry.id, number: 1))
        let busy = try #require(try await now.steps(of: JournalAgent("0/a.0", attempt: 2), in: id).first)
        #expect(busy.failure == .transient && busy.occurrence == 3 && busy.result == ["message": "busy"])
        let totals = try await now.run(id).totals
        #expect(totals.steps == 4 && totals.calls == 2 && totals.inputTokens == 11 && totals.cost == nil)
        // As it stood before it was taken up, and as it stands.
        let then = try await Journal(run: id, on: now, mode: .replay, until: 5)
        let first = JournalKey(JournalAgent("0"), .model, request: "first")
        #expect(try await then.step(first, label: "") { .null } == "früher")
        let journal = try await Journal(run: id, on: now, mode: .replay)
        #expect(journal.used.calls == 2 && journal.used.tokens == 33)
        _ = try await now.append([finished(9)], of: id)
        #expect(try await now.steps(of: key(9).agent, in: id).map(\.id) == [7])
        #expect(try await now.check(repairs: true).leftovers.isEmpty)
    }
}
