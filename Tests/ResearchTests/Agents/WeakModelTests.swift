import Agents
import Blackboard
import Core
import LanguageModels
import TestSupport
import Testing

@testable import Research

@Suite struct WeakModelTests {
    /// What weak models give instead of what was asked for.
    enum Weakness: String, CaseIterable, Sendable {
        case proseAroundJSON, brokenJSON, empty, refusal, wrongIDs, echo

        func answer(_ role: String, _ request: ModelRequest) throws -> String {
            switch self {
            case .proseAroundJSON:
                return
                    "Certainly! Here is what you asked for:\n\n```json\n\(try honest(role, request))\n```\nHope it helps."
            case .brokenJSON: return String(try honest(role, request).dropLast(12)) + "\n{{{ \"x\": [1, }"
            case .empty: return "  \n"
            case .refusal: return "I'm sorry, but I can't help with that."
            case .wrongIDs:
                return role == "writer"
                    ? "The work cost 4.2 million euros [F77]. It is said [S1] that 318 dams were built [1]."
                    : #"{"judgements": [{"sentence": 99, "verdict": "supported", "reason": ""}]}"#
            case .echo:
                return request.messages.map { message in
                    switch message {
                    case .system(let text), .user(let text): text
                    default: ""
                    }
                }
                .joined(separator: "\n")
            }
        }

        private func honest(_ role: String, _ request: ModelRequest) throws -> String {
            role == "orchestrator" ? ModelEngineTests.plan : try ScriptedTeam.honest(role)(request, "")
        }
    }

    /// Runs a question with one weak role, and checks what must hold whatever comes out.
    private func run(_ role: String, _ weakness: Weakness) async throws -> (answer: Answer, watcher: Watcher) {
        let fixture = try await ResearchFixture()
        var answering: [String: ScriptedTeam.Answering] = ["orchestrator": ModelEngineTests.planner]
        answering[role] = { request, _ in try weakness.answer(role, request) }
        let team = ScriptedTeam(fixture.board, answering: answering)
        let watcher = Watcher()
        let engine = ModelEngine(board: fixture.board, agents: team.agents, progress: watcher.note)
        let answer = try await engine.answer(ResearchFixture.question)
        let report = ReportText(answer, version: "1").markdown(ReportText.Counts())
        #expect(try await fixture.verify(report).counts.notFound == 0, "\(report)")
        #expect(!report.contains("F77") && !answer.claims.isEmpty)
        #expect(answer.making.ending?.message.isEmpty == (answer.exitReason == "completed"))
        return (answer, watcher)
    }

    @Test(arguments: Weakness.allCases)
    func `a weak planner leaves a plan`(weakness: Weakness) async throws {
        let (answer, watcher) = try await run("orchestrator", weakness)
        #expect(answer.sections.count == 3 && answer.exitReason == "completed")
        let fellBack = watcher.lines.contains { $0.hasPrefix("the orchestrator goes on without a model") }
        #expect(fellBack == (weakness != .proseAroundJSON))
    }

    @Test(arguments: Weakness.allCases)
    func `a weak writer leaves a report, of quotes if nothing it wrote holds`(weakness: Weakness) async throws {
        let (answer, _) = try await run("writer", weakness)
        switch weakness {
        case .proseAroundJSON, .brokenJSON: #expect(answer.making.isWritten)
        case .empty, .refusal, .wrongIDs, .echo:
            #expect(answer.exitReason == "writer_failed" && answer.outcome == "partial")
            #expect(answer.claims.allSatisfy(\.isVerbatim) && answer.sections.count == 3)
            #expect(answer.making.ending?.message.hasPrefix("no draft came about: ") == true)
        }
    }

    @Test(arguments: Weakness.allCases)
    func `a weak critic refutes nothing: what it did not judge is unchecked`(weakness: Weakness) async throws {
        let (answer, _) = try await run("critic", weakness)
        #expect(answer.making.isWritten)
        let written = answer.claims.filter { !$0.isVerbatim }
        switch weakness {
        case .proseAroundJSON: #expect(written.allSatisfy { $0.reservation == nil })
        case .wrongIDs: #expect(written.allSatisfy { $0.reservation == .unchecked })
        case .brokenJSON, .empty, .refusal, .echo:
            #expect(written.allSatisfy { $0.reservation == .unchecked } && answer.exitReason == "critic_failed")
        }
    }
}
