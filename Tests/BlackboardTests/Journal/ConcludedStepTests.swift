@testable import Blackboard
import Core
import SQLite
import TestSupport
import Testing

/// Steps that are recorded in the transaction of their last write.
@Suite struct ConcludedStepTests {
    private struct Failure: Error {}

    private let fixture: BoardFixture
    private let run: ActiveRun
    private let key = JournalKey(JournalAgent("0"), .tool, request: "post")
    private var board: Blackboard { fixture.board }

    init() async throws {
        fixture = try BoardFixture()
        run = try await fixture.board.beginRun(command: "ask", task: "How tall?")
    }

    private func journal(_ mode: Journal.Mode) async throws -> Journal {
        try await Journal(run: run.id, on: board, mode: mode)
    }

    /// Posts a note in a step, and does something more.
    private func post(
        _ mode: Journal.Mode,
        before: @Sendable @escaping () async throws -> Void = {},
        after: @Sendable @escaping () async throws -> Void = {}
    ) async throws -> JSON {
        let board = board
        return try await journal(mode).step(key, label: "post") {
            try await before()
            let note = EntryContent(title: "t", status: .current, body: "hello")
            let (entry, _) = try await board.postOnce(note, kind: .note, by: "writer") { entry, isNew in
                WrittenJSON(["entry": .string("\(entry.id)"), "is_new": .bool(isNew)] as JSON)
            }
            try await after()
            return .string("what came after \(entry.id)")
        }
    }

    private func notes() async throws -> Int {
        try await board.entries(matching: EntryFilter(kinds: [.note])).count
    }

    private func steps() async throws -> [RecordedStep] { try await board.steps(of: key.agent, in: run.id) }

    @Test func `what its write gives is what came of the step, once and again`() async throws {
        let result: JSON = ["entry": "N1", "is_new": true]
        #expect(try await post(.record) == result)
        for mode in [Journal.Mode.resume, .replay] { #expect(try await post(mode) == result) }
        #expect(try await notes() == 1)
        #expect(try await steps().map(\.isFailure) == [false])
    }

    @Test func `what it wrote is known, also of steps that an earlier version recorded`() async throws {
        _ = try await post(.record)
        let step = try #require(try await steps().first)
        let text = try #require(try await board.writes(of: step, in: run.id).first).text
        #expect(text.contains("hello"))
        try Connection(board.folder.database, mode: .readWrite).execute(
            """
            INSERT INTO journal_write (run, path, attempt, kind, request, occurrence, what, number, entry, revision)
            VALUES ('\(run.id)', '0', 1, 'tool', '\(key.request.hexadecimal)', 0, '', 0, 1, 1);
            UPDATE journal SET records = json_remove(records, '$[0].entry');
            """
        )
        let earlier = try #require(try await steps().first)
        #expect(earlier.wrote == nil)
        #expect(try await board.writes(of: earlier, in: run.id).map(\.text) == [text])
    }

    // MARK: Steps that are recorded with the next

    /// Has a model answer, and then posts what it wants.
    private func answerAndPost(_ journal: Journal, answer: JSON = "post") async throws -> JSON {
        let question = JournalKey(key.agent, .model, request: "what now?")
        guard case .pending(let step) = try await journal.begin(question, label: "model") else { return .null }
        journal.hold(step, answer)
        let board = board
        return try await journal.step(key, label: "post", recording: .withPost) {
            let note = EntryContent(title: "t", status: .current, body: "hello")
            _ = try await board.postOnce(note, kind: .note, by: "writer") { entry, _ in WrittenJSON("\(entry.id)") }
            return JSON.null
        }.json
    }

    @Test func `an answer is recorded with the post that it calls for`() async throws {
        #expect(try await answerAndPost(journal(.record)) == "N1")
        #expect(try await steps().map(\.kind) == [.model, .tool])
        #expect(try await steps().map(\.result) == ["post", "N1"])
    }

    @Test func `a long answer is kept whole with its post`() async throws {
        let long = JSON.string(String(repeating: "long ", count: 30_000))
        _ = try await answerAndPost(journal(.record), answer: long)
        #expect(try await steps().map(\.result) == [long, "N1"])
    }

    @Test func `an answer and its post are recorded together or not at all`() async throws {
        let connection = try Connection(board.folder.database, mode: .readWrite)
        try connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
        )
        let journal = try await journal(.record)
        await #expect(throws: SQLiteError.self) { try await answerAndPost(journal) }
        #expect(try await steps().isEmpty)
        #expect(try await notes() == 0)
        try connection.execute("DROP TRIGGER full")
        // The answer was paid for, whatever became of the post.
        for _ in 0..<2 { try await journal.settle(key.agent) }
        #expect(try await steps().map(\.result) == ["post"])
    }

    @Test func `an answer that comes to no post is recorded before anything else is done`() async throws {
        let journal = try await journal(.record)
        let question = JournalKey(key.agent, .model, request: "what now?")
        guard case .pending(let step) = try await journal.begin(question, label: "model") else { return }
        journal.hold(step, "post")
        #expect(try await steps().isEmpty)
        let other = JournalKey(JournalAgent("1"), .clock, request: "now")
        _ = try await journal.step(other, label: "clock") { 1 }
        #expect(try await steps().isEmpty, "of another agent it is not known what it waits for")
        _ = try await journal.begin(JournalKey(key.agent, .clock, request: "now"), label: "clock")
        #expect(try await steps().map(\.result) == ["post"])
    }

    @Test func `what comes to the same when it is done again is recorded with what follows`() async throws {
        let journal = try await journal(.record)
        let result = try await journal.step(key, label: "delegate", recording: .withTasks) { "80 m" }
        #expect(result.json == "80 m")
        let question = JournalKey(key.agent, .model, request: "what now?")
        guard case .pending(let step) = try await journal.begin(question, label: "model") else { return }
        #expect(try await steps().isEmpty)
        try await journal.end(step, "done")
        #expect(try await steps().map(\.result) == ["80 m", "done"])
        #expect(
            try Connection(board.folder.database, mode: .readWrite).first("SELECT count(*) FROM journal") { $0.int(0) }
                == 1
        )
    }

    @Test func `a failure is recorded at once, with what is held`() async throws {
        let journal = try await journal(.record)
        _ = try await journal.step(key, label: "delegate", recording: .withTasks) { "80 m" }
        let other = JournalKey(key.agent, .tool, request: "delegate again")
        await #expect(throws: StepFailure.self) {
            try await journal.step(other, label: "delegate", recording: .withTasks) { () -> JSON in
                throw StepFailure("no such task", isTransient: false)
            }
        }
        #expect(try await steps().map(\.result) == ["80 m", "no such task"])
    }

    @Test func `a step that cannot be recorded has written nothing`() async throws {
        let connection = try Connection(board.folder.database, mode: .readWrite)
        try connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
        )
        await #expect(throws: SQLiteError.self) { try await post(.record) }
        #expect(try await notes() == 0)
        try connection.execute("DROP TRIGGER full")
        #expect(try await post(.resume) == ["entry": "N1", "is_new": true])
        #expect(try await notes() == 1)
    }

    @Test func `what goes wrong after it is recorded changes nothing`() async throws {
        let result: JSON = ["entry": "N1", "is_new": true]
        #expect(try await post(.record, after: { throw Failure() }) == result)
        #expect(try await post(.resume) == result)
        #expect(try await steps().count == 1)
    }

    @Test func `what goes wrong before it is the outcome`() async throws {
        await #expect(throws: Failure.self) { try await post(.record, before: { throw Failure() }) }
        #expect(try await notes() == 0)
        #expect(try await steps().map(\.isFailure) == [true])
    }

    @Test func `a run that is told to end hears of it`() async throws {
        let (board, id) = (board, run.id)
        await #expect(throws: CancellationError.self) {
            try await post(.record, before: { _ = try await board.cancelRun(id) })
        }
        #expect(try await steps().map(\.isFailure) == [false])
        #expect(try await post(.resume) == ["entry": "N1", "is_new": true])
    }

    @Test func `many at once are each recorded with what they wrote`() async throws {
        let (board, journal) = (board, try await journal(.record))
        let results = await withThrowingTaskGroup(of: JSON.self) { group in
            for number in 0..<50 {
                group.addTask {
                    let key = JournalKey(JournalAgent("0/\(number)"), .tool, request: "post")
                    return try await journal.step(key, label: "post") {
                        // Every tenth is refused, which holds up nobody else.
                        let kind = number % 10 == 0 ? EntryKind.finding : .note
                        let content = EntryContent(title: "t\(number)", status: kind.statuses[0])
                        _ = try await board.postOnce(content, kind: kind, by: "writer") { entry, _ in
                            WrittenJSON("\(entry.content.title) is \(entry.id)")
                        }
                        return .null
                    }
                }
            }
            var results: [JSON] = []
            while let result = await group.nextResult() { if let json = try? result.get() { results.append(json) } }
            return results
        }
        #expect(results.count == 45)
        for text in results.compactMap(\.string) {
            let words = text.split(separator: " ").map(String.init)
            let id = try #require(EntryID(words.last ?? ""))
            #expect(try await board.entry(id).content.title == words.first)
        }
        #expect(try await board.run(run.id).totals.steps == 50)
    }

    @Test func `outside of a step nothing is concluded`() async throws {
        let note = EntryContent(title: "t", status: .current)
        let (_, isNew) = try await board.postOnce(note, kind: .note, by: "writer") { _, _ in
            Issue.record("there is no step")
            return .null
        }
        #expect(isNew)
        #expect(try await steps().isEmpty)
    }
}
