@testable import Blackboard
import Core
import SQLite
import TestSupport
import Testing

/// Last answers of agents that are recorded in the transaction that ends their tasks.
@Suite struct LastAnswerTests {
    private let fixture: BoardFixture
    private let run: ActiveRun
    private let agent = JournalAgent("0/1.0")
    private var board: Blackboard { fixture.board }

    init() async throws {
        fixture = try BoardFixture()
        run = try await fixture.board.beginRun(command: "agent", task: "How tall?")
    }

    /// A journal that holds an answer.
    private func journal(holding answer: JSON = "80 m") async throws -> Journal {
        let journal = try await Journal(run: run.id, on: board, mode: .record)
        let question = JournalKey(agent, .model, request: "how tall?")
        guard case .pending(let step) = try await journal.begin(question, label: "model") else { return journal }
        journal.hold(step, answer)
        return journal
    }

    private func lease() async throws -> TaskLease {
        let task = EntryContent(title: "How tall?", status: .open, body: "How tall?")
        let id = try await board.post(task, kind: .task, by: "orchestrator", run: run.id).id
        return try #require(try await board.lease(id, to: "researcher-1", seconds: 60))
    }

    private func steps() async throws -> [RecordedStep] { try await board.steps(of: agent, in: run.id) }

    private func status(of lease: TaskLease) async throws -> EntryStatus {
        try await board.entry(lease.task).content.status
    }

    @Test(arguments: [8, 200_000])
    func `an answer is recorded with the end of the task`(length: Int) async throws {
        let answer = JSON.string(String(repeating: "x", count: length))
        let (journal, lease) = (try await journal(holding: answer), try await lease())
        // Whoever looks into the journal as the answer comes there sees that the task is over.
        try Connection(board.folder.database, mode: .readWrite).execute(
            """
            CREATE TRIGGER late BEFORE INSERT ON journal WHEN (SELECT count(*) FROM lease) > 0
            BEGIN SELECT RAISE(ABORT, 'the task is not over'); END
            """
        )
        let task = try await board.release(lease, as: .done, recording: journal.held(of: agent)) {
            $0.body += "\n\n80 m"
        }
        #expect(task.content.body.hasSuffix("80 m"))
        #expect(try await status(of: lease) == .done)
        #expect(try await steps().map(\.result) == [answer])
        try await journal.settle(agent)
        #expect(try await steps().count == 1, "there is nothing left to record")
    }

    @Test func `where nothing is held the task ends as it would`() async throws {
        let (journal, lease) = (try await journal(), try await lease())
        let other = JournalAgent("0/1.1")
        _ = try await board.release(lease, as: .done, recording: journal.held(of: other))
        #expect(try await status(of: lease) == .done)
        #expect(try await steps().isEmpty, "the answer of one agent waits, whatever others do")
    }

    @Test func `both are stored or neither`() async throws {
        let (journal, lease) = (try await journal(), try await lease())
        let connection = try Connection(board.folder.database, mode: .readWrite)
        try connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
        )
        await #expect(throws: SQLiteError.self) {
            try await board.release(lease, as: .done, recording: journal.held(of: agent))
        }
        #expect(try await status(of: lease) == .leased)
        #expect(try await steps().isEmpty)
        try connection.execute("DROP TRIGGER full")
        _ = try await board.release(lease, as: .done, recording: journal.held(of: agent))
        #expect(try await status(of: lease) == .done)
        #expect(try await steps().count == 1)
    }

    @Test func `who has lost the task still has the answer`() async throws {
        let (journal, lease) = (try await journal(), try await lease())
        _ = try await board.release(lease, as: .cancelled)
        await #expect(throws: BlackboardError.self) {
            try await board.release(lease, as: .done, recording: journal.held(of: agent))
        }
        #expect(try await status(of: lease) == .cancelled)
        #expect(try await steps().isEmpty)
        try await journal.settle(agent)
        #expect(try await steps().map(\.result) == ["80 m"])
    }

    @Test func `a run that was told to end hears of it once both are stored`() async throws {
        let (journal, lease) = (try await journal(), try await lease())
        _ = try await board.cancelRun(run.id)
        await #expect(throws: CancellationError.self) {
            try await board.release(lease, as: .done, recording: journal.held(of: agent))
        }
        #expect(try await status(of: lease) == .done)
        #expect(try await steps().map(\.result) == ["80 m"])
        await #expect(throws: CancellationError.self) {
            try await journal.begin(JournalKey(agent, .clock, request: "now"), label: "clock")
        }
    }
}
