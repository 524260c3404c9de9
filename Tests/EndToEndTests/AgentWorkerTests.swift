import Core
import Glibc
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

    @Test(arguments: [true, false])
    func `an agent has as much time as its role says, also in the middle of an answer`(isWorker: Bool) throws {
        try slate.folder.write(
            "home/roles/hasty.md",
            "---\nname: hasty\ndescription: Hasty.\nbudgets: {seconds: 1}\n---\nBe hasty.\n"
        )
        let models = try AgentServer([["goal": "Goal 1.", "role": "hasty"]]) { _ in .hang("So far two.") }
        let (outcome, json, results) = try run(models, options: isWorker ? [] : ["--role", "hasty"])
        let told = try #require(isWorker ? results.first : json)
        #expect(told["exit_reason"]?.string == "budget_exhausted" && told["outcome"]?.string == "partial", "\(outcome)")
        #expect(told["error"]?.string?.contains("the time of 1 s is over") == true)
        #expect(told[isWorker ? "output" : "answer"]?.string == "So far two.")
        #expect(outcome.status == (isWorker ? 0 : 124))
    }

    @Test func `a fence that one worker leaves open swallows no other's result`() throws {
        let form: JSON = ["type": "object", "properties": ["tag": ["type": "string"]], "required": ["tag"]]
        let tasks: [JSON] = [["goal": "Bad."], ["goal": "Form.", "output": form], ["goal": "Good."]]
        let models = try AgentServer(tasks) { request in
            if request.body.contains("Bad.") { return .text("Error: <think>no") }
            return .text(request.body.contains("Form.") ? #"{"tag": "a <think> b"}"# : "Done.")
        }
        let (outcome, _, results) = try run(models)
        #expect(results.map { $0["exit_reason"]?.string } == ["error_answer", "finished", "finished"], "\(outcome)")
        #expect(results.last?["output"]?.string == "Done.")
    }

    @Test func `more tasks than one agent may have out are refused as a whole, in words for the model`() throws {
        try slate.folder.write("home/config.yaml", "delegation: {max_children: 2}\n")
        let models = try AgentServer((1...3).map { ["goal": .string("Goal \($0).")] }) { _ in .text("Done.") }
        let (outcome, json, _) = try run(models)
        #expect(json["answer"]?.string?.contains("3 tasks are more than the 2 of one call") == true, "\(outcome)")
        #expect(try taskStatuses().isEmpty)
    }

    @Test(arguments: [true, false])
    func `a worker gets by configuration what nobody is asked for`(isAllowed: Bool) throws {
        try slate.folder.write("home/config.yaml", "delegation: {subagent_auto_approve: \(isAllowed)}\n")
        let models = try AgentServer([["goal": "Write.", "toolsets": ["files"]]]) { request in
            request.results > 0
                ? .text("Told: \(request.told ?? "")") : .call("write_file", ["path": "a.md", "text": "x"])
        }
        let (outcome, _, results) = try run(models)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(FileSystem.exists(slate.folder.path.appending("a.md")) == isAllowed)
        #expect(results[0]["artifacts"] == (isAllowed ? ["a.md"] : []))
        #expect(results[0]["output"]?.string?.contains("subagent_auto_approve is false") == !isAllowed)
        let audit = try JSON(parsing: try slate.run(["audit", "--json"]).output)["decisions"]?.array ?? []
        #expect(audit.map { $0["decision"]?.string } == [isAllowed ? "approved" : "denied"])
        #expect(audit.map { $0["by"]?.string } == ["configuration"] && audit.map { $0["subagent"]?.bool } == [true])
    }

    @Test func `workers and roles have the models that the configuration gives them`() throws {
        let config = "delegation: {model: small}\nroles: {critic: {model: sharp}}\n"
        try slate.folder.write("home/config.yaml", config)
        let models = try AgentServer([["goal": "Goal 1."], ["goal": "Goal 2.", "role": "critic"]]) { _ in .text("Done.")
        }
        let (outcome, _, results) = try run(models)
        #expect(outcome.status == 0 && results.count == 2, "\(outcome)")
        let asked = try models.server.counts.requests.map { try JSON(parsing: $0.body)["model"]?.string ?? "" }
        #expect(asked.sorted() == ["scripted", "scripted", "sharp", "small"])
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

    // MARK: Results as they come

    /// A parent that hands out two tasks without waiting, collects, and repeats what it was told last.
    private static func collecting(
        _ seen: @escaping @Sendable (AgentServer.Request) -> Void = { _ in },
        worker: @escaping @Sendable (AgentServer.Request) -> AgentServer.Reply
    ) throws -> AgentServer {
        try AgentServer(
            parent: { request in
                seen(request)
                switch request.results {
                case 0:
                    return .call("delegate_task", ["tasks": [["goal": "Fast."], ["goal": "Slow."]], "wait": false])
                case 1, 2: return .call("collect_results", [:])
                default: return .text("Told: " + (request.told ?? ""))
                }
            },
            worker: worker
        )
    }

    @Test func `an agent that goes on is told of each result as it comes`() throws {
        let isFastTold = Atomic(false)
        let models = try Self.collecting {
            // Nothing but the fast one's result can have come by then.
            if $0.results == 2 { isFastTold.store($0.told?.contains("Seven.") == true, ordering: .relaxed) }
        } worker: { request in
            if request.body.contains("Fast.") { return .text("Seven.") }
            return waitUntil(seconds: 20) { isFastTold.load(ordering: .relaxed) } ? .text("Nine.") : .status(500, "")
        }
        let (outcome, json, results) = try run(models)
        #expect(outcome.status == 0 && json["usage"]?["calls"]?.int == 6, "\(outcome)")
        #expect(results.map { $0["output"]?.string } == ["Nine."])
        #expect(try taskStatuses() == ["done", "done"])
    }

    @Test func `a killed run goes on with the tasks that nobody waited for, and asks nothing twice`() async throws {
        let isBroken = Atomic(true)
        let asked = Mutex<[String]>([])
        let models = try Self.collecting { request in
            asked.withLock { $0.append("parent \(request.results)") }
        } worker: { request in
            let goal = request.body.contains("Fast.") ? "fast" : "slow"
            asked.withLock { $0.append(goal) }
            return goal == "slow" && isBroken.load(ordering: .relaxed) ? .hang("I look.") : .text("Done: \(goal)")
        }
        async let ended = slate.runNoting("pid", ["agent", "--json"] + models.options + ["Measure all."])
        // The fast one's result is told, and the parent waits for the other one.
        #expect(
            await eventually {
                let requests = asked.withLock { $0 }
                let events = (try? self.events()) ?? ""
                return requests.contains("parent 2") && requests.contains("slow")
                    && events.occurrences(of: "\"tool\":\"collect_results\"") == 3
            }
        )
        let pid = try #require(Int32(try slate.read("pid").filter(\.isNumber)))
        #expect(kill(pid, SIGKILL) == 0)
        #expect(try await ended.status == 137)
        isBroken.store(false, ordering: .relaxed)
        let resumed = try slate.run(["resume", "--json"])
        let json = try JSON(parsing: resumed.output)
        #expect(resumed.status == 0 && json["answer"]?.string?.contains("Done: slow") == true, "\(resumed)")
        #expect(
            asked.withLock { $0.sorted() } == ["fast", "parent 0", "parent 1", "parent 2", "parent 3", "slow", "slow"]
        )
        #expect(try taskStatuses() == ["done", "done"])
        let again = try slate.run(["replay", try #require(json["run"]?.string), "--json"])
        #expect(again.status == 0 && asked.withLock { $0.count } == 7, "\(again)")
        #expect(try JSON(parsing: again.output)["answer"] == json["answer"])
    }

    private func events() throws -> String {
        let run = try FileSystem.names(in: slate.home.appending("runs")).first ?? ""
        return try slate.read("home/runs/\(run)/events.jsonl")
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func occurrences(of text: String) -> Int { ranges(of: text).count }
}
