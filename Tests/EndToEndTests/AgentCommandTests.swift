import Core
import Glibc
import Synchronization
import TestSupport
import Testing

/// `slate agent`, with a server that plays the models.
@Suite struct AgentCommandTests {
    private typealias Told = (json: JSON, results: [JSON])

    private static func goals(_ count: Int) -> [JSON] { (1...count).map { ["goal": .string("Goal \($0).")] } }

    /// The answer, and the results that the parent repeats in it.
    private func told(_ outcome: SlateProgram.Outcome) throws -> Told {
        let json = try JSON(parsing: outcome.output)
        let answer = try #require(json["answer"]?.string)
        let text = String(answer.drop { $0 != "{" })
        return (json, text.isEmpty ? [] : try #require(try JSON(parsing: text)["results"]?.array))
    }

    @Test func `an agent hands out tasks, and its answer has the form of every answer`() throws {
        let slate = try SlateProgram()
        let models = try AgentServer(Self.goals(3)) { _ in .text("Done.") }
        let outcome = try slate.run(["agent", "--json"] + models.options + ["Measure all."])
        let (json, results) = try told(outcome)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(json["question"]?.string == "Measure all." && json["engine"]?.string == "custom/scripted")
        #expect(json["outcome"]?.string == "success" && json["exit_reason"]?.string == "finished")
        #expect(json["citations"]?.array == [] && json["gaps"]?.array == [])
        #expect(json["usage"]?["calls"]?.int == 5 && json["usage"]?["input_tokens"]?.int == 500)
        #expect(results.map { $0["output"]?.string } == ["Done.", "Done.", "Done."])
        let run = try #require(json["run"]?.string)
        #expect(FileSystem.exists(slate.home.appending("runs/\(run)/events.jsonl")))
        let tasks = try slate.run(["board", "list", "--kind", "task", "--run", run, "--json"])
        #expect(
            try JSON(parsing: tasks.output)["results"]?.array?.map { $0["status"]?.string } == ["done", "done", "done"]
        )
        for line in ["A1 agent: Goal 1.", "A0 completed", "5 calls"] { #expect(outcome.errors.contains(line)) }
    }

    @Test func `events are streamed, one object a line, and the answer is the last`() throws {
        let slate = try SlateProgram()
        let tasks: [JSON] = [["goal": "Now."], ["goal": "Later."], ["goal": "Soon.", "priority": 5]]
        let models = try AgentServer(tasks) { _ in .text("Done.") }
        let command = ["agent", "--jsonl", "--quiet", "--concurrency", "1"] + models.options + ["Measure all."]
        let outcome = try slate.run(command)
        let lines = try outcome.output.split(separator: "\n").map { try JSON(parsing: String($0)) }
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
        #expect(lines.dropLast().map { $0["seq"]?.int } == Array(1..<lines.count))
        let run = try #require(lines.last?["run"]?.string)
        #expect(lines.last?["event"]?.string == "answer" && lines.last?["outcome"]?.string == "success")
        let stored = try slate.read("home/runs/\(run)/events.jsonl").split(separator: "\n").map(String.init)
        #expect(stored == outcome.output.split(separator: "\n").dropLast().map(String.init))
        // Of two that wait the more urgent one goes first.
        let ends = lines.filter { $0["event"]?.string == "completed" }.map { $0["agent"]?.string }
        #expect(ends == ["A1", "A3", "A2", "A0"])
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reply: AgentServer.Reply
        let reason: String
        var outcome = "failure"
        /// How the program ends if it happens to the agent at the top.
        var status: Int32 = 1
        var task: JSON = ["goal": "Goal 1."]
    }

    static let faults = [
        Fault(testDescription: "401", reply: .status(401, "{}"), reason: "unauthorized", status: 4),
        Fault(testDescription: "404", reply: .status(404, "{}"), reason: "model_not_found", status: 4),
        Fault(testDescription: "400", reply: .status(400, "{}"), reason: "invalid_request", status: 4),
        Fault(
            testDescription: "no money",
            reply: .status(429, #"{"error": {"code": "insufficient_quota", "message": "You are out of money."}}"#),
            reason: "quota_exhausted",
            status: 5
        ),
        Fault(testDescription: "429 for ever", reply: .status(429, "{}"), reason: "rate_limited", status: 5),
        Fault(testDescription: "500", reply: .status(500, "oops"), reason: "provider_unavailable", status: 5),
        Fault(testDescription: "no JSON", reply: .status(200, "<html>"), reason: "provider_unavailable", status: 5),
        Fault(testDescription: "empty", reply: .text(""), reason: "empty_answer"),
        Fault(testDescription: "error text", reply: .text("Error: overloaded"), reason: "error_answer"),
        Fault(
            testDescription: "cut off",
            reply: .cutOff("There are sev"),
            reason: "answer_cut_off",
            outcome: "partial",
            status: 124
        ),
        Fault(testDescription: "bad arguments", reply: .badCall("board_search", "[7]"), reason: "unusable_answer"),
        Fault(testDescription: "unknown tool", reply: .call("fly", [:]), reason: "unusable_answer"),
        Fault(testDescription: "tool failure", reply: .call("board_read", ["id": "F99"]), reason: "loop_detected"),
    ]

    @Test(arguments: faults)
    func `a fault of a worker is told to its parent, and never as a success`(fault: Fault) throws {
        let slate = try SlateProgram()
        try slate.folder.write("home/config.yaml", "calls:\n  attempts: 2\n")
        let models = try AgentServer([fault.task]) { _ in fault.reply }
        let outcome = try slate.run(["agent", "--json"] + models.options + ["Measure all."])
        let result = try #require(try told(outcome).results.first)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(
            result["exit_reason"]?.string == fault.reason && result["outcome"]?.string == fault.outcome,
            "\(result.text)"
        )
        #expect(result["error"]?.string?.isEmpty == false)
        let tasks = try JSON(parsing: try slate.run(["board", "list", "--kind", "task", "--json"]).output)
        #expect(tasks["results"]?.array?.map { $0["status"]?.string } == ["failed"])
    }

    @Test(arguments: faults)
    func `a fault of the agent itself is how the command ends`(fault: Fault) throws {
        let slate = try SlateProgram()
        try slate.folder.write("home/config.yaml", "calls:\n  attempts: 2\n")
        let models = try AgentServer([]) { _ in fault.reply }
        let outcome = try slate.run(["agent", "--json", "--toolsets", "board"] + models.options + ["Measure."])
        let json = try JSON(parsing: outcome.output)
        #expect(outcome.status == fault.status, "\(outcome)")
        #expect(json["exit_reason"]?.string == fault.reason && json["outcome"]?.string == fault.outcome)
        #expect(outcome.errors.contains("slate: \(fault.outcome): "))
    }

    @Test func `an answer in the wrong form is asked for again, then no result`() throws {
        let schema: JSON = ["type": "object", "properties": ["count": ["type": "integer"]], "required": ["count"]]
        let task: JSON = ["goal": "Count.", "output": schema]
        let asked = Atomic(0)
        let models = try AgentServer([task, task]) { _ in
            asked.add(1, ordering: .relaxed)
            return .text(#"{"count": "many"}"#)
        }
        let slate = try SlateProgram()
        let (_, results) = try told(try slate.run(["agent", "--json"] + models.options + ["Count."]))
        #expect(results.map { $0["exit_reason"]?.string } == ["invalid_output", "invalid_output"])
        #expect(results.map { $0["outcome"]?.string } == ["failure", "failure"])
        // Each attempt has one turn to mend it; both tasks together are started anew twice at most.
        #expect(asked.load(ordering: .relaxed) == 8)
    }

    @Test func `a budget of tokens ends the run with what there is`() throws {
        let slate = try SlateProgram()
        let turn = Atomic(0)
        let models = try AgentServer(Self.goals(8)) { request in
            if !request.hasTools { return .text("What I have.") }
            return .call("board_search", ["query": .string("\(turn.add(1, ordering: .relaxed).newValue)")])
        }
        let options = ["agent", "--json", "--concurrency", "8", "--max-tokens-total", "30000"]
        let outcome = try slate.run(options + models.options + ["Measure all."])
        let json = try JSON(parsing: outcome.output)
        #expect(outcome.status == 124, "\(outcome)")
        // Who handed the tasks out can still say what came of them.
        #expect(json["exit_reason"]?.string == "budget_exhausted" && json["outcome"]?.string == "partial")
        #expect(json["answer"]?.string?.isEmpty == false)
        let used = (json["usage"]?["input_tokens"]?.int ?? 0) + (json["usage"]?["output_tokens"]?.int ?? 0)
        #expect(used <= 30_000 && outcome.errors.contains("--max-tokens-total"))
    }

    /// How many turns an agent has, by what is told of them in the command, the configuration and the role.
    @Test(arguments: [
        (["--max-iterations", "3"], "", 3), (["--max-iterations", "3"], "agent: {max_turns: 2}\n", 3),
        (["--max-iterations", "5", "--role", "short"], "", 5), (["--role", "short"], "", 2),
        (["--role", "short"], "roles: {short: {max_iterations: 4}}\n", 4), ([], "agent: {max_turns: 2}\n", 2),
    ])
    func `the hard cap on turns is told, and is no success`(options: [String], config: String, turns: Int) throws {
        let slate = try SlateProgram()
        try slate.folder.write(
            "home/roles/short.md",
            "---\nname: short\ndescription: Short.\nbudgets: {iterations: 2}\n---\nBe short.\n"
        )
        try slate.folder.write("home/config.yaml", config)
        let turn = Atomic(0)
        let models = try AgentServer([]) { request in
            if !request.hasTools { return .text("So far nothing.") }
            return .call("board_search", ["query": .string("\(turn.add(1, ordering: .relaxed).newValue)")])
        }
        let outcome = try slate.run(
            ["agent", "--json", "--toolsets", "board"] + options + models.options + ["Measure."]
        )
        let json = try JSON(parsing: outcome.output)
        #expect(outcome.status == 124 && json["exit_reason"]?.string == "iteration_limit", "\(outcome)")
        #expect(json["outcome"]?.string == "partial" && json["answer"]?.string == "So far nothing.")
        // And one more to answer without tools.
        #expect(turn.load(ordering: .relaxed) == turns && json["usage"]?["calls"]?.int == turns + 1)
    }

    @Test func `files are written only with consent, and every decision is in the audit log`() throws {
        let slate = try SlateProgram()
        let models = try AgentServer([]) { request in
            request.results > 0
                ? .text("Done.")
                : .call("write_file", ["path": "a.md", "text": "A secret: sk-hunter2-0123456789abcdef"])
        }
        let command = ["agent", "--toolsets", "files"] + models.options + ["Write."]
        let denied = try slate.run(command)
        #expect(denied.errors.contains("write_file (write) denied by policy"))
        #expect(!FileSystem.exists(slate.folder.path.appending("a.md")))
        let allowed = try slate.run(["agent", "--allow", "write"] + command.dropFirst())
        #expect(allowed.status == 0 && allowed.errors.contains("write_file (write) approved by policy"), "\(allowed)")
        #expect(FileSystem.exists(slate.folder.path.appending("a.md")))
        let audit = try JSON(parsing: try slate.run(["audit", "--json"]).output)
        #expect(audit["decisions"]?.array?.map { $0["decision"]?.string } == ["denied", "approved"])
        #expect(!audit.text.contains("hunter2") && audit.text.contains("a.md"))
    }

    @Test func `calls that only read are in the audit too, for who wants them`() throws {
        let slate = try SlateProgram()
        let models = try AgentServer([["goal": "Look.", "toolsets": ["board", "files"]]]) { request in
            switch request.results {
            case 0: .call("board_search", ["query": "A secret: sk-hunter2-0123456789abcdef"])
            case 1: .call("write_file", ["path": "a.md", "text": "Words."])
            default: .text("Done.")
            }
        }
        let run = try told(try slate.run(["agent", "--json"] + models.options + ["Look."])).json["run"]?.string ?? ""
        func decisions(_ options: [String]) throws -> [JSON] {
            let audit = try slate.run(["audit", "--json"] + options)
            #expect(audit.status == 0 && !audit.output.contains("hunter2"), "\(audit)")
            return try JSON(parsing: audit.output)["decisions"]?.array ?? []
        }
        #expect(try decisions([]).map { $0["tool"]?.string } == ["write_file"])
        for options in [["--all"], ["--all", "--run", run]] {
            let all = try decisions(options)
            // A call stands where it began.
            #expect(all.map { $0["tool"]?.string } == ["delegate_task", "board_search", "write_file"])
            #expect(all.map { $0["decision"]?.string } == ["approved", "approved", "denied"])
            #expect(all.map { $0["subagent"]?.bool } == [false, true, true])
            #expect(all[1]["arguments"]?["query"]?.string?.contains("A secret") == true)
        }
        #expect(try decisions(["--all", "--limit", "1"]).map { $0["tool"]?.string } == ["write_file"])
        #expect(try slate.run(["audit"]).output.contains("write_file"))
        #expect(try slate.run(["audit", "--all", "--run", "NOTHING"]).status == 1)
    }

    @Test func `what a text cites and the board does not have is named`() throws {
        let slate = try SlateProgram()
        try slate.folder.write("velm.md", "# Velm\n\nThe dam cost 7 million euros in 1984.\n")
        #expect(try slate.run(["ask", "What did the dam cost?", "--source", "velm.md"]).status == 0)
        let models = try AgentServer([]) { _ in .text("It cost 7 million [F1]. It leaks [F99]. See [the plan].") }
        let outcome = try slate.run(
            ["agent", "--json", "--toolsets", "board"] + models.options + ["What did it cost?"]
        )
        let citations = try #require(try JSON(parsing: outcome.output)["citations"]?.array)
        #expect(citations.map { $0["label"]?.string } == ["F1", "F99"])
        #expect(citations.map { $0["check"]?.string } == ["found", "not_found"])
        #expect(citations[0]["quote"]?.string?.contains("7 million") == true)
        #expect(outcome.errors.contains("the answer cites F99, which the board does not have"))
    }

    @Test func `Ctrl-C ends all workers, and their tasks say so`() async throws {
        let slate = try SlateProgram()
        let waiting = Atomic(0)
        let models = try AgentServer(Self.goals(40)) { _ in
            waiting.add(1, ordering: .relaxed)
            return .hang("I look.")
        }
        let command = ["agent", "--json", "--concurrency", "40"] + models.options + ["Measure all."]
        async let ended = slate.runNoting("pid", command)
        #expect(await eventually { waiting.load(ordering: .relaxed) == 40 })
        let pid = try #require(Int32(try slate.read("pid").filter(\.isNumber)))
        #expect(kill(pid, SIGINT) == 0)
        let outcome = try await ended
        #expect(outcome.status == 130, "\(outcome)")
        #expect(try JSON(parsing: outcome.output)["exit_reason"]?.string == "cancelled")
        #expect(await eventually { models.server.counts.open == 0 })
        let tasks = try JSON(
            parsing: try slate.run(["board", "list", "--kind", "task", "--limit", "50", "--json"]).output
        )
        let statuses = tasks["results"]?.array?.map { $0["status"]?.string } ?? []
        #expect(statuses == Array(repeating: "cancelled", count: 40))
    }

    @Test func `a killed run leaves no task that says it is done`() async throws {
        let slate = try SlateProgram()
        let waiting = Atomic(0)
        let models = try AgentServer(Self.goals(5)) { _ in
            waiting.add(1, ordering: .relaxed)
            return .hang("I look.")
        }
        let command = ["agent", "--json", "--concurrency", "5"] + models.options + ["Measure all."]
        async let ended = slate.runNoting("pid", command)
        #expect(await eventually { waiting.load(ordering: .relaxed) == 5 })
        let pid = try #require(Int32(try slate.read("pid").filter(\.isNumber)))
        #expect(kill(pid, SIGKILL) == 0)
        #expect(try await ended.status == 137)
        let tasks = try JSON(parsing: try slate.run(["board", "list", "--kind", "task", "--json"]).output)
        #expect(tasks["results"]?.array?.map { $0["status"]?.string } == Array(repeating: "leased", count: 5))
        #expect(try slate.run(["board", "check"]).status == 0)
    }

    @Test func `a killed run is taken up without asking anything twice, and told again without asking at all`()
        async throws
    {
        let slate = try SlateProgram()
        let asked = Mutex<[String]>([])
        let isBroken = Atomic(true)
        let models = try AgentServer(Self.goals(3)) { request in
            let goal = (1...3).map { "Goal \($0)." }.first { request.body.contains($0) } ?? "?"
            asked.withLock { $0.append(goal) }
            return goal == "Goal 3." && isBroken.load(ordering: .relaxed) ? .hang("I look.") : .text("Done: \(goal)")
        }
        let command = ["agent", "--json"] + models.options + ["Measure all."]
        async let ended = slate.runNoting("pid", command)
        // The third is asked, and the answers of the others are in the journal.
        #expect(
            await eventually {
                let tasks = try? FileSystem.names(in: slate.home.appending("tasks"))
                let texts = (tasks ?? []).filter { $0.hasPrefix("T") }.compactMap {
                    try? slate.read("home/tasks/\($0)")
                }
                return texts.count { $0.contains("status: done") } == 2 && asked.withLock { $0.contains("Goal 3.") }
            }
        )
        let pid = try #require(Int32(try slate.read("pid").filter(\.isNumber)))
        #expect(kill(pid, SIGKILL) == 0)
        #expect(try await ended.status == 137)
        isBroken.store(false, ordering: .relaxed)
        let resumed = try slate.run(["resume", "--json"])
        let (json, results) = try told(resumed)
        #expect(resumed.status == 0 && json["outcome"]?.string == "success", "\(resumed)")
        #expect(results.map { $0["output"]?.string } == (1...3).map { "Done: Goal \($0)." })
        #expect(asked.withLock { $0.sorted() } == ["Goal 1.", "Goal 2.", "Goal 3.", "Goal 3."])
        let tasks = try JSON(parsing: try slate.run(["board", "list", "--kind", "task", "--json"]).output)
        #expect(tasks["results"]?.array?.map { $0["status"]?.string } == Array(repeating: "done", count: 3))
        let events = try slate.read("home/runs/\(try #require(json["run"]?.string))/events.jsonl")
        let requests = models.server.counts.requests.count
        let again = try slate.run(["replay", try #require(json["run"]?.string), "--json"])
        #expect(again.status == 0 && models.server.counts.requests.count == requests)
        #expect(try JSON(parsing: again.output)["answer"] == json["answer"])
        #expect(try slate.read("home/runs/\(try #require(json["run"]?.string))/events.jsonl") == events)
    }

    @Test(arguments: [
        (["agent", "--model", "x", " "], 2, "the task is empty"),
        (["agent", "--role", "nobody", "--model", "x", "Go."], 2, "there is no role 'nobody'"),
        (["agent", "--toolsets", "board,flying", "--model", "x", "Go."], 2, "there is no toolset 'flying'"),
        (["agent", "--toolsets", ",", "--model", "x", "Go."], 2, "--toolsets names none"),
        (["agent", "--allow", "all", "--model", "x", "Go."], 2, "--allow all"),
        (["agent", "--max-iterations", "0", "Go."], 2, "--max-iterations"),
        (["agent", "Go."], 4, "an agent needs a model"),
        (["agent", "--model", "extractive", "Go."], 4, "an agent needs a model"),
    ])
    func `a wrong call is refused before anything is done`(command: [String], status: Int32, message: String) throws {
        let slate = try SlateProgram()
        let outcome = try slate.run(command)
        #expect(outcome.status == status && outcome.errors.contains(message), "\(outcome)")
        #expect(!FileSystem.exists(slate.home.appending("runs")))
    }
}
