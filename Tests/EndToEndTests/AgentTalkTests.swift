import Core
import FoundationEssentials
import Glibc
import Synchronization
import TestSupport
import Testing

/// The conversation with agents that have models.
@Suite(.serialized) struct AgentTalkTests {
    private let slate: SlateProgram

    init() throws {
        slate = try SlateProgram()
        try slate.folder.write("velm.md", "# Velm\n\nThe dam cost 7 million euros in 1984.\n")
        _ = try slate.run(["ask", "What did the dam cost?", "--source", "velm.md"])
    }

    /// A server of one agent that hands nothing out.
    private func single(_ reply: @escaping @Sendable (AgentServer.Request) -> AgentServer.Reply) throws -> AgentServer {
        try slate.folder.write("home/config.yaml", "delegation:\n  max_spawn_depth: 0\ncalls:\n  attempts: 1\n")
        return try AgentServer([], worker: reply)
    }

    private func start(_ arguments: [String], columns: UInt16 = 100) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(slate, arguments, columns: columns)
        #expect(terminal.waitFor("slate> "))
        return terminal
    }

    private func leave(_ terminal: PseudoTerminal) {
        terminal.type("\u{4}")
        #expect(terminal.exitStatus() == 0)
    }

    /// Keeps a model from answering, without taking the processor from who is tested.
    private static func hold(until flag: borrowing Atomic<Bool>) {
        for _ in 0..<4_000 where !flag.load(ordering: .relaxed) { usleep(5_000) }
    }

    private static func goals(_ count: Int) -> [JSON] { (1...count).map { ["goal": .string("Goal \($0).")] } }

    @Test func `a question is answered by an agent, and the next one knows of it`() throws {
        let models = try single { _ in .text("It cost **7 million** [F1]. It leaks [F99].") }
        let input = "What did it cost?\nAnd who paid? @F1 @file:velm.md\n/why F1\n/cost\n"
        let outcome = try slate.run(models.options, input: input)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.output.contains("[F1] “The dam cost 7 million euros in 1984.” Velm (S1)"))
        #expect(outcome.output.contains("[F99] is not on the board"))
        #expect(
            outcome.output.contains("finding: F1, supported") && outcome.output.contains("2 calls, 200 tokens read")
        )
        #expect(outcome.errors.contains("the answer cites F99, which the board does not have"))
        let requests = models.server.counts.requests.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(requests.count == 2 && !requests[0].contains("Person:"))
        for text in ["Person: What did it cost?", "Answer: It cost **7 million** [F1]", "And who paid?", "attached"] {
            #expect(requests.last?.contains(text) == true, "\(text)")
        }
        let later = try slate.run(models.options + ["-c"], input: "So?\n")
        #expect(later.status == 0, "\(later)")
        #expect(
            models.server.counts.requests.last.map { String(decoding: $0.body, as: UTF8.self) }?
                .contains("And who paid?") == true
        )
    }

    @Test func `an answer is rendered as it comes`() throws {
        let models = try single { _ in .hang("# The dam\n\nIt cost **7 million** euros") }
        let terminal = try start(models.options)
        terminal.type("What did it cost?\n")
        #expect(terminal.waitFor("The dam") && terminal.waitFor("It cost"))
        #expect(terminal.waitFor("Ctrl-C stops"))
        terminal.type("\u{3}")
        #expect(terminal.waitFor("slate resume ") && terminal.waitFor("interrupted") && terminal.waitFor("slate> "))
        #expect(!terminal.screen.contains("**"))
        terminal.type("/sessions\n")
        #expect(terminal.waitFor("2 messages"))
        leave(terminal)
    }

    @Test func `Ctrl-C ends the work also when it takes keys away that were seen and not read`() throws {
        let models = try single { _ in .hang("I look at it.\n\n") }
        let lost = LostInput(slate)
        let terminal = try PseudoTerminal(slate, models.options, variables: lost.environment)
        #expect(terminal.waitFor("slate> "))
        terminal.type("What did it cost?\n")
        #expect(terminal.waitFor("Ctrl-C stops"))
        #expect(try lost.type("next ", on: terminal))
        terminal.type("\u{3}")
        #expect(terminal.waitFor("interrupted") && terminal.waitFor("slate> "))
        leave(terminal)
    }

    @Test func `what the terminal would obey is taken out of an answer`() throws {
        let models = try single { _ in .text("Safe\u{1B}]0;title\u{7} and \u{1B}[2Jsound.") }
        let terminal = try start(models.options)
        terminal.type("What did it cost?\n")
        #expect(terminal.waitFor("sound.") && terminal.waitFor("slate> "))
        #expect(!terminal.screen.contains("\u{1B}]0;") && !terminal.screen.contains("\u{1B}[2J"))
        leave(terminal)
    }

    @Test func `agents are listed, steered and stopped while they work`() throws {
        let go = Atomic(false)
        let models = try AgentServer(Self.goals(2)) { request in
            if request.body.contains("Goal 1.") { return .hang("I look.") }
            Self.hold(until: go)
            return .text("Done.")
        }
        let terminal = try start(models.options)
        terminal.type("Measure all.\n")
        #expect(terminal.waitFor("A2 agent") && terminal.waitFor("works"))
        terminal.type("/agents\n/steer A0 Mind the costs.\n/steer A7 Hello.\n/steer A1\n")
        #expect(terminal.waitFor("A0 reads it") && terminal.waitFor("there is no A7") && terminal.waitFor("say whom"))
        terminal.type("/budget\n/stop A1\n")
        #expect(terminal.waitFor("A1 is told to end") && terminal.waitFor("next: /budget"))
        go.store(true, ordering: .relaxed)
        #expect(terminal.waitFor("Told:") && terminal.waitFor("Nothing limits") && terminal.waitFor("slate> "))
        let requests = models.server.counts.requests.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(requests.count { $0.contains("Mind the costs.") } == 1)
        #expect(requests.last?.contains("Mind the costs.") == true && requests.last?.contains("cancelled") == true)
        terminal.type("/agents\n/stop\n")
        #expect(terminal.waitFor("cancelled: interrupted") && terminal.waitFor("no agent is at work"))
        leave(terminal)
    }

    @Test func `paused, no agent begins until they are let go`() throws {
        let asked = Atomic(0)
        let go = Atomic(false)
        let models = try AgentServer(Self.goals(2)) { _ in
            asked.add(1, ordering: .relaxed)
            Self.hold(until: go)
            return .text("Done.")
        }
        let terminal = try start(models.options + ["--concurrency", "1"])
        terminal.type("Measure all.\n")
        #expect(waitUntil(seconds: 20) { asked.load(ordering: .relaxed) == 1 })
        terminal.type("/pause\n")
        #expect(terminal.waitFor("no new agent begins"))
        go.store(true, ordering: .relaxed)
        #expect(terminal.waitFor("completed") && asked.load(ordering: .relaxed) == 1)
        terminal.type("/resume-agents\n")
        #expect(terminal.waitFor("Told:") && terminal.waitFor("slate> ") && asked.load(ordering: .relaxed) == 2)
        leave(terminal)
    }

    @Test func `stopping all is as Ctrl-C`() throws {
        let models = try AgentServer(Self.goals(2)) { _ in .hang("I look.") }
        let terminal = try start(models.options)
        terminal.type("Measure all.\n")
        #expect(terminal.waitFor("A2 agent"))
        terminal.type("/stop\n")
        #expect(terminal.waitFor("slate resume ") && terminal.waitFor("slate> "))
        leave(terminal)
    }

    @Test func `an agent asks for consent below its work`() throws {
        let models = try single { request in
            request.results > 0 ? .text("Written.") : .call("write_file", ["path": "a.md", "text": "Seven."])
        }
        let terminal = try start(models.options)
        terminal.type("Write it down.\n")
        #expect(terminal.waitFor("wants to use write_file") && terminal.waitFor("answer: "))
        #expect(!FileSystem.exists(slate.folder.path.appending("a.md")))
        terminal.type("y\n")
        #expect(terminal.waitFor("Written.") && terminal.waitFor("slate> "))
        #expect(try slate.read("a.md") == "Seven.")
        leave(terminal)
    }

    @Test func `model, role and budget are chosen within the conversation`() throws {
        let models = try single { _ in .text("Seven.") }
        let input = """
            /model extractive
            What did the dam cost?
            /model other
            /role researcher
            /role nobody
            /budget 200k
            /budget $2.5
            /budget much
            /budget 0
            /steer A0 Hello.
            /budget none
            What did the dam cost?
            /compress
            """
        let outcome = try slate.run(models.options, input: input)
        for text in [
            "No model", "“The dam cost 7 million", "other answers", "The researcher answers", "200000 tokens.",
            "and $2.5000", "Nothing limits", "Seven.", "4 messages",
        ] { #expect(outcome.output.contains(text), "\(text): \(outcome)") }
        for text in ["no role 'nobody'", "much is no budget", "0 is no budget", "no agent is at work"] {
            #expect(outcome.errors.contains(text), "\(text)")
        }
        let requests = models.server.counts.requests.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(requests.count == 1 && requests[0].contains("\"other\""))
    }

    @Test func `a model of no known provider is refused at once, and the one before answers`() throws {
        let input = """
            /model nosuch/zz
            /model opnai/gpt-x
            /model zz
            /model /zz
            /model ollama/
            /model ollama/llama
            /model nosuch/zz
            /model
            """
        let outcome = try slate.run([], input: input)
        for text in [
            "there is no provider nosuch; ", "there is no provider opnai (did you mean openai?)",
            "nothing tells who serves the model zz",
            "nothing tells who serves the model /zz", "no model of ollama is named", "there is no model, as before",
            "ollama/llama answers as before",
        ] { #expect(outcome.errors.contains(text), "\(text): \(outcome)") }
        #expect(outcome.output.components(separatedBy: "ollama/llama answers.").count == 3, "\(outcome)")
        #expect(!outcome.output.contains("nosuch") && !outcome.output.contains("zz answers"), "\(outcome)")
    }

    @Test func `any name is a model of a server that is given by its address`() throws {
        let models = try single { _ in .text("Seven.") }
        let outcome = try slate.run(models.options, input: "/model nosuch/zz\nWhat did the dam cost?\n")
        #expect(outcome.output.contains("nosuch/zz answers.") && outcome.output.contains("Seven."), "\(outcome)")
    }

    @Test func `a compressed conversation reaches the model as a digest`() throws {
        let models = try single { _ in
            .text("The dam cost seven million. " + String(repeating: "It is old. ", count: 900))
        }
        let outcome = try slate.run(models.options, input: "Cost?\n/compress\nAnd who paid?\n")
        #expect(outcome.status == 0 && outcome.output.contains("2 messages"), "\(outcome.errors)")
        let last = models.server.counts.requests.last.map { String(decoding: $0.body, as: UTF8.self) } ?? ""
        #expect(last.contains("In short, it began with:") && last.contains("seven million"))
        #expect(last.components(separatedBy: "It is old.").count < 100)
    }

    @Test func `a failure is told, and does not end the conversation`() throws {
        let models = try single { _ in .status(401, "{}") }
        let outcome = try slate.run(models.options, input: "What did it cost?\n/cost\n")
        #expect(outcome.status == 4 && outcome.errors.contains("there is no answer"), "\(outcome)")
        #expect(outcome.output.contains("in this conversation"))
    }

    @Test func `a question that was stopped is taken up with what was steered into it`() throws {
        let isOpen = Atomic(false)
        let models = try AgentServer(Self.goals(1)) { request in
            Self.hold(until: isOpen)
            return .text("Done.")
        }
        let terminal = try start(models.options)
        terminal.type("Measure all.\n")
        #expect(terminal.waitFor("A1 agent"))
        terminal.type("/steer A1 Use metres.\n/steer A0 Mind the costs.\n")
        #expect(terminal.waitFor("A1 reads it") && terminal.waitFor("A0 reads it"))
        terminal.type("\u{3}")
        #expect(terminal.waitFor("slate resume ") && terminal.waitFor("slate> "))
        isOpen.store(true, ordering: .relaxed)
        leave(terminal)
        let resumed = try slate.run(["resume"])
        #expect(resumed.status == 0 && resumed.output.contains("Told: "), "\(resumed)")
        let requests = models.server.counts.requests.map { String(decoding: $0.body, as: UTF8.self) }
        // The parent's first request, that of the worker before the interruption and after it, and the parent's last.
        #expect(requests.count == 4 && requests[2].contains("Use metres.") && requests[3].contains("Mind the costs."))
    }
}
