import Agents
import Blackboard
import Core
import Glibc
import LanguageModels
import Synchronization
import TestSupport
import Testing

@Suite struct AgentRunTests {
    private static let goals = (1...4).map { "Goal \($0)." }

    private static func settings(concurrency: Int = 10, depth: Int = 1) -> RunSettings {
        RunSettings(
            supervision: SupervisionLimits(maxConcurrentChildren: concurrency, maxSpawnDepth: depth)
        )
    }

    /// The results as the parent was told of them.
    private static func told(_ result: AgentResult) throws -> [JSON] {
        let text = try #require(result.output.split(separator: "Told: ", maxSplits: 1).last)
        return try #require(try JSON(parsing: String(text))["results"]?.array)
    }

    @Test func `workers' results come back in order, and are on the board`() async throws {
        let model = ReplyingModel.delegating(Self.goals) { request in
            let goal = request.words.split(separator: "Goal ").last?.prefix(1) ?? "?"
            return .text("Answer \(goal).")
        }
        let fixture = try RunFixture(model, settings: Self.settings())
        let (result, events) = try await fixture.work()
        #expect(result.outcome == .success)
        #expect(try Self.told(result).map { $0["output"]?.string } == (1...4).map { "Answer \($0)." })
        #expect(try Self.told(result).map { $0["task_id"]?.string } == (1...4).map { "1.\($0)" })
        let tasks = try await fixture.tasks()
        #expect(tasks.map(\.content.title) == Self.goals)
        #expect(tasks.allSatisfy { $0.content.status == .done && $0.run == "R1" })
        #expect(tasks.enumerated().allSatisfy { $0.element.content.body.contains("Answer \($0.offset + 1).") })
        #expect(fixture.run.usage.calls == 6 && fixture.run.usage.tokens.inputTokens == 600)
        #expect(events.map(\.sequence) == Array(1...events.count))
        #expect(events.first?.kind == .spawned(parent: nil, role: "orchestrator", task: "Measure all."))
        for agent in (1...4).map(AgentID.init) {
            let kinds = events.filter { $0.agent == agent }.map(\.kind)
            #expect(kinds.first == .spawned(parent: .top, role: "agent", task: "Goal \(agent.number)."))
            #expect(kinds.last == .ended(.completed, reason: nil))
        }
    }

    @Test func `a failed worker is tried again, and the parent is told the truth`() async throws {
        let model = ReplyingModel.delegating(["Good.", "Bad."]) { request in
            if request.words.contains("Good.") { return .text("Done.") }
            return .text("")
        }
        let fixture = try RunFixture(model, settings: Self.settings())
        let (result, events) = try await fixture.work()
        let told = try Self.told(result)
        #expect(told.map { $0["outcome"]?.string } == ["success", "failure"])
        #expect(told.map { $0["exit_reason"]?.string } == ["finished", "empty_answer"])
        #expect(events.count { if case .restarted = $0.kind { true } else { false } } == 2)
        #expect(try await fixture.tasks().map(\.content.status) == [.done, .failed])
    }

    @Test func `a second attempt knows what went wrong`() async throws {
        let model = ReplyingModel.delegating(["One."]) { request in
            request.words.contains("An earlier attempt at this task failed: empty_answer") ? .text("Done.") : .text("")
        }
        let (result, _) = try await RunFixture(model, settings: Self.settings()).work()
        #expect(try Self.told(result)[0]["outcome"]?.string == "success")
    }

    @Test func `an agent that does not wait is told of each result as it comes, and ends none by mistake`() async throws
    {
        let isFastTold = Atomic(false)
        let model = ReplyingModel { request in
            guard request.offers("delegate_task") else {
                if request.words.contains("Fast.") { return .text("Seven.") }
                // The slow one ends once the parent has seen the other one's result.
                while !isFastTold.load(ordering: .relaxed) { usleep(1_000) }
                return .text("Nine.")
            }
            guard case .tools(let results)? = request.messages.last else {
                if request.words.contains("You have not collected") { return .call("collect_results") }
                return .call("delegate_task", ["tasks": [["goal": "Slow."], ["goal": "Fast."]], "wait": false])
            }
            if request.resultCount == 1 { return .call("collect_results") }
            let text = results[0].content
            if request.resultCount == 2 {
                #expect(text.contains("Seven.") && !text.contains("Nine.") && text.contains(#""open":["1.1"]"#))
                isFastTold.store(true, ordering: .relaxed)
                return .text("I am waiting for the other one.")
            }
            return .text("Told: " + text)
        }
        let fixture = try RunFixture(model, settings: Self.settings())
        let (result, _) = try await fixture.work()
        #expect(result.outcome == .success)
        #expect(try Self.told(result).map { $0["output"]?.string } == ["Nine."])
        #expect(try await fixture.tasks().map(\.content.status) == [.done, .done])
    }

    @Test func `an answer that stands calls off what is open`() async throws {
        let model = ReplyingModel { request in
            guard request.offers("delegate_task") else { return .hang() }
            if case .tools? = request.messages.last { return .text("I do not care.") }
            if request.resultCount > 0 { return .text("I do not care.") }
            return .call("delegate_task", ["goal": "Slow.", "wait": false])
        }
        let fixture = try RunFixture(model, settings: Self.settings())
        let (result, events) = try await fixture.work()
        #expect(result.outcome == .success && result.output == "I do not care.")
        #expect(fixture.run.usage.calls == 3)
        #expect(try await fixture.tasks().map(\.content.status) == [.cancelled])
        #expect(
            events.contains { $0.kind == .ended(.cancelled, reason: "parent_ended") && $0.agent == AgentID(1) }
        )
    }

    @Test(arguments: [1, 2])
    func `only agents above the last level can delegate`(depth: Int) async throws {
        let levels = Mutex<Set<Int>>([])
        let model = ReplyingModel { request in
            let level = request.words.split(separator: "Level ").last.flatMap { Int($0.prefix(1)) } ?? 0
            if request.resultCount > 0 { return .text("Done.") }
            guard request.offers("delegate_task") else { return .text("Leaf.") }
            levels.withLock { _ = $0.insert(level) }
            let toolsets: JSON = level + 1 < depth ? ["board", "delegation"] : ["board"]
            return .call("delegate_task", ["goal": .string("Level \(level + 1)"), "toolsets": toolsets])
        }
        let fixture = try RunFixture(model, settings: Self.settings(depth: depth))
        let (result, events) = try await fixture.work("Level 0")
        #expect(result.outcome == .success)
        #expect(levels.withLock { $0 } == Set(0..<depth))
        let parents = events.compactMap { event -> Int? in
            if case .spawned(let parent?, _, _) = event.kind { parent.number } else { nil }
        }
        #expect(parents == Array(0..<depth))
    }

    @Test func `a worker that takes too long ends with its part, and its siblings go on`() async throws {
        let model = ReplyingModel.delegating(["Slow.", "Fast."]) { request in
            request.words.contains("Slow.") ? .hang(after: "So far: 7.") : .text("Done.")
        }
        var settings = Self.settings()
        settings.supervision.childTimeout = .seconds(60)
        let clock = PausedClock()
        let fixture = try RunFixture(model, settings: settings, timekeeper: clock.timekeeper) { _, event in
            if case .text("So far: 7.") = event { clock.note("slow") }
            clock.start(after: ["slow", "fast"])
        }
        async let _ = fixture.follow { event in
            if event.agent == AgentID(2), case .ended = event.kind { clock.note("fast") }
            clock.start(after: ["slow", "fast"])
        }
        let told = try Self.told(try await fixture.work().result)
        #expect(told.map { $0["exit_reason"]?.string } == ["timed_out", "finished"])
        #expect(told[0]["outcome"]?.string == "partial" && told[0]["output"]?.string == "So far: 7.")
    }

    @Test func `a worker that stalls is ended as stale`() async throws {
        let model = ReplyingModel.delegating(["Stuck."]) { _ in .hang() }
        var settings = Self.settings()
        settings.supervision.childTimeout = .seconds(3_600)
        let clock = PausedClock()
        let fixture = try RunFixture(model, settings: settings, timekeeper: clock.timekeeper) { agent, event in
            if agent == AgentID(1), case .text = event { clock.start() }
        }
        let (result, events) = try await fixture.work()
        #expect(try Self.told(result).map { $0["exit_reason"]?.string } == ["stale"])
        #expect(try Self.told(result).map { $0["outcome"]?.string } == ["failure"])
        #expect(events.contains { if case .warned(let text) = $0.kind { text.contains("no activity") } else { false } })
    }

    @Test func `when the run's time is over there is what was written`() async throws {
        let timekeeper = Timekeeper(now: { .zero }, sleep: { _ in try Task.checkCancellation() })
        var settings = RunSettings()
        settings.budget.time = .seconds(5)
        let model = ReplyingModel { _ in .hang(after: "As far as I know, 7.") }
        let (result, _) = try await RunFixture(model, settings: settings, timekeeper: timekeeper).work()
        // The time may be over before the first word has come.
        #expect(result.exitReason == .budgetExhausted && result.outcome != .success)
        #expect(result.error?.contains("--max-time") == true)
    }

    @Test func `a worker may not write, and nobody is asked for it`() async throws {
        let roles = RoleLibrary()
        let model = ReplyingModel.delegating(["Write."]) { request in
            if case .tools(let results)? = request.messages.last { return .text("Told: " + results[0].content) }
            return .call("write_file", ["path": "a.md", "text": "x"])
        }
        let delegating = ReplyingModel { request in
            guard request.offers("delegate_task"), request.resultCount == 0 else { return model.reply(request) }
            return .call("delegate_task", ["goal": "Write.", "toolsets": ["files"]])
        }
        let fixture = try RunFixture(
            delegating,
            settings: Self.settings(),
            policy: ApprovalPolicy(isUserPresent: true),
            roles: roles
        )
        let (result, events) = try await fixture.work()
        #expect(result.output.contains("subagent_auto_approve"))
        #expect(!FileSystem.exists(fixture.tools.folder.path.appending("work/a.md")))
        #expect(
            events.contains {
                if case .decided("write_file", .write, false, .configuration) = $0.kind { true } else { false }
            }
        )
    }

    /// By how much the text has more tokens than was to be expected, such as one that is not English.
    @Test(arguments: [1, 1.05, 1.6])
    func `fifty agents at once keep to one budget`(factor: Double) async throws {
        let used = Atomic(0)
        let limit = 100_000
        // Each call uses all that it may.
        let usage: @Sendable (ModelRequest) -> Usage = { request in
            let usage = Usage(
                inputTokens: Int(Double(TokenEstimator().tokens(in: request)) * factor),
                outputTokens: request.maxOutputTokens ?? 4_096
            )
            used.add(usage.inputTokens + usage.outputTokens, ordering: .relaxed)
            return usage
        }
        let model = ReplyingModel(usage: usage) { request in
            if request.offers("delegate_task"), request.resultCount == 0 {
                let tasks = (1...50).map { ["goal": .string("Goal \($0)")] as JSON }
                return .call("delegate_task", ["tasks": .array(tasks)])
            }
            if !request.offers("board_search") { return .text("Out of budget: this is what I have.") }
            return .call("board_search", ["query": .string("turn \(request.resultCount)")])
        }
        var settings = Self.settings(concurrency: 50)
        settings.budget.tokens = limit
        let fixture = try RunFixture(model, settings: settings)
        let (result, _) = try await fixture.work()
        #expect(result.exitReason == .budgetExhausted && result.outcome != .success)
        #expect(used.load(ordering: .relaxed) <= limit)
        #expect(fixture.run.budget.standings.first { $0.dimension == .tokens }.map { $0.used <= limit } == true)
        #expect(try await fixture.tasks().count { $0.content.status == .failed } == 50)
    }

    @Test func `an unknown role is refused before anything is sent`() async throws {
        let fixture = try RunFixture(ReplyingModel { _ in .text("Done.") })
        await #expect(throws: AgentError.self) {
            try await fixture.run.work(on: AgentTask(id: "1", goal: "x", role: "nobody"))
        }
        #expect(fixture.run.usage.calls == 0)
    }
}
