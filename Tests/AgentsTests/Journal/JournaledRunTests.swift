import Agents
import Blackboard
import Core
import LanguageModels
import SQLite
import TestSupport
import Testing

/// Runs of several agents, cut off at each step and taken up again.
@Suite struct JournaledRunTests {
    private struct Attempt {
        let result: AgentResult
        let warnings: [String]
        let requests: [String]
    }

    private static let goals = (1...3).map { "Goal \($0)." }

    /// An orchestrator that hands out three tasks in one call, to workers that post a note and then answer.
    private static func model(_ requests: Recorder<String>) -> ReplyingModel {
        ReplyingModel { request in
            requests.add(request.words)
            if request.offers("delegate_task") {
                if request.resultCount > 0 { return .text("Done.") }
                return .call("delegate_task", ["tasks": .array(goals.map { ["goal": .string($0)] })])
            }
            let goal = goals.first { request.words.contains($0) } ?? ""
            if request.resultCount > 0 { return .text("Answer to \(goal)") }
            return .call("board_post", ["kind": "note", "title": .string("Note on \(goal)")])
        }
    }

    private static var settings: RunSettings {
        var settings = RunSettings()
        settings.supervision.maxRestarts = 0
        return settings
    }

    private static func run(_ fixture: JournalFixture, _ mode: Journal.Mode) async throws -> Attempt {
        let requests = Recorder<String>()
        let model = model(requests)
        let (home, board, run) = (fixture.folder.path, fixture.board, fixture.run.id)
        let work = home.appending("work")
        try FileSystem.makeFolder(work)
        let log = try EventLog(run: run, home: home)
        let agents = AgentRun(
            id: run,
            factory: AgentFactory(
                roles: RoleLibrary(),
                catalog: .bundled(board: board, folder: try WorkingFolder(work), ask: { _, _ in nil }),
                archive: TextArchive(board: board),
                run: run,
                model: { _, _ in ChosenModel(model) }
            ),
            settings: settings,
            board: board,
            approvals: Approvals(policy: ApprovalPolicy(), log: AuditLog(home: home)),
            events: log,
            journal: try await fixture.journal(mode)
        )
        let result = try await agents.supervised {
            try await agents.work(on: AgentTask(id: "1", goal: "Measure all.", role: "orchestrator"))
        }
        try await log.finish()
        // With all files written: they would come back once the folder is removed.
        try await board.settle()
        let warnings = try EventLog.events(of: run, home: home).compactMap { event in
            if case .warned(let text) = event.kind { text } else { nil }
        }
        return Attempt(result: result, warnings: warnings, requests: requests.items)
    }

    private static func tasks(_ fixture: JournalFixture) async throws -> [EntrySummary] {
        try await fixture.board.entries(matching: EntryFilter(kinds: [.task]))
    }

    /// All answers of models that are recorded.
    private static func answers(_ fixture: JournalFixture) async throws -> Int {
        try await fixture.board.steps(of: fixture.run.id).flatMap(\.steps).count { $0.kind == .model && !$0.isFailure }
    }

    /// What came of all steps.
    private static func results(_ fixture: JournalFixture) async throws -> String {
        var texts = ""
        for agent in try await fixture.board.steps(of: fixture.run.id).map(\.agent) {
            texts += try await fixture.board.steps(of: agent, in: fixture.run.id).map(\.result.text).joined()
        }
        return texts
    }

    /// Has the journal note what is on the board whenever it takes steps.
    private static func observe(_ fixture: JournalFixture) throws -> Connection {
        let connection = try Connection(fixture.board.folder.database, mode: .readWrite)
        try connection.execute(
            """
            CREATE TABLE seen (texts TEXT, tasks INTEGER, done TEXT);
            CREATE TRIGGER see AFTER INSERT ON journal BEGIN
                INSERT INTO seen SELECT new.texts, count(*), group_concat(title) FILTER (WHERE status = 'done')
                FROM entry WHERE kind = 'task';
            END
            """
        )
        return connection
    }

    @Test func `a worker's last answer is recorded in the transaction that closes its task`() async throws {
        let fixture = try await JournalFixture()
        let connection = try Self.observe(fixture)
        let attempt = try await Self.run(fixture, .record)
        #expect(attempt.result.outcome == .success && attempt.warnings.isEmpty)
        #expect(try await Self.tasks(fixture).allSatisfy { $0.status == .done })
        for goal in Self.goals {
            let done = try connection.rows("SELECT done FROM seen WHERE texts LIKE '%Answer to \(goal)%'") {
                $0.optionalText(0) ?? ""
            }
            #expect(!done.isEmpty && done[0].contains(goal), "\(goal)")
        }
    }

    @Test func `tasks are written in the transaction that records the answer which hands them out`() async throws {
        let fixture = try await JournalFixture()
        let connection = try Self.observe(fixture)
        _ = try await Self.run(fixture, .record)
        let rows = try connection.rows("SELECT tasks, texts FROM seen") { (tasks: $0.int(0), texts: $0.text(1)) }
        #expect(rows[0].tasks == 3 && rows[0].texts.contains("delegate_task"))
        // What the workers did is recorded; their results in one text can wait for what the parent says to them.
        let last = try #require(rows.last?.texts)
        #expect(last.contains(#""results":"#) && last.contains("Done."))
    }

    @Test(arguments: [true, false])
    func `without their record on the board tasks are worked on, unless the journal takes nothing either`(
        canRecord: Bool
    ) async throws {
        let fixture = try await JournalFixture()
        let connection = try Connection(fixture.board.folder.database, mode: .readWrite)
        try connection.execute(
            """
            CREATE TRIGGER no_tasks BEFORE INSERT ON entry WHEN new.kind = 'task'
            BEGIN SELECT RAISE(ABORT, 'the board is full'); END
            """
        )
        if !canRecord { try fixture.cut(after: 0) }
        let attempt = try await Self.run(fixture, .record)
        #expect(attempt.requests.count == (canRecord ? 8 : 1), "of what is not recorded nothing follows")
        #expect(try await Self.answers(fixture) == (canRecord ? 8 : 0))
        #expect(attempt.warnings.contains { $0.contains("the board is full") })
        #expect((attempt.result.outcome == .success) == canRecord)
    }

    @Test func `cut off after any step, no task is done whose answer is lost, and no answer is asked for twice`()
        async throws
    {
        let whole = try await JournalFixture()
        let expected = try await Self.run(whole, .record)
        #expect(expected.result.outcome == .success && expected.requests.count == 8)
        let steps = try await whole.count()
        for kept in 0..<steps {
            let fixture = try await JournalFixture()
            try fixture.cut(after: kept)
            let cut = try await Self.run(fixture, .record)
            #expect(cut.result.outcome != .success, "cut after \(kept)")
            let answers = try await Self.answers(fixture)
            let done = try await Self.tasks(fixture).filter { $0.status == .done }
            let results = try await Self.results(fixture)
            for task in done { #expect(results.contains("Answer to \(task.title)"), "cut after \(kept)") }
            try fixture.mend()
            let resumed = try await Self.run(fixture, .resume)
            #expect(resumed.result.output == expected.result.output, "cut after \(kept)")
            #expect(resumed.requests.count == 8 - answers, "cut after \(kept)")
            #expect(try await Self.tasks(fixture).allSatisfy { $0.status == .done }, "cut after \(kept)")
            #expect(try await Self.run(fixture, .replay).requests.isEmpty, "cut after \(kept)")
        }
    }

    @Test func `a task that cannot be closed is told of, and its answer is kept`() async throws {
        let fixture = try await JournalFixture()
        try Connection(fixture.board.folder.database, mode: .readWrite).execute(
            """
            CREATE TRIGGER held BEFORE DELETE ON lease BEGIN SELECT RAISE(ABORT, 'the lease is held'); END
            """
        )
        let attempt = try await Self.run(fixture, .record)
        #expect(attempt.result.outcome == .success)
        #expect(attempt.warnings.count { $0.contains("could not be written to the board") } == 3)
        #expect(try await Self.tasks(fixture).allSatisfy { $0.status == .leased })
        #expect(try await Self.answers(fixture) == 8)
    }
}
