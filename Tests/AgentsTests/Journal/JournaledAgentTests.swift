import Agents
import Blackboard
import Core
import LanguageModels
import SQLite
import TestSupport
import Testing

/// Whole agents, cut off at each step and taken up again.
@Suite struct JournaledAgentTests {
    /// Four turns of which each posts a note and looks twice at the same time; then an answer.
    private static func model() -> CountingModel {
        CountingModel { turn in
            let usage = ModelEvent.usage(Usage(inputTokens: 100, outputTokens: 10))
            if turn == 4 { return ModelEventStream([.text("All posted."), usage, .stop(.finished)]) }
            let calls: [(String, JSON)] = [
                ("look", ["n": .int(turn)]), ("look", ["n": 99]),
                ("board_post", ["kind": "note", "title": .string("note of turn \(turn)")]),
            ]
            let deltas = calls.enumerated().map { index, call in
                ModelEvent.toolCall(
                    ToolCallDelta(index: index, id: "t\(turn)c\(index)", name: call.0, arguments: call.1.text)
                )
            }
            return ModelEventStream(deltas + [usage, .stop(.toolCalls)])
        }
    }

    private struct Attempt {
        let result: AgentResult
        let asked: Int
        let looked: Int
        let conversation: [Message]
    }

    private static func run(_ fixture: JournalFixture, _ mode: Journal.Mode) async throws -> Attempt {
        let journal = try await fixture.journal(mode)
        let model = model()
        let looks = Recorder<Int>()
        let look = StubTool { arguments in
            looks.add(arguments["n"]?.int ?? 0)
            return ToolOutput("saw \(arguments["n"]?.int ?? 0) with sk-\(String(repeating: "a1", count: 20))")
        }
        let agent = Agent(
            AgentBrief(task: AgentTask(id: "t", goal: "Post notes.", role: "writer")),
            model: JournaledModel(model, journal: journal, agent: fixture.agent),
            tools: journal.tools([look, BoardPostTool(board: fixture.board)], of: fixture.agent),
            run: fixture.run.id
        )
        let result = await agent.run()
        let conversation = model.requests.items.last?.messages ?? []
        return Attempt(
            result: result,
            asked: model.requests.items.count,
            looked: looks.items.count,
            conversation: conversation
        )
    }

    @Test func `cut off after any step, a run ends like one that was not, and repeats nothing`() async throws {
        let whole = try await JournalFixture()
        let expected = try await Self.run(whole, .record)
        #expect(expected.result.outcome == .success && expected.result.artifacts.count == 4)
        let steps = try await whole.count()
        #expect(steps == 17)
        for kept in 0..<steps {
            let fixture = try await JournalFixture()
            try fixture.cut(after: kept)
            let cut = try await Self.run(fixture, .record)
            #expect(cut.result.outcome != .success, "cut after \(kept)")
            #expect(try await fixture.count() == kept)
            try fixture.mend()
            let resumed = try await Self.run(fixture, .resume)
            #expect(resumed.result == expected.result, "cut after \(kept)")
            #expect(resumed.asked + resumed.looked <= steps - kept, "cut after \(kept)")
            let notes = try await fixture.board.entries(matching: EntryFilter(kinds: [.note]))
            #expect(notes.count == 4, "cut after \(kept)")
            #expect(try await fixture.count() == steps)
            let replayed = try await Self.run(fixture, .replay)
            #expect(replayed.result == expected.result && replayed.asked == 0 && replayed.looked == 0)
        }
    }

    // MARK: Answers that wait for a post

    /// Four turns of which each posts a note, but for the second, whose kind does not exist; then an answer.
    private static func runPosts(
        _ fixture: JournalFixture,
        _ mode: Journal.Mode,
        limits: AgentLimits = AgentLimits()
    ) async throws -> (result: AgentResult, asked: Int) {
        let model = CountingModel { turn in
            if turn == 4 { return ModelEventStream([.text("All posted."), .stop(.finished)]) }
            let note: JSON = turn == 1 ? ["kind": "fish"] : ["kind": "note", "title": .string("note of turn \(turn)")]
            let call = ToolCallDelta(index: 0, id: "t\(turn)", name: "board_post", arguments: note.text)
            return ModelEventStream([.toolCall(call), .stop(.toolCalls)])
        }
        let journal = try await fixture.journal(mode)
        let agent = Agent(
            AgentBrief(task: AgentTask(id: "t", goal: "Post notes.", role: "writer")),
            model: JournaledModel(model, journal: journal, agent: fixture.agent, posting: ["board_post"]),
            tools: journal.tools([BoardPostTool(board: fixture.board)], of: fixture.agent),
            limits: limits,
            run: fixture.run.id
        )
        return (await agent.run(), model.requests.items.count)
    }

    @Test func `a run of answers and posts can be cut off anywhere, too`() async throws {
        let whole = try await JournalFixture()
        let expected = try await Self.runPosts(whole, .record)
        #expect(expected.result.outcome == .success && expected.result.artifacts.count == 3 && expected.asked == 5)
        let steps = try await whole.count()
        for kept in 0..<steps {
            let fixture = try await JournalFixture()
            try fixture.cut(after: kept)
            #expect(try await Self.runPosts(fixture, .record).result.outcome != .success, "cut after \(kept)")
            let answers = try await fixture.board.steps(of: fixture.agent, in: fixture.run.id).count {
                $0.kind == .model
            }
            try fixture.mend()
            let resumed = try await Self.runPosts(fixture, .resume)
            #expect(resumed.result == expected.result && resumed.asked == 5 - answers, "cut after \(kept)")
            let notes = try await fixture.board.entries(matching: EntryFilter(kinds: [.note]))
            #expect(notes.count == 3, "cut after \(kept)")
            let replayed = try await Self.runPosts(fixture, .replay)
            #expect(replayed.result == expected.result && replayed.asked == 0)
        }
    }

    @Test func `an agent that ends before its post leaves its answer in the journal`() async throws {
        let fixture = try await JournalFixture()
        let result = try await Self.runPosts(fixture, .record, limits: AgentLimits(iterations: 1)).result
        #expect(result.exitReason == .iterationLimit)
        let steps = try await fixture.board.steps(of: fixture.agent, in: fixture.run.id)
        #expect(steps.count { $0.kind == .model } == result.usage.calls)
    }

    @Test func `secrets of tools are not written down`() async throws {
        let fixture = try await JournalFixture()
        _ = try await Self.run(fixture, .record)
        let database = try Connection(fixture.board.folder.database, mode: .readOnly)
        let found = try database.first(
            "SELECT count(*) FROM journal WHERE texts LIKE '%sk-a1a1%' OR records LIKE '%sk-a1a1%'"
        ) { $0.int(0) }
        #expect(found == 0)
    }

    @Test func `an export tells the whole conversation and all steps`() async throws {
        let fixture = try await JournalFixture()
        let attempt = try await Self.run(fixture, .record)
        #expect(try await fixture.board.steps(of: fixture.run.id).map(\.agent) == [fixture.agent])
        let steps = try await fixture.board.steps(of: fixture.agent, in: fixture.run.id)
        let json = Trajectory(of: fixture.agent, in: fixture.run.id, steps: steps).json()
        let messages = try #require(json["messages"]?.array?.compactMap(Message.init))
        #expect(messages == attempt.conversation + [.assistant([.text("All posted.")])])
        #expect(json["steps"]?.array?.count == 17)
        let tools = json["steps"]?.array?.filter { $0["kind"]?.string == "tool" } ?? []
        #expect(tools.count == 12 && tools[0]["input"]?["name"]?.string == "look")
    }

    @Test func `an export holds no keys`() async throws {
        let fixture = try await JournalFixture()
        let key = "hunter2-hunter2-hunter2"
        let journal = try await fixture.journal(.record)
        let model = JournaledModel(
            CountingModel { _ in ModelEventStream([.text("it is \(key)"), .stop(.finished)]) },
            journal: journal,
            agent: fixture.agent
        )
        _ = try await model.respond(to: ModelRequest(messages: [.user("say \(key)")]))
        let steps = try await fixture.board.steps(of: fixture.agent, in: fixture.run.id)
        let json = Trajectory(of: fixture.agent, in: fixture.run.id, steps: steps)
            .json(removing: TextGuard.Options(keysInUse: [key]))
        #expect(json["messages"]?.array?.count == 2 && !json.text.contains("hunter2"))
    }
}
