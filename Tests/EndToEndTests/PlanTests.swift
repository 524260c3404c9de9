import Core
import TestSupport
import Testing

/// The plan of a report, before it is carried out.
@Suite struct PlanTests {
    @Test func `a plan is shown, and carried out later without being made again`() throws {
        let (slate, models) = (try Velm.program(), try ResearchServer())
        let shown = try slate.run(Velm.report + models.options + ["--plan-only"])
        #expect(shown.status == 0 && models.bodies.count == 1, "\(shown)")
        for topic in Velm.topics { #expect(shown.output.contains(topic.question)) }
        let run = try JSON(parsing: try slate.run(["runs", "list", "--json"]).output)["runs"]?.array?.first
        let told = try slate.run(["replay", run?["id"]?.string ?? ""])
        #expect(told.status == 1 && told.errors.contains("wrote nothing to tell again"), "\(told)")
        #expect(shown.errors.contains("'slate resume ") && !FileSystem.exists(slate.folder.path.appending("r.md")))
        let outcome = try slate.run(["resume"])
        #expect(outcome.status == 0 && models.bodies.count == Velm.calls, "\(outcome)")
        #expect(try slate.read("r.md").contains("stop_reason: completed"))
    }

    @Test func `a plan that a person has changed on the board is the one that is carried out`() throws {
        let (slate, models) = (try Velm.program(), try ResearchServer())
        let shown = try slate.run(Velm.report + models.options + ["--plan-only", "--json"])
        #expect(try JSON(parsing: shown.output)["plan"]?.string?.contains("1. ") == true, "\(shown)")
        try slate.folder.write("editor.sh", "sed -i '/^[234][.] /d' \"$1\"\n")
        let edit = try slate.run(["board", "edit", "T1"], environment: ["EDITOR": "/bin/sh editor.sh"])
        #expect(edit.status == 0, "\(edit)")
        #expect(try slate.run(["resume"]).status == 0)
        let text = try slate.read("r.md")
        #expect(text.contains(Velm.topics[0].words.dropLast()) && !text.contains(Velm.topics[1].question), "\(text)")
    }

    @Test func `a plan is edited before it is carried out where a person is there`() throws {
        let (slate, models) = (try Velm.program(), try ResearchServer())
        try slate.folder.write("editor.sh", "sed -i '/^[234][.] /d' \"$1\"\n")
        let words = (Velm.report + models.options + ["--edit-plan"]).map { "'\($0)'" }.joined(separator: " ")
        let command = "cd \"$HOME\" && exec '\(SlateProgram.executable)' \(words)"
        let variables = ["EDITOR": "/bin/sh editor.sh"]
        let terminal = try PseudoTerminal(slate, ["-c", command], variables: variables, program: "/bin/sh")
        #expect(terminal.waitFor("citations found", seconds: 40), "\(terminal.screen)")
        #expect(terminal.exitStatus() == 0, "\(terminal.screen)")
        let text = try slate.read("r.md")
        #expect(text.contains(Velm.topics[0].words.dropLast()) && !text.contains(Velm.topics[1].question), "\(text)")
        #expect(!models.bodies.contains { $0.contains(Velm.topics[1].question) })
    }

    @Test func `a plan needs a model, and editing it a terminal`() throws {
        let slate = try Velm.program()
        #expect(try slate.run(Velm.report + ["--plan-only"]).status == 4)
        #expect(try slate.run(Velm.report + ["--edit-plan"]).status == 2)
    }
}
