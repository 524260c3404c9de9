import Core
import Glibc
import Synchronization
import TestSupport
import Testing

/// `slate agent` on a terminal, where a person can be asked.
@Suite struct AgentTerminalTests {
    private static let question = "Allow it? [y]es, [n]o, [a]lways: "

    /// A model that writes two files, one after the other, then ends.
    private static func writer() throws -> AgentServer {
        try AgentServer([]) { request in
            if request.results == 2 { return .text("Both were tried.") }
            return .call("write_file", ["path": .string("\(request.results).md"), "text": "Words."])
        }
    }

    private static func command(_ models: AgentServer, _ more: [String] = []) -> [String] {
        ["agent", "--toolsets", "files"] + more + models.options + ["Write."]
    }

    @Test(arguments: [
        (["y", "n"], [true, false], 2), (["n", "y"], [false, true], 2), (["a"], [true, true], 2),
        (["", "perhaps"], [false, false], 2),
    ])
    func `a person is asked before a file is written`(answers: [String], written: [Bool], decisions: Int) throws {
        let slate = try SlateProgram()
        let models = try Self.writer()
        let terminal = try PseudoTerminal(slate, Self.command(models))
        for answer in answers {
            #expect(terminal.waitFor(Self.question), "\(terminal.screen)")
            terminal.type(answer + "\n")
        }
        #expect(terminal.waitFor("Both were tried."), "\(terminal.screen)")
        #expect(terminal.exitStatus() == 0)
        #expect((0...1).map { FileSystem.exists(slate.folder.path.appending("\($0).md")) } == written)
        let audit = try JSON(parsing: try slate.run(["audit", "--json"]).output)["decisions"]?.array ?? []
        #expect(audit.map { $0["decision"]?.string == "approved" } == written)
        #expect(audit.allSatisfy { $0["by"]?.string == "user" })
    }

    @Test func `what was typed before the question is no answer to it`() throws {
        let slate = try SlateProgram()
        let models = try Self.writer()
        let terminal = try PseudoTerminal(slate, Self.command(models))
        #expect(terminal.waitFor(Self.question))
        terminal.type("y\ny\n")
        #expect(terminal.waitFor(Self.question))
        terminal.type("n\n")
        #expect(terminal.waitFor("Both were tried.") && terminal.exitStatus() == 0)
        #expect(!FileSystem.exists(slate.folder.path.appending("1.md")))
    }

    @Test func `Ctrl-C ends a run that asks, and nothing was written`() throws {
        let slate = try SlateProgram()
        let models = try Self.writer()
        let terminal = try PseudoTerminal(slate, Self.command(models))
        #expect(terminal.waitFor(Self.question))
        terminal.type("\u{3}")
        #expect(terminal.exitStatus() == 130, "\(terminal.screen)")
        #expect(!FileSystem.exists(slate.folder.path.appending("0.md")))
    }

    @Test func `Ctrl-C ends it also when it takes an answer away that was seen and not read`() throws {
        let slate = try SlateProgram()
        let models = try Self.writer()
        let lost = LostInput(slate)
        let terminal = try PseudoTerminal(slate, Self.command(models), variables: lost.environment)
        #expect(terminal.waitFor(Self.question))
        #expect(try lost.type("y\n", on: terminal))
        terminal.type("\u{3}")
        #expect(terminal.exitStatus() == 130, "\(terminal.screen)")
        #expect(!FileSystem.exists(slate.folder.path.appending("0.md")))
    }

    @Test func `who wants no questions is asked none`() throws {
        let slate = try SlateProgram()
        let models = try Self.writer()
        let terminal = try PseudoTerminal(slate, Self.command(models, ["--no-input"]))
        #expect(terminal.waitFor("Both were tried.") && terminal.exitStatus() == 0)
        #expect(!terminal.screen.contains("Allow it?"))
        #expect(!FileSystem.exists(slate.folder.path.appending("0.md")))
    }

    @Test(arguments: [40, 100] as [UInt16])
    func `on a terminal lines are drawn over, and none is wider than it`(columns: UInt16) throws {
        let models = try AgentServer((1...3).map { ["goal": .string("Goal \($0).")] }) { _ in .text("Done.") }
        let slate = try SlateProgram()
        let terminal = try PseudoTerminal(
            slate,
            ["agent"] + models.options + ["Measure all."],
            columns: columns
        )
        #expect(terminal.exitStatus() == 0)
        let lines = terminal.screen.split(separator: "\u{1B}[K").dropFirst().map { $0.prefix { !$0.isNewline } }
        #expect(lines.allSatisfy { $0.count < Int(columns) }, "\(terminal.screen)")
        for agent in ["A0 orchestrator", " A1 agent", " A2 agent", " A3 agent"] {
            #expect(
                lines.last { $0.hasPrefix(agent) }?.contains("completed") == true,
                "\(terminal.screen.debugDescription)"
            )
        }
        #expect(FileSystem.exists(slate.home))
    }

    @Test func `who wants it quiet sees the answer alone`() throws {
        let models = try AgentServer([]) { _ in .text("It is done.") }
        let command = ["agent", "--quiet", "--toolsets", "board"] + models.options + ["Do it."]
        let slate = try SlateProgram()
        let piped = try slate.run(command)
        #expect(piped.status == 0 && piped.output == "It is done.\n" && piped.errors.isEmpty, "\(piped)")
        let terminal = try PseudoTerminal(slate, command)
        #expect(terminal.exitStatus() == 0)
        #expect(terminal.screen == "It is done.\r\n")
        #expect(FileSystem.exists(slate.home))
    }
}
