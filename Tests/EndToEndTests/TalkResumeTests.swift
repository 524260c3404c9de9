import Core
import FoundationEssentials
import Glibc
import Synchronization
import TestSupport
import Testing

/// Questions that are begun in one place and taken up in another: what was paid for is not asked again, and what was said
/// is not lost.
@Suite(.serialized) struct TalkResumeTests {
    /// How a run is taken up.
    enum Place: CaseIterable {
        case pipe
        case conversation
    }

    private let slate: SlateProgram

    init() throws {
        slate = try SlateProgram()
        try slate.folder.write("home/config.yaml", "calls:\n  attempts: 1\n")
    }

    /// A model that looks twice and then says something, once it is let.
    private static func models(_ isOpen: Flag) throws -> AgentServer {
        let answer: @Sendable (AgentServer.Request) -> AgentServer.Reply = { request in
            if request.results < 2 { return .call("board_search", ["query": .string("dam \(request.results)")]) }
            return isOpen.value.load(ordering: .relaxed) ? .text("It was seven.") : .hang("I look at it")
        }
        return try AgentServer(parent: answer, worker: answer)
    }

    private func start(_ options: [String]) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(slate, options, columns: 100)
        #expect(terminal.waitFor("slate> "))
        return terminal
    }

    private func leave(_ terminal: PseudoTerminal) {
        terminal.type("\u{4}")
        #expect(terminal.exitStatus() == 0)
    }

    /// Asks, and breaks the answer off in its midst.
    private func interrupted(_ models: AgentServer, steering: String? = nil) throws -> PseudoTerminal {
        let terminal = try start(models.options)
        terminal.type("What did it cost?\n")
        #expect(terminal.waitFor("I look"))
        if let steering {
            terminal.type("/steer A0 \(steering)\n")
            #expect(terminal.waitFor("A0 reads it"))
        }
        terminal.type("\u{3}")
        return terminal
    }

    private func takeUp(_ place: Place, _ terminal: PseudoTerminal) throws {
        switch place {
        case .conversation:
            terminal.type("/continue\n")
            #expect(terminal.waitFor("seven.") && terminal.waitFor("slate> "))
            leave(terminal)
        case .pipe:
            leave(terminal)
            let outcome = try slate.run(["resume"])
            #expect(outcome.status == 0 && outcome.output.contains("It was seven."), "\(outcome)")
        }
    }

    private func bodies(_ models: AgentServer) -> [String] {
        models.server.counts.requests.map { String(decoding: $0.body, as: UTF8.self) }
    }

    @Test(arguments: Place.allCases)
    func `a question of a conversation is taken up anywhere, and nothing that was answered is asked again`(
        place: Place
    ) throws {
        let isOpen = Flag()
        let models = try Self.models(isOpen)
        let terminal = try interrupted(models)
        #expect(terminal.waitFor("/continue") && terminal.waitFor("slate> "))
        let before = bodies(models)
        #expect(before.count == 3 && before.allSatisfy { $0.contains("ask_user") })
        isOpen.value.store(true, ordering: .relaxed)
        try takeUp(place, terminal)
        // Only the answer that did not come is asked for again, in the same words.
        #expect(bodies(models) == before + before.suffix(1))
    }

    @Test func `a task that was begun in a pipe is gone on with in a conversation, and nothing is asked again`()
        async throws
    {
        let isOpen = Flag()
        let pid = slate.folder.path.appending("pid")
        let answer: @Sendable (AgentServer.Request) -> AgentServer.Reply = { request in
            if request.results < 2 { return .call("board_search", ["query": .string("dam \(request.results)")]) }
            if isOpen.value.load(ordering: .relaxed) { return .text("It was seven.") }
            // Without the number nothing is killed, which the test finds out.
            let number = (try? FileSystem.read(pid, limit: 100)).map { String(decoding: $0, as: UTF8.self) }
            if let number = number.flatMap({ Int32($0.filter(\.isNumber)) }) { kill(number, SIGINT) }
            return .hang("I look at it")
        }
        let models = try AgentServer(parent: answer, worker: answer)
        let begun = try await slate.runNoting("pid", ["agent"] + models.options + ["What did it cost?"])
        #expect(begun.status == 130, "\(begun)")
        let before = bodies(models)
        #expect(before.count == 3 && before.allSatisfy { !$0.contains("ask_user") })
        isOpen.value.store(true, ordering: .relaxed)
        try takeUp(.conversation, try start(models.options))
        #expect(bodies(models) == before + before.suffix(1))
    }

    @Test func `a question of an agent that nobody has answered is told to be so where nobody is there`() throws {
        let answer: @Sendable (AgentServer.Request) -> AgentServer.Reply = { request in
            request.results == 0 ? .call("ask_user", ["question": "Which dam?"]) : .text("It was seven.")
        }
        let models = try AgentServer(parent: answer, worker: answer)
        let terminal = try start(models.options)
        terminal.type("What did it cost?\n")
        #expect(terminal.waitFor("Which dam?"))
        terminal.type("\u{3}")
        #expect(terminal.waitFor("/continue") && terminal.waitFor("slate> "))
        try takeUp(.pipe, terminal)
        #expect(bodies(models).count == 2 && bodies(models).last?.contains("Nobody is there to answer") == true)
    }

    @Test(arguments: Place.allCases)
    func `what was said to an agent that was called off before it read it reaches it when it goes on`(
        place: Place
    ) throws {
        let isOpen = Flag()
        let models = try Self.models(isOpen)
        let terminal = try interrupted(models, steering: "Mind the costs.")
        #expect(terminal.waitFor("/continue goes on with it"))
        #expect(terminal.waitFor("A0 has not read this, and will if it goes on: Mind the costs."))
        #expect(terminal.waitFor("slate> "))
        let before = bodies(models)
        isOpen.value.store(true, ordering: .relaxed)
        try takeUp(place, terminal)
        let after = bodies(models).dropFirst(before.count)
        #expect(after.count == 1 && before.allSatisfy { !$0.contains("Mind the costs.") })
        #expect(after.first?.components(separatedBy: "Mind the costs.").count == 2)
    }

    @Test func `what was said is read once, however often a run is taken up, and is there after its window was closed`()
        throws
    {
        let isOpen = Flag()
        let models = try Self.models(isOpen)
        let closed = try start(models.options)
        closed.type("What did it cost?\n")
        #expect(closed.waitFor("I look"))
        closed.type("/steer A0 Mind the costs.\n")
        #expect(closed.waitFor("A0 reads it"))
        let messages = try FileSystem.names(in: slate.home.appending("runs")).map { "home/runs/\($0)/messages.jsonl" }
        #expect(waitUntil(seconds: 20) { (try? slate.read(messages[0]).contains("costs.")) ?? false })
        closed.hangUp()
        #expect(waitUntil(seconds: 20) { (try? slate.run(["runs", "list"]).output.contains("interrupted")) ?? false })
        let second = try start(models.options)
        second.type("/continue\n")
        #expect(second.waitFor("A0 has read: Mind the costs.") && second.waitFor("I look"))
        second.type("/steer A0 And the birds.\n")
        #expect(second.waitFor("A0 reads it"))
        second.type("\u{3}")
        #expect(second.waitFor("and will if it goes on: And the birds.") && second.waitFor("slate> "))
        isOpen.value.store(true, ordering: .relaxed)
        try takeUp(.pipe, second)
        let last = try #require(bodies(models).last)
        let costs = try #require(last.firstRange(of: "Mind the costs."))
        let birds = try #require(last.firstRange(of: "And the birds."))
        #expect(costs.lowerBound < birds.lowerBound && bodies(models).count == 5)
        for text in ["Mind the costs.", "And the birds."] {
            #expect(last.components(separatedBy: text).count == 2, "\(text)")
        }
    }

    @Test func `what comes too late for an answer is told with its words`() throws {
        let isOpen = Flag()
        let answer: @Sendable (AgentServer.Request) -> AgentServer.Reply = { _ in
            for _ in 0..<4_000 where !isOpen.value.load(ordering: .relaxed) { usleep(5_000) }
            return .text("It was seven.")
        }
        let models = try AgentServer(parent: answer, worker: answer)
        let terminal = try start(models.options)
        terminal.type("What did it cost?\n")
        #expect(terminal.waitFor("A0 orchestrator"))
        terminal.type("/steer A0 Mind the costs.\n")
        #expect(terminal.waitFor("A0 reads it"))
        isOpen.value.store(true, ordering: .relaxed)
        #expect(terminal.waitFor("seven."))
        #expect(
            terminal.waitFor("A0 was done before it could read this: Mind the costs.") && terminal.waitFor("slate> ")
        )
        leave(terminal)
    }
}

/// What a test and its server share.
private final class Flag: Sendable {
    let value = Atomic(false)
}
