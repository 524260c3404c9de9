import Agents
import Core
import LanguageModels
import Synchronization
import TestSupport
import Testing

@Suite struct AgentTests {
    private let brief = AgentBrief(task: AgentTask(id: "t1", goal: "Count the birds.", role: "researcher"))

    @Test func `an agent calls tools and answers`() async throws {
        let model = ScriptedModel([.call("look"), .text("Seven birds.")])
        let events = Recorder<String>()
        let agent = Agent(
            brief,
            model: model,
            tools: [StubTool { _ in ToolOutput("7", artifacts: [.file("birds.txt")]) }],
            hooks: AgentHooks(observe: { event in
                switch event {
                case .toolStarted(let call): events.add("start \(call.name)")
                case .toolEnded(let result): events.add("end \(result.content)")
                case .text(let text): events.add(text)
                case .ended: events.add("ended")
                default: break
                }
            })
        )
        let result = await agent.run()
        #expect(result.outcome == .success)
        #expect(result.output == "Seven birds.")
        #expect(result.artifacts == [.file("birds.txt")])
        #expect(result.usage.calls == 2)
        #expect(result.usage.tokens.inputTokens == 200)
        #expect(events.items == ["start look", "end 7", "Seven birds.", "ended"])
    }

    @Test func `no key and nothing hidden is sent, wherever it was written`() async throws {
        let key = "zq-0815-4711-abc"
        var brief = AgentBrief(task: AgentTask(id: "t1", goal: "What is <think>, and \(key)?"), prompt: "You \(key)")
        brief.task.context = "He said <think>no</think>\u{1B}[31m PASSWORD=hunter22 \(key)"
        brief.instructions = ["<skill>Do \(key)</skill>"]
        let model = ScriptedModel([.text("It is \(key).")])
        let result = await Agent(brief, model: model, removing: TextGuard.Options(keysInUse: [key])).run()
        let sent = "\(model.requests.map(\.messages))"
        #expect(sent.contains("What is <think>, and [redacted key-in-use]?") && sent.contains("<skill>Do ["))
        #expect(
            !sent.contains(key) && !sent.contains("hunter22") && !sent.contains("<think>no") && !sent.contains("[31m")
        )
        #expect(result.output == "It is [redacted key-in-use].")
    }

    @Test func `calls that only read run at the same time, and their results keep the order`() async throws {
        let meeting = Meeting(of: 3)
        let tool = StubTool { arguments in
            ToolOutput(await meeting.arrive() ? "\(arguments["n"]?.int ?? 0)" : "alone")
        }
        let calls = (0..<3).map { (tool: "look", arguments: ["n": .int($0)] as JSON) }
        let model = ScriptedModel([.calls(calls), .text("Done.")])
        _ = await Agent(brief, model: model, tools: [tool]).run()
        guard case .tools(let results)? = model.requests.last?.messages.last else {
            Issue.record("no results")
            return
        }
        #expect(results.map(\.content) == ["0", "1", "2"])
    }

    @Test func `calls that change something run one by one`() async throws {
        let running = Mutex(0)
        let most = Mutex(0)
        let tool = StubTool(runsInParallel: false) { _ in
            let now = running.withLock {
                $0 += 1; return $0
            }
            most.withLock { $0 = max($0, now) }
            await Task.yield()
            running.withLock { $0 -= 1 }
            return ToolOutput("ok")
        }
        let model = ScriptedModel([.calls(Array(repeating: ("look", [:]), count: 4)), .text("Done.")])
        _ = await Agent(brief, model: model, tools: [tool]).run()
        #expect(most.withLock { $0 } == 1)
    }

    @Test func `a tool that fails is told to the model, which goes on`() async throws {
        let model = ScriptedModel([.call("look"), .text("I could not look.")])
        let tool = StubTool { _ in throw AgentError(.tool, "the lens is broken") }
        let result = await Agent(brief, model: model, tools: [tool]).run()
        guard case .tools(let results)? = model.requests.last?.messages.last else {
            Issue.record("no results")
            return
        }
        #expect(results[0].isError)
        #expect(results[0].content.contains("the lens is broken"))
        #expect(result.outcome == .success)
    }

    @Test func `a tool that is not merely reading is not run without approval`() async throws {
        let runs = Recorder<Int>()
        let tool = StubTool(access: .write) { _ in
            runs.add(1)
            return ToolOutput("written")
        }
        let denied = ScriptedModel([.call("look"), .text("Not allowed, so I did not.")])
        _ = await Agent(brief, model: denied, tools: [tool]).run()
        #expect(runs.items.isEmpty)
        let allowed = ScriptedModel([.call("look"), .text("Done.")])
        _ = await Agent(brief, model: allowed, tools: [tool], hooks: AgentHooks(approve: { _ in .approved })).run()
        #expect(runs.items == [1])
    }

    @Test(arguments: [(ToolAccess.execute, true, 1), (.execute, false, 3), (.write, true, 3)])
    func `turns in which only code ran do not count`(access: ToolAccess, isAllowed: Bool, turns: Int) async {
        let model = ScriptedModel([.call("look", ["at": "a"]), .call("look", ["at": "b"]), .text("Done.")])
        let tool = StubTool(access: access, parameters: ["type": "object"])
        let hooks = AgentHooks(approve: { _ in isAllowed ? .approved : .denied("no") })
        let result = await Agent(brief, model: model, tools: [tool], hooks: hooks).run()
        #expect(result.outcome == .success && result.usage.iterations == turns && result.usage.calls == 3)
    }

    @Test(arguments: [
        (ModelError.Code.unauthorized, ExitReason.unauthorized), (.rateLimited(retryAfter: nil), .rateLimited),
        (.unavailable, .providerUnavailable), (.quotaExhausted, .quotaExhausted), (.refused, .refused),
        (.modelNotFound, .modelNotFound), (.droppedStream, .providerUnavailable),
    ])
    func `a model that fails is a failure with its reason`(code: ModelError.Code, reason: ExitReason) async {
        let result = await Agent(brief, model: ScriptedModel([.failure(code)])).run()
        #expect(result.outcome == .failure)
        #expect(result.exitReason == reason)
        #expect(result.error != nil)
    }

    @Test func `what was written before a failure is kept as a part`() async {
        let model = ScriptedModel([.failure(.droppedStream, after: "There are seven")])
        let result = await Agent(brief, model: model).run()
        #expect(result.outcome == .partial)
        #expect(result.output == "There are seven")
    }

    @Test func `cancelling ends the agent at once with what it has`() async {
        let started = Recorder<String>()
        let agent = Agent(
            brief,
            model: ScriptedModel([.hang(after: "So far three")]),
            hooks: AgentHooks(observe: { if case .text(let text) = $0 { started.add(text) } })
        )
        let task = Task { await agent.run() }
        #expect(await eventually { !started.items.isEmpty })
        task.cancel()
        let result = await task.value
        #expect(result.exitReason == .cancelled)
        #expect(result.status == .cancelled)
        #expect(result.outcome == .partial)
        #expect(result.output == "So far three")
    }

    @Test func `cancelling reaches a tool that waits`() async {
        let started = Recorder<Int>()
        let tool = StubTool { _ in
            started.add(1)
            try await Task.sleep(for: .seconds(3_600))
            return ToolOutput("late")
        }
        let agent = Agent(brief, model: ScriptedModel([.call("look")]), tools: [tool])
        let task = Task { await agent.run() }
        #expect(await eventually { !started.items.isEmpty })
        task.cancel()
        let result = await task.value
        #expect(result.exitReason == .cancelled)
        #expect(result.outcome == .failure)
    }

    @Test func `each granted call is settled, and none is made without a grant`() async {
        let log = Recorder<String>()
        let model = ScriptedModel([.call("look"), .call("look"), .failure(.unavailable)])
        let hooks = AgentHooks(admit: { estimate in
            log.add("admit")
            return .granted(
                AgentHooks.Grant(outputTokens: 77) { use in
                    switch use {
                    case .charged(let charges): log.add("\(charges.count) charge")
                    case .nothing: log.add("nothing")
                    case .unknown: log.add("unknown")
                    }
                    return nil
                }
            )
        })
        _ = await Agent(brief, model: model, tools: [StubTool()], hooks: hooks).run()
        #expect(log.items == ["admit", "1 charge", "admit", "1 charge", "admit", "unknown"])
        #expect(model.requests.map(\.maxOutputTokens) == [77, 77, 77])
        log.clear()
        _ = await Agent(brief, model: ScriptedModel([.failure(.unauthorized)]), hooks: hooks).run()
        #expect(log.items == ["admit", "nothing"])
        let denied = ScriptedModel([])
        let result = await Agent(brief, model: denied, hooks: AgentHooks(admit: { _ in .denied("spent") })).run()
        #expect(denied.requests.isEmpty)
        #expect(result.exitReason == .budgetExhausted)
        #expect(result.outcome == .failure)
    }
}
