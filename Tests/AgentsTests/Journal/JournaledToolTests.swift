@testable import Agents
import Blackboard
import Core
import LanguageModels
import Synchronization
import TestSupport
import Testing

@Suite struct JournaledToolTests {
    private let fixture: JournalFixture
    private let context = ToolContext(author: "researcher")

    init() async throws { fixture = try await JournalFixture() }

    private func call(_ tool: StubTool, _ mode: Journal.Mode, _ arguments: JSON = [:]) async throws -> ToolOutput {
        let journal = try await fixture.journal(mode)
        return try await JournaledTool(tool, journal: journal, agent: fixture.agent).run(arguments, context)
    }

    @Test func `a call gives the same again, with what it made`() async throws {
        let id = try #require(EntryID("F3"))
        let tool = StubTool { _ in ToolOutput("seen", artifacts: [.entry(id), .file("a.txt")]) }
        let output = try await call(tool, .record)
        let broken = StubTool { _ in throw AgentError(.tool, "called again") }
        #expect(try await call(broken, .resume) == output)
        #expect(try await call(broken, .replay) == output)
        await #expect(throws: AgentError.self) { try await call(broken, .resume, ["other": 1]) }
    }

    private struct Outage: Error, CustomStringConvertible { let description = "the network is down" }

    @Test(arguments: [true, false])
    func `a failure is told in the same words, and tried again if it is none of the tool's own`(
        isFact: Bool
    ) async throws {
        let failing = StubTool { _ in
            if isFact { throw AgentError(.tool, "HTTP 404") }
            throw Outage()
        }
        let words = isFact ? "HTTP 404" : "the network is down"
        for mode in [Journal.Mode.record, .replay] {
            let error = await #expect(throws: (any Error).self) { try await call(failing, mode) }
            #expect("\(try #require(error))" == words)
        }
        let working = StubTool { _ in ToolOutput("works") }
        if isFact {
            await #expect(throws: AgentError.self) { try await call(working, .resume) }
        } else {
            #expect(try await call(working, .resume).text == "works")
        }
    }

    @Test func `fetches and searches are told apart in the journal`() async throws {
        for name in ["fetch_url", "search_web", "look"] { _ = try await call(StubTool(name: name), .resume) }
        let steps = try await fixture.board.steps(of: fixture.agent, in: fixture.run.id)
        #expect(Set(steps.map(\.kind)) == [.fetch, .search, .tool])
    }

    @Test func `a person is asked once, and not at all when a run is told again`() async throws {
        let asked = Mutex(0)
        let request = AgentHooks.ToolUse(tool: "write_file", access: .write, arguments: ["path": "a"])
        for mode in [Journal.Mode.record, .resume, .replay] {
            let approve = try await fixture.journal(mode).approving(
                { _ in
                    asked.withLock { $0 += 1 }
                    return .denied("no")
                },
                for: fixture.agent
            )
            #expect(await approve(request) == .denied("no"))
        }
        #expect(asked.withLock { $0 } == 1)
    }

    @Test func `what the rules allow is not recorded, as the call itself is`() async throws {
        let request = AgentHooks.ToolUse(tool: "look", access: .write, arguments: ["of": 1])
        func decide(
            _ mode: Journal.Mode,
            _ decision: AgentHooks.Approval
        ) async throws -> (AgentHooks.Approval, wasAsked: Bool) {
            let asked = Mutex(false)
            let approve = try await fixture.journal(mode).approving(
                { _ in
                    asked.withLock { $0 = true }
                    return decision
                },
                for: fixture.agent
            )
            return (await approve(request), asked.withLock { $0 })
        }
        #expect(try await decide(.record, .approved) == (.approved, true))
        #expect(try await fixture.board.steps(of: fixture.agent, in: fixture.run.id).isEmpty)
        // Not done yet when the run was interrupted: the rules of today decide.
        #expect(try await decide(.resume, .denied("no")) == (.denied("no"), true))
        #expect(try await decide(.replay, .approved) == (.denied("no"), false))
    }

    @Test func `a call that is recorded was allowed`() async throws {
        _ = try await call(StubTool { _ in ToolOutput("works") }, .record, ["of": 1])
        let request = AgentHooks.ToolUse(tool: "look", access: .write, arguments: ["of": 1])
        for mode in [Journal.Mode.resume, .replay] {
            let approve = try await fixture.journal(mode).approving({ _ in .denied("no") }, for: fixture.agent)
            #expect(await approve(request) == .approved)
        }
        let other = AgentHooks.ToolUse(tool: "look", access: .write, arguments: ["of": 2])
        let approve = try await fixture.journal(.resume).approving({ _ in .denied("no") }, for: fixture.agent)
        #expect(await approve(other) == .denied("no"))
    }

    @Test func `what a person allows is asked once`() async throws {
        let asked = Mutex(0)
        let request = AgentHooks.ToolUse(tool: "look", access: .write, arguments: ["of": 1])
        for mode in [Journal.Mode.record, .resume, .replay] {
            let approve = try await fixture.journal(mode).approving(
                { _ in
                    asked.withLock { $0 += 1 }
                    return .approvedByPerson
                },
                for: fixture.agent
            )
            #expect(await approve(request) != .denied("no"))
        }
        #expect(asked.withLock { $0 } == 1)
    }

    @Test func `times and identifiers come again in their order`() async throws {
        let counter = Mutex(0)
        let clock = WallClock {
            Timestamp(
                milliseconds: Int64(
                    counter.withLock {
                        $0 += 1; return $0
                    }
                )
            )
        }
        func facts(_ mode: Journal.Mode) async throws -> [String] {
            let journal = try await fixture.journal(mode)
            var facts: [String] = []
            for _ in 0..<3 {
                facts.append("\(try await journal.now(clock, for: fixture.agent))")
                facts.append(try await journal.identifier(for: fixture.agent) { await fixture.board.newRun() })
            }
            return facts
        }
        let first = try await facts(.record)
        #expect(Set(first).count == 6)
        #expect(try await facts(.replay) == first)
    }
}
