import Core
import FoundationEssentials
import Glibc
import Synchronization
import TestSupport
import Testing

/// Ctrl-Z, windows that change their size, and windows that are closed, while something is done and while nothing is.
@Suite(.serialized) struct SuspensionTests {
    private let slate: SlateProgram

    init() throws {
        slate = try SlateProgram()
        try slate.folder.write("home/config.yaml", "delegation:\n  max_spawn_depth: 0\ncalls:\n  attempts: 1\n")
    }

    /// A shell with job control, in which the program is started.
    private func shell(_ options: [String] = [], columns: UInt16 = 100) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(
            slate,
            ["--norc", "--noprofile", "-i"],
            columns: columns,
            variables: ["PS1": "shell$ "],
            program: "/bin/bash"
        )
        #expect(terminal.waitFor("shell$ "))
        terminal.type(([SlateProgram.executable.string] + options).joined(separator: " ") + "\n")
        #expect(terminal.waitFor("slate> "))
        return terminal
    }

    private func leave(_ terminal: PseudoTerminal) {
        terminal.type("\u{15}\u{4}")
        #expect(terminal.waitFor("shell$ "))
        terminal.type("exit\n")
        #expect(terminal.exitStatus() == 0)
    }

    @Test func `a line that is being typed is there again after Ctrl-Z`() throws {
        let terminal = try shell()
        terminal.type("/help qu")
        #expect(terminal.waitFor("/help qu"))
        terminal.type("\u{1A}")
        #expect(terminal.waitFor("Stopped") && terminal.waitFor("shell$ "))
        // The shell's own keys work: it got the terminal back as it was.
        terminal.type("echo a\u{7F}b\n")
        #expect(terminal.waitFor("\rb\r\n"))
        terminal.type("fg\n")
        #expect(terminal.waitFor("slate> ") && terminal.waitFor("/help qu"))
        terminal.type("it\n")
        #expect(terminal.waitFor("so does Ctrl-D") && terminal.waitFor("slate> "))
        leave(terminal)
    }

    @Test func `work that is stopped by Ctrl-Z goes on with its keys, and its status comes back once`() throws {
        let go = Atomic(false)
        let models = try AgentServer([]) { _ in
            for _ in 0..<4_000 where !go.load(ordering: .relaxed) { usleep(5_000) }
            return .text("It is done.")
        }
        let terminal = try shell(models.options)
        terminal.type("Do it.\n")
        #expect(terminal.waitFor("Ctrl-C stops"))
        terminal.type("\u{1A}")
        #expect(terminal.waitFor("Stopped") && terminal.waitFor("shell$ "))
        terminal.type("fg\n")
        #expect(terminal.waitFor("Ctrl-C stops"))
        terminal.type("/help quit\n")
        #expect(terminal.waitFor("next: /help quit"))
        go.store(true, ordering: .relaxed)
        #expect(
            terminal.waitFor("done.") && terminal.waitFor("so does Ctrl-D") && terminal.waitFor("slate> "),
            "\(terminal.screen.debugDescription)"
        )
        leave(terminal)
    }

    @Test func `where nobody could have it go on, Ctrl-Z does not stop it`() throws {
        // Alone on its terminal, as a window that runs nothing but it.
        let terminal = try PseudoTerminal(slate)
        #expect(terminal.waitFor("slate> "))
        terminal.type("/help qu")
        #expect(terminal.waitFor("/help qu"))
        terminal.type("\u{1A}")
        #expect(terminal.waitFor("slate> ") && terminal.waitFor("/help qu"))
        terminal.type("it\n")
        #expect(terminal.waitFor("so does Ctrl-D") && terminal.waitFor("slate> "))
        terminal.type("\u{4}")
        #expect(terminal.exitStatus() == 0)
    }

    @Test func `a window that is closed in the middle of an answer loses nothing, and the run is taken up`() throws {
        let isOpen = Atomic(false)
        let models = try AgentServer([["goal": "Goal 1."]]) { request in
            request.body.contains("Goal 1.") && !isOpen.load(ordering: .relaxed)
                ? .hang("I look") : .text("It was seven.")
        }
        try slate.folder.write("home/config.yaml", "calls:\n  attempts: 1\n")
        let terminal = try PseudoTerminal(slate, models.options, columns: 100)
        #expect(terminal.waitFor("slate> "))
        terminal.type("/title Kept\n")
        #expect(terminal.waitFor("slate> "))
        terminal.type("What did it cost?\n")
        #expect(terminal.waitFor("A1 agent") && terminal.waitFor("works"))
        terminal.hangUp()
        #expect(waitUntil(seconds: 20) { (try? slate.run(["runs", "list"]).output.contains("interrupted")) ?? false })
        #expect(try slate.run(["board", "check"]).status == 0)
        isOpen.store(true, ordering: .relaxed)
        let before = models.server.counts.requests.count
        let resumed = try PseudoTerminal(slate, ["resume"], columns: 200)
        #expect(resumed.waitFor("seven.") && resumed.exitStatus() == 0)
        // What the parent had decided is not asked again.
        #expect(Self.lastWords(models, after: before) == ["# Task\n\nGoal 1.", "Told"])
    }

    /// What models were asked from some request on, in short.
    private static func lastWords(_ models: AgentServer, after count: Int) -> [String] {
        models.server.counts.requests.dropFirst(count).map { request in
            // A request that cannot be read shows as such.
            let json = try? JSON(parsing: String(decoding: request.body, as: UTF8.self))
            let last = json?["messages"]?.array?.last
            return last?["role"]?.string == "tool" ? "Told" : last?["content"]?.string ?? "unreadable"
        }
    }

    @Test func `an answer that was called off goes on in the conversation, and is not asked again from the start`()
        throws
    {
        let isOpen = Atomic(false)
        let models = try AgentServer([["goal": "Goal 1."]]) { _ in
            isOpen.load(ordering: .relaxed) ? .text("It was seven.") : .hang("I look")
        }
        try slate.folder.write("home/config.yaml", "calls:\n  attempts: 1\n")
        let terminal = try PseudoTerminal(slate, models.options, columns: 100)
        #expect(terminal.waitFor("slate> "))
        terminal.type("What did it cost?\n")
        #expect(terminal.waitFor("A1 agent") && terminal.waitFor("works"))
        terminal.type("\u{3}")
        #expect(terminal.waitFor("/continue") && terminal.waitFor("slate> "))
        isOpen.store(true, ordering: .relaxed)
        let before = models.server.counts.requests.count
        terminal.type("/continue\n")
        #expect(terminal.waitFor("Told:") && terminal.waitFor("slate> "))
        #expect(Self.lastWords(models, after: before) == ["# Task\n\nGoal 1.", "Told"])
        terminal.type("/continue\n/sessions\n")
        #expect(terminal.waitFor("no question was left unfinished") && terminal.waitFor("2 messages"))
        #expect(terminal.waitFor("slate> "))
        terminal.type("\u{4}")
        #expect(terminal.exitStatus() == 0)
        let run = try slate.run(["runs", "list"]).output
        #expect(run.components(separatedBy: "What did it cost?").count == 2 && run.contains("  done  "))
    }
}
