import Core
import TestSupport
import Testing

/// A run told again without anybody to ask.
@Suite struct ModelReplayTests {
    @Test func `a report is written again byte for byte with the server gone`() throws {
        let slate = try Velm.program()
        var models: ResearchServer? = try ResearchServer()
        #expect(try slate.run(Velm.report + (models?.options ?? [])).status == 0)
        models = nil
        let runs = try JSON(parsing: try slate.run(["runs", "list", "--json"]).output)["runs"]?.array
        let run = try #require(runs?.first?["id"]?.string)
        let outcome = try slate.run(["replay", run, "-o", "again"])
        #expect(outcome.status == 0, "\(outcome)")
        for file in ["r.md", "r.md.evidence.json"] {
            #expect(try slate.read("again/\(file)") == slate.read(file))
        }
    }

    @Test func `an agent's answer is given again with the server gone`() throws {
        let slate = try SlateProgram()
        let goals: [JSON] = [["goal": "Goal 1."], ["goal": "Goal 2."]]
        var models: AgentServer? = try AgentServer(goals) {
            $0.results == 0 ? .call("board_search", ["query": "x"]) : .text("Done.")
        }
        let first = try slate.run(["agent", "--json"] + (models?.options ?? []) + ["Measure all."])
        #expect(first.status == 0, "\(first)")
        models = nil
        let json = try JSON(parsing: first.output)
        let outcome = try slate.run(["replay", json["run"]?.string ?? "", "--json"])
        #expect(outcome.status == 0, "\(outcome)")
        #expect(try JSON(parsing: outcome.output)["answer"] == json["answer"])
    }
}
