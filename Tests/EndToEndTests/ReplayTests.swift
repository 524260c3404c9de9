import Core
import TestSupport
import Testing

/// `slate replay` of what was made without a model.
@Suite struct ReplayTests {
    private func lastRun(_ slate: SlateProgram) throws -> String {
        let runs = try JSON(parsing: try slate.run(["runs", "list", "--json"]).output)["runs"]?.array
        return try #require(runs?.first?["id"]?.string)
    }

    @Test func `a report is told again byte for byte, and nobody's file is overwritten`() throws {
        let slate = try SlateProgram()
        try slate.folder.write("velm.md", "# Velm\n\nThe dam cost 7 million euros in 1984.\n")
        #expect(
            try slate.run(["report", "What did the dam cost?", "--source", "velm.md", "-o", "cost.md"]).status == 0
        )
        let run = try lastRun(slate)
        let again = try slate.run(["replay", run, "-o", "again"])
        #expect(again.status == 0 && again.errors.contains(" 0 not found"), "\(again)")
        for name in ["cost.md", "cost.md.evidence.json"] {
            #expect(try slate.read(name) == slate.read("again/\(name)"))
        }
        try slate.folder.write("again/cost.md", "mine")
        #expect(try slate.run(["replay", run, "-o", "again"]).status == 1)
        #expect(try slate.read("again/cost.md") == "mine")
        #expect(try slate.run(["replay", run, "-o", "again", "--force"]).status == 0)
        #expect(try slate.read("again/cost.md") == slate.read("cost.md"))
        // Telling it again is no run, and leaves that one as it was.
        #expect(try lastRun(slate) == run)
    }

    @Test func `an answer is told again as it was`() throws {
        let slate = try SlateProgram()
        try slate.folder.write("velm.md", "# Velm\n\nThe dam cost 7 million euros in 1984.\n")
        let answer = try slate.run(["ask", "What did the dam cost?", "--source", "velm.md", "--json"])
        #expect(try slate.run(["replay", try lastRun(slate), "--json"]).output == answer.output)
    }

    @Test func `what cannot be told again or taken up is said`() throws {
        let slate = try SlateProgram()
        #expect(try slate.run(["replay", "nothing"]).errors.contains("there is no run"))
        #expect(try slate.run(["resume"]).errors.contains("no run was left unfinished"))
        try slate.folder.write("velm.md", "# Velm\n\nThe dam cost 7 million euros in 1984.\n")
        #expect(try slate.run(["ask", "What did the dam cost?", "--source", "velm.md"]).status == 0)
        let done = try slate.run(["resume", try lastRun(slate)])
        #expect(done.status == 1 && done.errors.contains("is done"))
    }

    @Test func `a run that is complete but for gaps is not offered to be taken up`() throws {
        let slate = try SlateProgram()
        try slate.folder.write("velm.md", "# Velm\n\nThe dam cost 7 million euros in 1984.\n")
        let question = "What did the dam cost, and which otters returned?"
        let answer = try slate.run(["ask", question, "--source", "velm.md"])
        #expect(answer.status == 0 && !answer.errors.contains("slate resume"), "\(answer)")
        #expect(try slate.run(["runs", "list"]).output.contains("partial"))
        #expect(try slate.run(["resume"]).errors.contains("no run was left unfinished"))
    }
}
