import Agents
import Blackboard
import Core
import LanguageModels
import Synchronization
import TestSupport
import Testing

@testable import Research

@Suite struct FailureTests {
    @Test func `a writer that cannot be reached leaves all findings with their sources and the reason`() async throws {
        let fixture = try await ResearchFixture()
        let team = ScriptedTeam(
            fixture.board,
            answering: [
                "orchestrator": ModelEngineTests.planner,
                "writer": { _, _ in throw ModelError(.unavailable, "the provider has a fault of its own") },
            ]
        )
        let answer = try await ModelEngine(board: fixture.board, agents: team.agents).answer(ResearchFixture.question)
        #expect(answer.exitReason == "writer_failed" && answer.making.ending?.canResume == true)
        #expect(answer.findings.count == 5 && answer.sections.map(\.claims.count) == [2, 2, 1])
        let report = ReportText(answer, version: "1").markdown(ReportText.Counts())
        #expect(report.contains("stop_reason: writer_failed") && report.contains("has a fault of its own"))
        #expect(try await fixture.verify(report).counts.found > 0)
        // Taken up again with a writer that works, nothing is researched twice.
        let second = ScriptedTeam(fixture.board)
        let resumed = try await ModelEngine(board: fixture.board, agents: second.agents).resume(answer.run)
        #expect(resumed.exitReason == "completed" && resumed.making.isWritten)
        #expect(second.tasks.filter { $0.context.contains("critique is") == false }.isEmpty)
    }

    @Test func `a critic that cannot be reached leaves the draft, unchecked, and the other findings`() async throws {
        let fixture = try await ResearchFixture()
        let team = ScriptedTeam(
            fixture.board,
            answering: [
                "orchestrator": ModelEngineTests.planner,
                "writer": { request, _ in "## Answer\n\n" + (Given(request).findings.last?.cited ?? "") },
                "critic": { _, _ in throw ModelError(.unreachable, "no connection") },
            ]
        )
        let answer = try await ModelEngine(board: fixture.board, agents: team.agents).answer(ResearchFixture.question)
        #expect(answer.exitReason == "critic_failed" && answer.making.isWritten)
        #expect(answer.lead.allSatisfy { $0.reservation == .unchecked })
        #expect(answer.sections.last?.question == "Further findings" && answer.findings.count == 5)
    }

    @Test func `a draft that no model has judged is judged when the run is taken up`() async throws {
        let fixture = try await ResearchFixture()
        let team = ScriptedTeam(fixture.board, answering: ["critic": { _, _ in "I cannot say." }])
        let answer = try await ModelEngine(board: fixture.board, agents: team.agents).answer("What did the dams cost?")
        #expect(answer.exitReason == "critic_failed" && answer.making.ending?.canResume == true)
        let second = ScriptedTeam(fixture.board)
        let resumed = try await ModelEngine(board: fixture.board, agents: second.agents).resume(answer.run)
        #expect(resumed.exitReason == "completed" && resumed.claims.allSatisfy { $0.reservation == nil })
        #expect(second.calls.map(\.role) == ["critic"])
    }

    @Test(arguments: 0...4)
    func `a budget that ends at any call leaves a report with what is there`(calls: Int) async throws {
        let fixture = try await ResearchFixture()
        let team = ScriptedTeam(fixture.board, answering: ["orchestrator": ModelEngineTests.planner])
        let budget = Budget(BudgetLimits(calls: calls)) { .zero }
        var agents = team.agents
        agents.ask = { role, path, request in
            try budget.reserve(Expense(tokens: 1, dollars: 0)).settle(as: Expense(tokens: 1, dollars: 0))
            return try await team.agents.ask(role, path, request)
        }
        let answer = try await ModelEngine(board: fixture.board, agents: agents).answer(ResearchFixture.question)
        #expect(answer.exitReason == (calls < 3 ? "budget_exhausted" : "completed"), "\(team.calls.map(\.path))")
        #expect(answer.claims.isEmpty == (calls == 0))
        #expect(answer.making.isWritten == (calls >= 2))
        let report = ReportText(answer, version: "1").markdown(ReportText.Counts())
        #expect(report.contains("stop_reason: \(answer.exitReason)"))
    }

    @Test func `a run that was cancelled can be taken up at once, and by another process`() async throws {
        let fixture = try await ResearchFixture()
        let team = ScriptedTeam(
            fixture.board,
            answering: ["orchestrator": ModelEngineTests.planner, "writer": { _, _ in throw CancellationError() }]
        )
        await #expect(throws: CancellationError.self) {
            try await ModelEngine(board: fixture.board, agents: team.agents).answer(ResearchFixture.question)
        }
        let tasks = try await fixture.entries(.task)
        let run = try #require(tasks.first?.run)
        #expect(tasks.filter { $0.status == .leased }.isEmpty)
        let other = try Blackboard(home: fixture.folder.path)
        let answer = try await ModelEngine(board: other, agents: ScriptedTeam(other).agents).resume(run)
        #expect(answer.exitReason == "completed" && answer.making.isWritten && answer.run == run)
        try await other.close()
    }

    @Test func `two processes do not work on one run, and the answer of a complete one is made again`() async throws {
        let fixture = try await ResearchFixture()
        let (board, second) = (fixture.board, Watcher())
        let team = ScriptedTeam(board)
        var agents = team.agents
        agents.ask = { role, path, request in
            let run = try await board.entries(matching: EntryFilter(kinds: [.task])).first?.run ?? ""
            let other = ModelEngine(board: board, agents: team.agents, progress: second.note)
            let error = await #expect(throws: BlackboardError.self) { try await other.resume(run) }
            #expect(error?.code == .leased && second.all.isEmpty)
            return try await team.agents.ask(role, path, request)
        }
        let engine = ModelEngine(board: board, agents: agents)
        let answer = try await engine.answer("What did the dams cost?")
        let calls = team.calls.count
        let again = try await engine.resume(answer.run)
        #expect(AnswerOutput.text(again) == AnswerOutput.text(answer) && team.calls.count == calls)
        let error = await #expect(throws: BlackboardError.self) { try await engine.resume("01NONE") }
        #expect(error?.code == .invalid)
    }

    @Test func `without any model to ask, the error goes to the caller, and the run can be taken up`() async throws {
        let fixture = try await ResearchFixture()
        let team = ScriptedTeam(
            fixture.board,
            answering: ["orchestrator": { _, _ in throw ModelError(.unauthorized, "the key is wrong") }]
        )
        let error = await #expect(throws: ModelError.self) {
            try await ModelEngine(board: fixture.board, agents: team.agents).answer(ResearchFixture.question)
        }
        #expect(error?.code == .unauthorized)
        #expect(try await fixture.entries(.task).map(\.status) == [.open])
    }

    @Test func `researchers that all fail are told of, and leave no task behind`() async throws {
        let fixture = try await ResearchFixture()
        var agents = ScriptedTeam(fixture.board).agents
        agents.work = { tasks, _ in
            tasks.map { AgentResult(taskID: $0.id, exitReason: .rateLimited, error: "too many requests") }
        }
        let answer = try await ModelEngine(board: fixture.board, agents: agents).answer("What did the dams cost?")
        #expect(answer.exitReason == "research_failed" && answer.outcome == "failure")
        #expect(answer.making.ending?.message == "nothing was found: too many requests")
        #expect(answer.making.ending?.cause == .rateLimited)
        #expect(try await fixture.entries(.task).filter { $0.status == .leased }.isEmpty)
        // Taken up again, it is researched again.
        let resumed = try await ModelEngine(board: fixture.board, agents: ScriptedTeam(fixture.board).agents)
            .resume(answer.run)
        #expect(resumed.making.isWritten && resumed.exitReason == "completed")
    }

    @Test func `a researcher that gives no result at all is a failure, too`() async throws {
        let fixture = try await ResearchFixture()
        var agents = ScriptedTeam(fixture.board).agents
        agents.work = { _, _ in [] }
        let silent = try await ModelEngine(board: fixture.board, agents: agents).answer("What did the dams cost?")
        #expect(silent.outcome == "failure" && silent.claims.isEmpty)
    }

    @Test func `a researcher that found something before it failed has not worked in vain`() async throws {
        let fixture = try await ResearchFixture()
        let team = ScriptedTeam(fixture.board)
        var agents = team.agents
        agents.work = { tasks, onEnd in
            try await team.agents.work(tasks) { result in
                var result = result
                result.exitReason = .timedOut
                result.output = ""
                await onEnd(result)
            }
        }
        let answer = try await ModelEngine(board: fixture.board, agents: agents).answer("What did the dams cost?")
        #expect(answer.findings.count == 2 && answer.making.isWritten && answer.outcome == "partial")
        #expect(answer.gaps == ["Research ended early (timed_out) on: What did the dams cost?"])
    }

    @Test func `a writer that cannot read all is given less`() async throws {
        let fixture = try await ResearchFixture()
        let lengths = Mutex<[Int]>([])
        let writer: ScriptedTeam.Answering = { request, _ in
            let text = Given(request).text
            lengths.withLock { $0.append(text.utf8.count) }
            if text.utf8.count > 900 { throw ModelError(.contextTooLong, "too long") }
            return ScriptedTeam.write(Given(request))
        }
        let source = try await fixture.board.entry(EntryID(.source, 1))
        let snapshot = try await fixture.board.snapshot(try #require(source.content.origin).snapshot)
        let question = EntryContent(title: "What did the dams cost?", status: .open)
        let asked = try await fixture.board.post(question, kind: .question, by: "human")
        for end in 20..<60 {
            let content = EntryContent(
                title: "The work",
                status: .supported,
                links: [Link(.answers, asked.id)],
                quotes: [snapshot.quote(0..<end, of: source.id)]
            )
            _ = try await fixture.board.post(content, kind: .finding, by: "human")
        }
        let team = ScriptedTeam(fixture.board, answering: ["writer": writer])
        var options = ResearchOptions()
        options.depth = .brief
        options.rounds = 1
        let engine = ModelEngine(board: fixture.board, agents: team.agents, options: options)
        let answer = try await engine.answer("What did the dams cost?")
        let seen = lengths.withLock { $0 }
        #expect(
            seen.count > 1 && seen == seen.sorted(by: >) && answer.making.isWritten == (seen.last.map { $0 <= 900 })
        )
    }

    @Test(arguments: ["plan", "write/1", "review/1/0", "work 1", "work 2"])
    func `a run that ends at any step and is taken up gives the answer of one that did not`(step: String) async throws {
        let whole = try await ResearchFixture()
        let planner = ["orchestrator": ModelEngineTests.planner]
        let team = ScriptedTeam(whole.board, answering: planner)
        let expected = try await ModelEngine(board: whole.board, agents: team.agents).answer(ResearchFixture.question)
        let fixture = try await ResearchFixture()
        let second = ScriptedTeam(fixture.board, answering: planner)
        var agents = second.agents
        let rounds = Mutex(0)
        agents.ask = { role, path, request in
            if path == step { throw CancellationError() }
            return try await second.agents.ask(role, path, request)
        }
        agents.work = { tasks, onEnd in
            let round = rounds.withLock { rounds in
                rounds += 1
                return rounds
            }
            let results = try await second.agents.work(tasks, onEnd)
            if step == "work \(round)" { throw CancellationError() }
            return results
        }
        await #expect(throws: CancellationError.self) {
            try await ModelEngine(board: fixture.board, agents: agents).answer(ResearchFixture.question)
        }
        let run = try #require(try await fixture.entries(.task).first?.run)
        let answer = try await ModelEngine(board: fixture.board, agents: second.agents).resume(run)
        #expect(AnswerOutput.text(answer).sortedLines == AnswerOutput.text(expected).sortedLines)
        #expect(answer.exitReason == "completed")
    }
}

extension String {
    /// The lines in alphabetical order: researchers that work at the same time post in any order.
    fileprivate var sortedLines: [String] {
        split(separator: "\n").map { String($0.split(separator: " [")[0]) }.sorted()
    }
}
