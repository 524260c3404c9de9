import Core
import Synchronization
import TestSupport
import Testing

/// What the agent that handed out a task is told of a worker that came to no good end, through the program as it is.
@Suite struct AgentWorkerTests {
    private let slate: SlateProgram

    init() throws { slate = try SlateProgram() }

    /// Runs an agent that hands out tasks, and gives its answer with the results that it was told.
    private func run(
        _ models: AgentServer,
        options: [String] = []
    ) throws -> (outcome: SlateProgram.Outcome, json: JSON, results: [JSON]) {
        let outcome = try slate.run(["agent", "--json"] + options + models.options + ["Measure all."], seconds: 90)
        let json = try JSON(parsing: outcome.output)
        let text = (json["answer"]?.string ?? "").drop { $0 != "{" }
        let results = text.isEmpty ? [] : try JSON(parsing: String(text))["results"]?.array ?? []
        return (outcome, json, results)
    }

    private func taskStatuses() throws -> [String?] {
        let tasks = try JSON(parsing: try slate.run(["board", "list", "--kind", "task", "--json"]).output)
        return (tasks["results"]?.array ?? []).map { $0["status"]?.string }
    }

    @Test func `a worker that takes too long ends with its part, and the others go on`() throws {
        // The least time that there is.
        try slate.folder.write("home/config.yaml", "delegation: {child_timeout_seconds: 30}\n")
        let models = try AgentServer([["goal": "Slow."], ["goal": "Fast."]]) { request in
            request.body.contains("Slow.") ? .stream("on ", pieces: 200, pause: 0.25) : .text("Done.")
        }
        let (outcome, _, results) = try run(models)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(results.map { $0["exit_reason"]?.string } == ["timed_out", "finished"], "\(outcome)")
        #expect(results.map { $0["outcome"]?.string } == ["partial", "success"])
        #expect(results[0]["error"]?.string?.contains("delegation.child_timeout_seconds") == true)
        #expect(results[0]["output"]?.string?.hasPrefix("on on") == true)
        #expect(try taskStatuses().sorted { ($0 ?? "") < ($1 ?? "") } == ["done", "failed"])
        #expect(outcome.errors.contains("of its time are left"))
    }

    @Test(arguments: [(0, 1), (1, 2)])
    func `a worker that shows no sign of life is ended, and started anew as often as allowed`(
        restarts: Int,
        attempts: Int
    ) throws {
        let config = "delegation: {idle_timeout_seconds: 1, max_restarts: \(restarts)}\n"
        try slate.folder.write("home/config.yaml", config)
        let asked = Atomic(0)
        let models = try AgentServer([["goal": "Stuck."]]) { _ in
            asked.add(1, ordering: .relaxed)
            return .hang("")
        }
        let (outcome, _, results) = try run(models)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(results.map { $0["exit_reason"]?.string } == ["stale"], "\(outcome)")
        #expect(results[0]["outcome"]?.string == "failure")
        #expect(results[0]["error"]?.string?.contains("no activity") == true)
        #expect(asked.load(ordering: .relaxed) == attempts && models.server.counts.open == 0)
        #expect(try taskStatuses() == ["failed"])
    }

    @Test func `a worker whose own budget is spent tells so, and does not make its parent's answer a part`() throws {
        try slate.folder.write(
            "home/roles/poor.md",
            "---\nname: poor\ndescription: Poor.\nbudgets: {calls: 2}\n---\nBe poor.\n"
        )
        let models = try AgentServer([["goal": "Goal 1.", "role": "poor"]]) { request in
            .call("board_search", ["query": .string("turn \(request.results)")])
        }
        let (outcome, json, results) = try run(models)
        #expect(results.map { $0["exit_reason"]?.string } == ["budget_exhausted"], "\(outcome)")
        #expect(results.map { $0["outcome"]?.string } == ["failure"])
        #expect(results[0]["error"]?.string?.contains("2 calls of 2 calls") == true, "\(results)")
        #expect(outcome.status == 0 && json["exit_reason"]?.string == "finished", "\(outcome)")
    }

    @Test func `more tasks than one agent may have out are refused as a whole, in words for the model`() throws {
        try slate.folder.write("home/config.yaml", "delegation: {max_children: 2}\n")
        let models = try AgentServer((1...3).map { ["goal": .string("Goal \($0).")] }) { _ in .text("Done.") }
        let (outcome, json, _) = try run(models)
        #expect(json["answer"]?.string?.contains("3 tasks are more than the 2 of one call") == true, "\(outcome)")
        #expect(try taskStatuses().isEmpty)
    }

    @Test func `a worker's requests hold nothing of its parent's conversation`() throws {
        let task: JSON = ["goal": "CHILD-GOAL", "context": "CHILD-CONTEXT", "role": "researcher"]
        let models = try AgentServer([task]) { _ in .text("Done.") }
        let (outcome, _, _) = try run(models, options: ["--context", "PARENT-CONTEXT"])
        #expect(outcome.status == 0, "\(outcome)")
        let requests = models.server.counts.requests.map { String(decoding: $0.body, as: UTF8.self) }
        let child = try #require(requests.first { !$0.contains("PARENT-CONTEXT") })
        #expect(requests.count == 3 && child.contains("CHILD-GOAL") && child.contains("CHILD-CONTEXT"))
        #expect(child.contains("You are a researcher."))
        for text in ["Measure all.", "You are an orchestrator", "delegate_task", "remember"] {
            #expect(!child.contains(text), "\(text)")
        }
    }
}
