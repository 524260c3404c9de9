import Agents
import Blackboard
import Core
import LanguageModels
import SQLite
import TestSupport

/// A board with a run, and what is needed to cut it off anywhere.
struct JournalFixture {
    let folder: TemporaryFolder
    let board: Blackboard
    let run: ActiveRun
    let agent = JournalAgent("0")

    init() async throws {
        folder = try TemporaryFolder()
        board = try Blackboard(home: folder.path)
        run = try await board.beginRun(command: "agent", task: "Count the birds.")
    }

    func journal(_ mode: Journal.Mode) async throws -> Journal {
        try await Journal(run: run.id, on: board, mode: mode)
    }

    /// How many steps are recorded.
    func count() async throws -> Int { try await board.run(run.id).totals.steps }

    /// Has the journal take no more than so many steps, so that the run ends where the next would be recorded.
    func cut(after count: Int) throws {
        try Connection(board.folder.database, mode: .readWrite).execute(
            """
            CREATE TRIGGER cut BEFORE INSERT ON journal
            WHEN (SELECT total(steps) FROM journal) + new.steps > \(count)
            BEGIN SELECT RAISE(ABORT, 'cut off'); END
            """
        )
    }

    /// Has the journal take steps again.
    func mend() throws { try Connection(board.folder.database, mode: .readWrite).execute("DROP TRIGGER cut") }
}

/// A model that counts its requests and answers by what was said before, whatever model answered that.
final class CountingModel: StreamingModel {
    let identity = ModelIdentity(provider: "test", model: "counting")
    let requests = Recorder<ModelRequest>()
    private let answer: @Sendable (_ turn: Int) -> ModelEventStream

    init(_ answer: @escaping @Sendable (_ turn: Int) -> ModelEventStream) { self.answer = answer }

    func stream(_ request: ModelRequest) -> ModelEventStream {
        requests.add(request)
        let turns = request.messages.count { if case .assistant = $0 { true } else { false } }
        return answer(turns)
    }
}
