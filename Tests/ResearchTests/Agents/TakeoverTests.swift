import Agents
import Blackboard
import Core
import LanguageModels
import Synchronization
import TestSupport
import Testing

@testable import Research

@Suite struct TakeoverTests {
    /// A clock that a test sets forward.
    private final class HandClock: Sendable {
        private let milliseconds = Mutex(1_000)
        func advance(seconds: Int) { milliseconds.withLock { $0 += seconds * 1_000 } }
        var clock: BootClock { BootClock { .init(boot: "b", milliseconds: self.milliseconds.withLock { $0 }) } }
    }

    private let folder: TemporaryFolder
    private let clock = HandClock()
    private let board: Blackboard

    init() async throws {
        folder = try TemporaryFolder()
        board = try Blackboard(home: folder.path, bootClock: clock.clock)
        let drafts = ResearchFixture.documents.map {
            SourceDraft(title: $0.title, text: $0.text, uri: "file:///docs/\($0.title)", mediaType: "text/plain")
        }
        _ = try await board.ingest(drafts, by: "human")
    }

    /// Has a process of another name take the run's task, and the first one to research, and say no more.
    private func interrupted() async throws -> String {
        var options = ResearchOptions()
        options.planner = .extractive
        let engine = ModelEngine(board: board, agents: ScriptedTeam(board).agents, options: options)
        let (run, _) = try await engine.plan(ResearchFixture.question)
        _ = try await board.lease(EntryID(.task, 1), to: "slate-1", seconds: 30)
        return run
    }

    private func engine(_ options: ResearchOptions = ResearchOptions()) -> ModelEngine {
        ModelEngine(board: board, agents: ScriptedTeam(board).agents, options: options)
    }

    @Test func `a run is taken up once the time of whoever held it has passed`() async throws {
        let run = try await interrupted()
        let error = await #expect(throws: BlackboardError.self) { try await engine().resume(run) }
        #expect(error?.code == .leased)
        clock.advance(seconds: 31)
        #expect(try await engine().resume(run).making.isWritten)
    }

    @Test func `a run of a process that is known to be gone is taken up at once`() async throws {
        let run = try await interrupted()
        var options = ResearchOptions()
        options.isGone = { $0 == "slate-2" }
        await #expect(throws: BlackboardError.self) { try await engine(options).resume(run) }
        options.isGone = { $0 == "slate-1" }
        #expect(try await engine(options).resume(run).making.isWritten)
    }

    @Test func `a task that another program works on is waited for, and what it found is used`() async throws {
        var options = ResearchOptions()
        options.depth = .brief
        let team = ScriptedTeam(board)
        let board = board
        let researching = Mutex(false)
        let engine = ModelEngine(board: board, agents: team.agents, options: options) { event in
            if case .researching = event { researching.withLock { $0 = true } }
        }
        let (run, _) = try await engine.plan("What did the dams cost?")
        let source = try await board.entry(EntryID(.source, 1))
        let snapshot = try await board.snapshot(try #require(source.content.origin).snapshot)
        let task = EntryContent(
            title: "Research it",
            status: .open,
            tags: ["research"],
            links: [Link(.about, EntryID(.question, 1))]
        )
        let posted = try await board.post(task, kind: .task, by: "human", run: run)
        let lease = try #require(try await board.lease(posted.id, to: "crawler", seconds: 60))
        async let answer = engine.resume(run)
        let place = try #require(snapshot.locate("Upkeep is 85,000 euros a year."))
        let finding = EntryContent(
            title: "Upkeep",
            status: .supported,
            links: [Link(.answers, EntryID(.question, 1))],
            quotes: [snapshot.quote(place, of: source.id)]
        )
        _ = try await board.post(finding, kind: .finding, by: "crawler")
        _ = try await board.release(lease, as: .done)
        #expect(try await answer.lead.map(\.text) == ["Upkeep is 85,000 euros a year."])
        #expect(team.tasks.isEmpty && !researching.withLock { $0 })
    }

    @Test func `who has lost a run to another process ends`() async throws {
        let (board, clock) = (board, clock)
        var options = ResearchOptions()
        options.leaseSeconds = 0.3
        let team = ScriptedTeam(board)
        var agents = team.agents
        agents.ask = { _, _, _ in
            clock.advance(seconds: 60)
            _ = try await board.lease(EntryID(.task, 1), to: "other", seconds: 30)
            // Until it is cancelled.
            try await Task.sleep(for: .seconds(600))
            throw CancellationError()
        }
        let error = await #expect(throws: BlackboardError.self) {
            try await ModelEngine(board: board, agents: agents, options: options).answer(ResearchFixture.question)
        }
        #expect(error?.code == .leaseLost)
        #expect(try await board.holder(of: EntryID(.task, 1)) == "other")
    }

    @Test func `the sources that a run was limited to hold for whoever takes it up`() async throws {
        var options = ResearchOptions()
        options.planner = .extractive
        options.researcher = .extractive
        options.sources = [EntryID(.source, 2)]
        let (run, _) = try await engine(options).plan("How much did rewetting cut the emissions of the bog?")
        options.sources = nil
        let answer = try await engine(options).resume(run)
        #expect(answer.sources.map(\.title) == ["Tower note"] && answer.sourceCount == 1)
    }

    @Test func `what people change on the board counts: a finding of theirs, a draft that they have edited`()
        async throws
    {
        let team = ScriptedTeam(board, answering: ["critic": { _, _ in throw CancellationError() }])
        let first = ModelEngine(board: board, agents: team.agents)
        await #expect(throws: CancellationError.self) { try await first.answer("What did the dams cost?") }
        let draft = try await board.entry(EntryID(.draft, 1))
        _ = try await board.update(draft.id, expecting: draft.revision, by: "human") { content in
            content.body = "## Answer\n\n- The dams cost 4.2 million euros. [F1]\n- They cost 9 million euros. [F1]\n"
        }
        let run = try #require(draft.run)
        var options = ResearchOptions()
        options.rounds = 1
        let answer = try await engine(options).resume(run)
        #expect(answer.lead.map(\.text) == ["The dams cost 4.2 million euros."])
        #expect(answer.gaps.contains { $0.contains("had a figure that its findings do not have") })
    }

    @Test func `what was found after the last draft enters a new one, whoever asked for it`() async throws {
        var options = ResearchOptions()
        // Without a look for second sources, and with no round to come.
        options.depth = .brief
        options.rounds = 1
        let team = ScriptedTeam(board, answering: ["critic": { _, _ in throw CancellationError() }])
        await #expect(throws: CancellationError.self) {
            try await ModelEngine(board: board, agents: team.agents, options: options).answer("What did the dams cost?")
        }
        let draft = try await board.entry(EntryID(.draft, 1))
        let source = try await board.entry(EntryID(.source, 1))
        let snapshot = try await board.snapshot(try #require(source.content.origin).snapshot)
        let place = try #require(snapshot.locate("Rewetting cut the emissions of the Velm bog by 62 percent"))
        let late = EntryContent(
            title: "Emissions",
            status: .supported,
            links: [Link(.answers, EntryID(.question, 1))],
            quotes: [snapshot.quote(place, of: source.id)]
        )
        let finding = try await board.post(late, kind: .finding, by: "researcher").id
        let answer = try await engine(options).resume(try #require(draft.run))
        #expect(answer.findings.contains(finding) && answer.making.draft == EntryID(.draft, 2), "\(answer)")
    }
}
