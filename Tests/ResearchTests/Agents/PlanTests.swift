import Agents
import Blackboard
import Core
import TestSupport
import Testing

@testable import Research

@Suite struct PlanTests {
    @Test(arguments: 0..<200 as Range<UInt64>)
    func `a plan reads back as it was written`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let parts = (0..<Int.random(in: 1...Plan.partLimit, using: &generator)).map { _ in
            var part = Plan.Part("Word " + generator.text(from: "ab 1.:#>[]Q“é漢", upTo: 40).onOneLine)
            part.text = part.text.onOneLine
            if Bool.random(using: &generator) { part.question = EntryID(.question, 7) }
            if Bool.random(using: &generator) { part.known = [EntryID(.finding, 3), EntryID(.finding, 12)] }
            part.needsResearch = Bool.random(using: &generator)
            return part
        }
        let plan = Plan(parts)
        #expect(try PlanText.parse(PlanText.render(plan, question: "Who?\nWhy?")) == plan)
    }

    @Test func `a person may write it by hand`() throws {
        let plan = try PlanText.parse("> a note\n1) Who paid?\n  known: [F3] F7\n\n12. Why?\n   No Research\n")
        #expect(plan.parts.map(\.text) == ["Who paid?", "Why?"] && plan.parts.map(\.needsResearch) == [true, false])
        #expect(plan.parts[0].known == [EntryID(.finding, 3), EntryID(.finding, 7)])
    }

    @Test(arguments: [
        ("", "no part"), ("1. ???", "no words"), ("hello", "line 1"), ("known: F3", "line 1"),
        ("1. Who?\n\nknown: S3", "line 3"), (String(repeating: "1. Who?\n", count: 13), "the limit is 12"),
    ])
    func `what is wrong with a plan is said`(text: String, reason: String) {
        let error = #expect(throws: PlanError.self) { try PlanText.parse(text) }
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test func `a plan can be made, edited and then carried out`() async throws {
        let fixture = try await ResearchFixture()
        let team = ScriptedTeam(fixture.board, answering: ["orchestrator": ModelEngineTests.planner])
        let engine = ModelEngine(board: fixture.board, agents: team.agents)
        let (run, text) = try await engine.plan(ResearchFixture.question)
        #expect(text.contains("2. What did the dams cost?") && team.tasks.isEmpty)
        #expect(try await fixture.entries(.question).count == 1)
        let edited = text.split(separator: "\n").filter {
            !$0.contains("curlew return") && !$0.contains("emissions of")
        }
        _ = try await engine.replan(run, as: edited.joined(separator: "\n") + "\n3. What is the upkeep of the dams?\n")
        let answer = try await engine.resume(run)
        #expect(answer.run == run && team.tasks.allSatisfy { $0.goal.contains("dams") })
        #expect(
            Set(answer.sections.map(\.question)).isSubset(of: [
                "What did the dams cost?", "What is the upkeep of the dams?",
            ])
        )
        await #expect(throws: BlackboardError.self) { try await engine.replan(run, as: text) }
    }

    @Test(arguments: [
        #"{"parts": []}"#, #"{"parts": [{"question": "  ", "known": [], "research": true}]}"#, #"{"parts": 3}"#,
    ])
    func `a plan without words is none`(text: String) throws {
        #expect(Planner.read(try JSON(parsing: text), known: []) == nil)
    }

    @Test func `a model's plan names only findings that are there, and is no longer than it may be`() throws {
        let parts = (0..<30).map { number -> JSON in
            ["question": .string("[Q1] What of \(number / 2)?"), "known": ["F1", "F99", "x"], "research": false]
        }
        let value = JSON.object([JSON.Member("parts", .array(parts))])
        let plan = try #require(Planner.read(value, known: [EntryID(.finding, 1)]))
        #expect(plan.parts.count == 8 && plan.parts[0].text == "Q1] What of 0?")
        #expect(plan.parts.allSatisfy { $0.known == [EntryID(.finding, 1)] && !$0.needsResearch })
    }
}
