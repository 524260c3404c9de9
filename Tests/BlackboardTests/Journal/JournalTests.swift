@testable import Blackboard
import Core
import SQLite
import Synchronization
import TestSupport
import Testing

/// Steps that are recorded, found again, and not done twice.
@Suite struct JournalTests {
    private let fixture: BoardFixture
    private let run: ActiveRun
    private var board: Blackboard { fixture.board }
    private let agent = JournalAgent("0")

    init() async throws {
        fixture = try BoardFixture()
        run = try await fixture.board.beginRun(command: "ask", task: "How tall?")
    }

    private func journal(
        _ mode: Journal.Mode,
        notify: @escaping @Sendable (Journal.Notice) -> Void = { _ in }
    ) async throws -> Journal {
        try await Journal(run: run.id, on: board, mode: mode, notify: notify)
    }

    private func key(_ request: String, _ kind: JournalKey.Kind = .tool) -> JournalKey {
        JournalKey(agent, kind, request: request)
    }

    /// Does a step that is not to be done.
    private func again(_ request: String, _ kind: JournalKey.Kind = .tool, in journal: Journal) async throws -> JSON {
        try await journal.step(key(request, kind), label: request) {
            Issue.record("\(request) was done again")
            return .null
        }
    }

    private func execute(_ sql: String) throws {
        try Connection(board.folder.database, mode: .readWrite).execute(sql)
    }

    @Test func `a run that is taken up does only what is missing`() async throws {
        let first = try await journal(.record)
        _ = try await first.step(key("a"), label: "a") { "from a" }
        let second = try await journal(.resume)
        #expect(try await again("a", in: second) == "from a")
        #expect(try await second.step(key("b"), label: "b") { ["from": "b"] } == ["from": "b"])
        let third = try await journal(.replay)
        #expect(try await again("b", in: third) == ["from": "b"])
        #expect(try await again("a", in: third) == "from a")
    }

    @Test func `a run that is told again does nothing, and says which step it lacks`() async throws {
        _ = try await journal(.record).step(key("a"), label: "a") { 1 }
        let replay = try await journal(.replay)
        let error = await #expect(throws: BlackboardError.self) { try await again("b", in: replay) }
        #expect(error?.code == .stepMissing && error?.message.contains(": b;") == true)
    }

    @Test func `a changed request is told of, and its agent's later steps are done anew and remembered`() async throws {
        let first = try await journal(.record)
        for (request, kind) in [("ask 1", JournalKey.Kind.model), ("use", .tool), ("ask 2", .model)] {
            _ = try await first.step(key(request, kind), label: request) { .string(request) }
        }
        let notices = Mutex<[Journal.Notice]>([])
        let second = try await journal(.resume) { notice in notices.withLock { $0.append(notice) } }
        _ = try await second.step(key("ask otherwise", .model), label: "ask") { "new" }
        _ = try await second.step(key("use"), label: "use") { "new" }
        #expect(notices.withLock { $0.map(\.agent) } == [agent])
        let third = try await journal(.replay)
        #expect(try await again("ask otherwise", .model, in: third) == "new")
        #expect(try await again("use", in: third) == "new")
        await #expect(throws: BlackboardError.self) { try await again("ask 2", .model, in: third) }
        let steps = try await board.steps(of: agent, in: run.id)
        #expect(steps.map(\.isSuperseded) == [true, true, true, false, false])
    }

    @Test func `a run can be looked at as it was before it was taken up`() async throws {
        let first = try await journal(.record)
        for (request, kind) in [("ask", JournalKey.Kind.model), ("use", .tool), ("ask for the end", .model)] {
            _ = try await first.step(key(request, kind), label: request) { .string(request) }
        }
        await #expect(throws: StepFailure.self) {
            try await first.step(key("fails"), label: "x") { throw StepFailure("busy", isTransient: true) }
        }
        let last = try #require(try await board.steps(of: agent, in: run.id).map(\.id).max())
        let second = try await journal(.resume)
        _ = try await again("ask", .model, in: second)
        _ = try await second.step(key("ask more", .model), label: "ask") { "more" }
        _ = try await second.step(key("fails"), label: "x") { "works" }
        let then = try await Journal(run: run.id, on: board, mode: .replay, until: last)
        #expect(then.endsEarly)
        #expect(try await again("ask", .model, in: then) == "ask")
        #expect(try await again("use", in: then) == "use")
        #expect(try await again("ask for the end", .model, in: then) == "ask for the end")
        await #expect(throws: StepFailure("busy", isTransient: true)) { try await again("fails", in: then) }
        await #expect(throws: BlackboardError.self) { try await again("ask more", .model, in: then) }
        let now = try await journal(.replay)
        #expect(try await again("ask", .model, in: now) == "ask")
        #expect(try await again("ask more", .model, in: now) == "more" && !now.endsEarly)
        #expect(try await again("fails", in: now) == "works")
    }

    @Test func `failures are facts unless they may go away, and the end of a cancelled task is none`() async throws {
        let first = try await journal(.record)
        for isTransient in [false, true] {
            await #expect(throws: StepFailure.self) {
                try await first.step(key("\(isTransient)"), label: "x") {
                    throw StepFailure("HTTP 404", isTransient: isTransient)
                }
            }
        }
        await #expect(throws: CancellationError.self) {
            try await first.step(key("cancelled"), label: "x") { throw CancellationError() }
        }
        let second = try await journal(.resume)
        let failure = await #expect(throws: StepFailure.self) { try await again("false", in: second) }
        #expect(failure?.description == "HTTP 404")
        #expect(try await second.step(key("true"), label: "x") { "now it works" } == "now it works")
        #expect(try await second.step(key("cancelled"), label: "x") { "done" } == "done")
        let third = try await journal(.replay)
        #expect(try await again("true", in: third) == "now it works")
        #expect(try await board.run(run.id).totals.steps == 4)
    }

    @Test func `what is not recorded is not returned`() async throws {
        let journal = try await Journal(
            run: run.id,
            on: try Blackboard(home: fixture.home.path, busySeconds: 0.1),
            mode: .record
        )
        let other = try Connection(board.folder.database, mode: .readWrite)
        try other.execute("BEGIN IMMEDIATE")
        await #expect(throws: SQLiteError.self) { try await journal.step(key("a"), label: "a") { 1 } }
        try other.execute("ROLLBACK")
        #expect(try await board.run(run.id).totals.steps == 0)
    }

    @Test func `many agents record at once, and each finds its own`() async throws {
        let first = try await journal(.record)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                let key = JournalKey(JournalAgent("0/\(number % 50)"), .tool, request: "\(number)")
                group.addTask { _ = try await first.step(key, label: "") { .int(number) } }
            }
            try await group.waitForAll()
        }
        let second = try await journal(.replay)
        for number in 0..<200 {
            let key = JournalKey(JournalAgent("0/\(number % 50)"), .tool, request: "\(number)")
            #expect(try await second.step(key, label: "") { .null } == .int(number))
        }
    }

    @Test func `a step that was cut off after its writes writes nothing again`() async throws {
        let board = board
        let source = try await fixture.source("The dam is 4 metres tall.")
        let quote = try await fixture.quote("4 metres", of: source)
        let draft = SourceDraft(title: "Page", text: "More.", uri: "https://a.example/", mediaType: "text/html")
        @Sendable func work() async throws -> JSON {
            let content = EntryContent(title: "a note", status: .current)
            let note = try await board.post(content, kind: .note, by: "writer")
            let twin = try await board.post(content, kind: .note, by: "writer")
            let claim = EntryContent(title: "It is tall", status: .supported, quotes: [quote])
            let (finding, isNew) = try await board.postOnce(claim, kind: .finding, by: "researcher")
            let head = try await board.entry(note.id).revision
            let changed = try await board.update(note.id, expecting: head, by: "critic") { $0.body += "x" }
            let page = try await board.ingest([draft], by: "researcher")[0]
            return .string(
                "\(note.id) \(twin.id) \(finding.id) \(isNew) \(changed.revision) \(changed.content.body) \(page.id) \(page.action)"
            )
        }
        let result = try await journal(.record).step(key("work"), label: "work", perform: work)
        #expect(result == "N1 N2 F1 true 2 x S2 added")
        try execute("DELETE FROM journal")
        let count = try await board.changes(after: 0).count
        #expect(try await journal(.resume).step(key("work"), label: "work", perform: work) == result)
        #expect(try await board.changes(after: 0).count == count)
        // What another step does is another matter.
        _ = try await journal(.resume).step(key("other work"), label: "work", perform: work)
        #expect(try await board.entries(matching: EntryFilter(kinds: [.note])).count == 4)
    }

    @Test func `long results are objects, which a check knows to be used, as are kept texts`() async throws {
        let long = JSON.string(String(repeating: "long ", count: 20_000))
        _ = try await journal(.record).step(key("a"), label: "a", input: WrittenJSON(long)) { ["long": long] }
        let kept = try await board.keep("a text that a conversation points to", run: run.id)
        let later = try Blackboard(
            home: fixture.home.path,
            clock: WallClock { Timestamp(milliseconds: 9_000_000_000_000) }
        )
        let check = try await later.check(repairs: true)
        #expect(check.repairs.isEmpty && check.leftovers.isEmpty)
        #expect(try await later.keptText(kept.hexadecimal) == "a text that a conversation points to")
        #expect(try await again("a", in: try await journal(.replay)) == ["long": long])
        let steps = try await later.steps(of: agent, in: run.id)
        #expect(steps.map(\.input) == [long])
    }

    @Test func `a run that is told to end records what it has, and begins nothing`() async throws {
        let journal = try await journal(.record)
        let board = board
        let id = run.id
        await #expect(throws: CancellationError.self) {
            try await journal.step(key("a"), label: "a") {
                _ = try await board.cancelRun(id)
                return "result"
            }
        }
        await #expect(throws: CancellationError.self) { try await again("b", in: journal) }
        try await board.endRun(run, RunEnd(.interrupted))
        #expect(try await board.run(id).state == .cancelled)
        #expect(try await again("a", in: try await self.journal(.resume)) == "result")
    }
}
