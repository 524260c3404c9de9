import Agents
import Blackboard
import Core
import LanguageModels
import TestSupport
import Testing

@testable import Research

@Suite struct ReviewTests {
    private func engine(_ board: Blackboard, _ team: ScriptedTeam, rounds: Int = 3) -> ModelEngine {
        var options = ResearchOptions()
        options.rounds = rounds
        return ModelEngine(board: board, agents: team.agents, options: options)
    }

    @Test func `what a critic refutes is written anew, and the critique is settled`() async throws {
        let fixture = try await ResearchFixture()
        let writer: ScriptedTeam.Answering = { request, _ in
            let given = Given(request)
            // The first draft has a sentence that the critic does not like.
            let bad = given.text.contains("Its critique:") ? "" : " The work of dams cost euros [F1]."
            return ScriptedTeam.write(given) + bad
        }
        let critic: ScriptedTeam.Answering = { request, _ in
            ScriptedTeam.judge(Given(request)) { $0.contains("work of dams") ? "contradicts" : "supported" }
        }
        let team = ScriptedTeam(fixture.board, answering: ["writer": writer, "critic": critic])
        let answer = try await engine(fixture.board, team).answer("What did the dams cost?")
        #expect(
            answer.making.draft == EntryID(.draft, 2) && !answer.claims.contains { $0.text.contains("work of dams") }
        )
        let critiques = try await fixture.entries(.critique)
        #expect(critiques.contains { $0.title.contains("its findings say otherwise") })
        #expect(critiques.allSatisfy { $0.status == .settled })
        #expect(try await fixture.board.entry(EntryID(.draft, 1)).content.status == .superseded)
    }

    @Test func `rounds are limited, the best draft is kept, and what is refuted is a gap`() async throws {
        let fixture = try await ResearchFixture()
        let critic: ScriptedTeam.Answering = { request, path in
            // The second draft fares best.
            let isSecond = path.hasPrefix("review/2")
            return ScriptedTeam.judge(Given(request)) { text in
                text.contains("Upkeep") ? "not" : isSecond ? "supported" : "partly"
            }
        }
        let team = ScriptedTeam(fixture.board, answering: ["critic": critic])
        let answer = try await engine(fixture.board, team).answer("What did the dams cost?")
        #expect(try await fixture.entries(.draft).count == 3)
        #expect(answer.making.draft == EntryID(.draft, 2))
        #expect(answer.gaps.contains { $0.hasPrefix("Not supported by what it cites: Upkeep") })
        #expect(answer.outcome == "partial" && answer.claims.allSatisfy { $0.reservation == nil })
    }

    @Test func `a sentence that is partly supported is marked, and verify does not stumble over the mark`() async throws
    {
        let fixture = try await ResearchFixture()
        let critic: ScriptedTeam.Answering = { request, _ in ScriptedTeam.judge(Given(request)) { _ in "partly" } }
        let team = ScriptedTeam(fixture.board, answering: ["critic": critic])
        let answer = try await engine(fixture.board, team, rounds: 1).answer("What did the dams cost?")
        let report = ReportText(answer, version: "1").markdown(ReportText.Counts())
        #expect(report.contains("*(only partly supported)* [S1]"))
        #expect(AnswerOutput.text(answer).contains("(only partly supported) [S1]"))
        let counts = try await fixture.verify(report).counts
        #expect(counts.notFound == 0 && counts.unchecked == 0)
    }

    @Test func `a part that nobody found anything on is researched once more, with the critique`() async throws {
        let fixture = try await ResearchFixture()
        let team = ScriptedTeam(
            fixture.board,
            answering: [
                "orchestrator": { _, _ in
                    #"{"parts": [{"question": "What did the dams cost?", "known": [], "research": true},"#
                        + #"{"question": "Who owns the bog?", "known": [], "research": true}]}"#
                }
            ]
        )
        let answer = try await engine(fixture.board, team).answer(
            "What did the dams of the Velm bog in the north cost, and who owns the bog that they were built in?"
        )
        let again = team.tasks.filter { $0.goal.contains("Who owns") }
        #expect(again.count == 2 && again[1].context.contains("No finding answers"))
        #expect(answer.gaps.contains("No finding answers: Who owns the bog?") && answer.outcome == "partial")
    }

    @Test func `both sides of a contradiction must be told`() async throws {
        let fixture = try await ResearchFixture()
        let writer: ScriptedTeam.Answering = { request, _ in
            let given = Given(request)
            let isSecond = given.text.contains("contradict each other (")
            return given.findings.prefix(isSecond ? 2 : 1).map(\.cited).joined(separator: " ")
        }
        let team = ScriptedTeam(fixture.board, answering: ["writer": writer])
        let answer = try await engine(fixture.board, team).answer("How much did rewetting cut the emissions?")
        #expect(answer.lead.count == 2 && answer.conflicts.count == 1)
        #expect(try await fixture.entries(.critique).contains { $0.title.contains("give both") })
    }

    @Test func `a finding that is withdrawn after it was cited takes its sentence out of the report`() async throws {
        let fixture = try await ResearchFixture()
        let board = fixture.board
        let critic: ScriptedTeam.Answering = { request, _ in ScriptedTeam.judge(Given(request)) { _ in "supported" } }
        let team = ScriptedTeam(board, answering: ["critic": critic])
        var agents = team.agents
        agents.ask = { role, path, request in
            let response = try await team.agents.ask(role, path, request)
            if role == "critic" { _ = try await board.withdraw(EntryID(.finding, 1), by: "human") }
            return response
        }
        var options = ResearchOptions()
        options.rounds = 1
        let answer = try await ModelEngine(board: board, agents: agents, options: options)
            .answer("What did the dams cost?")
        #expect(!answer.findings.contains(EntryID(.finding, 1)) && !answer.claims.isEmpty)
        #expect(answer.gaps.contains { $0.contains("cited a finding that was withdrawn") })
    }

    @Test(arguments: [
        (#"[{"sentence": 1, "verdict": "supported"}, {"sentence": 1, "verdict": "not"}]"#, Review.Verdict.unchecked),
        (#"[{"sentence": "1", "verdict": "supported"}]"#, .unchecked), ("[]", .unchecked),
        (#"[{"sentence": 1, "verdict": "SUPPORTED!"}]"#, .unchecked),
        (#"[{"sentence": 1, "verdict": "not", "reason": "x"}, {"sentence": 7, "verdict": "partly"}]"#, .not),
    ])
    func `only a clear verdict counts`(items: String, verdict: Review.Verdict) throws {
        let value = try JSON(parsing: "{\"judgements\": \(items)}")
        let sentence = Draft.Sentence(text: "It is so.", findings: [EntryID(.finding, 1)])
        #expect(Judge.read(value, [sentence]).map(\.verdict) == [verdict])
    }

    @Test func `a review reads back as it was written`() throws {
        let judgements = Review.Verdict.allCases.map {
            Review.Judgement(
                sentence: Draft.Sentence(text: "It \"is\" \($0)", findings: [EntryID(.finding, 2)]),
                verdict: $0,
                reason: "r"
            )
        }
        for failure in [nil, "it is down"] {
            let review = Review(judgements: judgements, covered: 2, failure: failure)
            #expect(Review(text: review.text) == review)
        }
        #expect(Review(text: "changed by hand") == nil)
    }
}
