import Agents
import Core
import LanguageModels
import Testing

@Suite struct AgentLoopTests {
    private static let look = ToolDefinition(
        name: "look",
        description: "Looks.",
        parameters: ["type": "object", "properties": ["at": ["type": "string"]], "additionalProperties": false]
    )

    private func loop(
        _ limits: AgentLimits = AgentLimits(),
        output: OutputSchema? = nil,
        codeTools: Set<String> = []
    ) -> AgentLoop {
        AgentLoop(
            AgentBrief(task: AgentTask(id: "t", goal: "Count the birds.", output: output), prompt: "You count."),
            tools: [Self.look],
            limits: limits,
            codeTools: codeTools
        )
    }

    private func answer(_ answer: ScriptedModel.Answer) throws -> AgentLoop.Event {
        .answered(try ScriptedModel.response(answer), nil)
    }

    private func results(_ action: AgentLoop.Action, _ text: String) -> AgentLoop.Event {
        guard case .run(let calls) = action else { return .ran([]) }
        return .ran(calls.map { ToolResult(callID: $0.id, name: $0.name, content: text) })
    }

    private func request(_ action: AgentLoop.Action) throws -> ModelRequest {
        guard case .ask(let request) = action else { throw Unexpected() }
        return request
    }

    private func ending(_ action: AgentLoop.Action) throws -> AgentLoop.Ending {
        guard case .finish(let ending) = action else { throw Unexpected() }
        return ending
    }

    private struct Unexpected: Error {}

    @Test func `an answer without calls ends the agent`() throws {
        var loop = loop()
        _ = try request(loop.handle(.begin))
        let ending = try ending(loop.handle(try answer(.text("Seven."))))
        #expect(ending.reason == .finished)
        #expect(ending.output == "Seven.")
    }

    @Test func `results go back to the model behind its calls`() throws {
        var loop = loop()
        _ = loop.handle(.begin)
        let action = loop.handle(try answer(.calls([("look", ["at": "a"]), ("look", ["at": "b"])])))
        let next = try request(loop.handle(results(action, "three")))
        guard case .tools(let results)? = next.messages.last else { throw Unexpected() }
        #expect(results.map(\.callID) == ["c0", "c1"])
        #expect(results.allSatisfy { $0.content == "three" })
    }

    @Test func `wrong arguments come back with what is wrong while the others run`() throws {
        var loop = loop()
        _ = loop.handle(.begin)
        let action = loop.handle(try answer(.calls([("look", ["at": 7]), ("look", ["at": "b"])])))
        guard case .run(let calls) = action else { throw Unexpected() }
        #expect(calls.map(\.id) == ["c1"])
        let next = try request(loop.handle(results(action, "three")))
        guard case .tools(let results)? = next.messages.last else { throw Unexpected() }
        #expect(results.first { $0.callID == "c0" }?.content.contains("'at' must be of type string") == true)
    }

    @Test func `calls that stay wrong end the agent in failure`() throws {
        var loop = loop()
        var action = loop.handle(.begin)
        for _ in 0..<3 { action = loop.handle(try answer(.call("fly"))) }
        #expect(try ending(action).reason == .unusableAnswer)
    }

    @Test func `an agent out of turns is asked for last words without tools`() throws {
        var loop = loop(AgentLimits(iterations: 2))
        _ = loop.handle(.begin)
        for place in ["a", "b"] {
            let action = loop.handle(try answer(.call("look", ["at": .string(place)])))
            _ = loop.handle(results(action, "three at \(place)"))
        }
        #expect(loop.isWrappingUp)
        let ending = try ending(loop.handle(try answer(.text("At least six."))))
        #expect(ending.reason == .iterationLimit)
        #expect(ending.output == "At least six.")
    }

    @Test func `the last request has no tools and no calls but all that they gave`() throws {
        var loop = loop(AgentLimits(iterations: 1))
        _ = loop.handle(.begin)
        let action = loop.handle(try answer(.call("look", ["at": "a"])))
        let request = try request(loop.handle(results(action, "three magpies")))
        #expect(request.tools.isEmpty)
        let text = request.messages.map { $0.json.text }.joined()
        #expect(text.contains("three magpies"))
        #expect(!text.contains("tool_call"))
    }

    @Test func `the model is warned once when three quarters of its turns are used`() throws {
        var loop = loop(AgentLimits(iterations: 8))
        _ = loop.handle(.begin)
        var warnings: [Int] = []
        for turn in 1...8 {
            let action = loop.handle(try answer(.call("look", ["at": .string("\(turn)")])))
            _ = loop.handle(results(action, "\(turn)"))
            if loop.notes.contains(where: { if case .noticed = $0 { true } else { false } }) { warnings.append(turn) }
            loop.notes = []
        }
        #expect(warnings == [6])
    }

    @Test func `a budget that is nearly used warns too, in its own words`() throws {
        var loop = loop()
        _ = loop.handle(.begin)
        let status = AgentHooks.BudgetStatus(usedFraction: 0.8, remaining: "2,000 tokens")
        let action = loop.handle(.answered(try ScriptedModel.response(.call("look")), status))
        let next = try request(loop.handle(results(action, "x")))
        guard case .user(let text)? = next.messages.last else { throw Unexpected() }
        #expect(text.contains("2,000 tokens"))
    }

    @Test func `without a budget for last words the agent ends with what it said before`() throws {
        var loop = loop()
        _ = loop.handle(.begin)
        let said = ModelResponse(content: [
            .text("I have three so far."), .toolCall(ToolCall(id: "c", name: "look", arguments: "{}")),
        ])
        let action = loop.handle(.answered(said, nil))
        _ = loop.handle(results(action, "x"))
        _ = try request(loop.handle(.denied("no tokens are left")))
        let ending = try ending(loop.handle(.denied("no tokens are left")))
        #expect(ending.reason == .budgetExhausted)
        #expect(ending.output == "I have three so far.")
        #expect(ending.error == "no tokens are left")
    }

    @Test func `the same call with the same result is told at three and ends at five`() throws {
        var loop = loop()
        _ = loop.handle(.begin)
        var told: [Int] = []
        for time in 1...5 {
            let action = loop.handle(try answer(.call("look", ["at": "a"])))
            _ = loop.handle(results(action, "nothing"))
            if loop.notes.contains(where: { if case .noticed = $0 { true } else { false } }) { told.append(time) }
            loop.notes = []
            #expect(loop.isWrappingUp == (time == 5))
        }
        #expect(told == [3])
        #expect(try ending(loop.handle(try answer(.text("Nothing there.")))).reason == .loopDetected)
    }

    @Test func `a call whose result changes is no loop`() throws {
        var loop = loop()
        _ = loop.handle(.begin)
        for time in 1...8 {
            let action = loop.handle(try answer(.call("look", ["at": "a"])))
            _ = loop.handle(results(action, "\(time) birds"))
        }
        #expect(!loop.isWrappingUp)
    }

    @Test func `turns that only ran code are refunded, up to as many as there are`() throws {
        var loop = loop(AgentLimits(iterations: 3), codeTools: ["look"])
        _ = loop.handle(.begin)
        var turns = 0
        while !loop.isWrappingUp, turns < 20 {
            let action = loop.handle(try answer(.call("look", ["at": .string("\(turns)")])))
            _ = loop.handle(results(action, "\(turns)"))
            turns += 1
        }
        #expect(turns == 6)
    }

    @Test func `an answer that comes before the results of open tasks is told so once`() throws {
        var loop = loop()
        _ = loop.handle(.begin)
        loop.openTasks = ["1.1", "1.2"]
        let early = try request(loop.handle(try answer(.text("I wait."))))
        #expect(early.words.contains("You have not collected the results of 1.1, 1.2."))
        let action = loop.handle(try answer(.call("look", ["at": "a"])))
        _ = loop.handle(results(action, "seen"))
        // After more work it is told again.
        #expect(try request(loop.handle(try answer(.text("I wait.")))).words.contains("I wait.\n[notice]"))
        #expect(try ending(loop.handle(try answer(.text("I wait no longer.")))).output == "I wait no longer.")
    }

    @Test(arguments: ["", " \n\u{200B}"])
    func `an empty answer is asked for again, then it is a failure`(text: String) throws {
        var loop = loop()
        var action = loop.handle(.begin)
        for _ in 0..<3 { action = loop.handle(try answer(.text(text))) }
        let ending = try ending(action)
        #expect(ending.reason == .emptyAnswer)
        let result = AgentResult(taskID: "t", exitReason: ending.reason, output: ending.output)
        #expect(result.outcome == .failure)
    }

    @Test(arguments: [
        "Error: 429 Too Many Requests", "API Error: overloaded", #"{"error": {"message": "bad key"}}"#,
        "Traceback (most recent call last):\n  File", "<html><body>502 Bad Gateway</body></html>",
    ])
    func `an answer that is an error's text is never a success`(text: String) throws {
        var loop = loop()
        _ = loop.handle(.begin)
        _ = try request(loop.handle(try answer(.text(text))))
        let ending = try ending(loop.handle(try answer(.text(text))))
        #expect(ending.reason == .errorAnswer)
        #expect(AgentResult(taskID: "t", exitReason: ending.reason, output: text).outcome == .failure)
        #expect(AgentResult(taskID: "t", exitReason: .finished, output: text).outcome == .failure)
    }

    @Test func `an answer that was cut off is partial`() throws {
        var loop = loop()
        _ = loop.handle(.begin)
        let ending = try ending(loop.handle(try answer(.text("There were sev", .length))))
        #expect(ending.reason == .answerCutOff)
        #expect(AgentResult(taskID: "t", exitReason: ending.reason, output: ending.output).outcome == .partial)
    }

    @Test func `a form is checked, and repaired once`() throws {
        let schema = OutputSchema(
            name: "count",
            schema: ["type": "object", "properties": ["birds": ["type": "integer"]], "required": ["birds"]]
        )
        var loop = loop(output: schema)
        _ = loop.handle(.begin)
        _ = try request(loop.handle(try answer(.text("There are seven."))))
        let good = try ending(loop.handle(try answer(.text(#"{"birds": 7}"#))))
        #expect(good.value == ["birds": 7])

        var second = self.loop(output: schema)
        _ = second.handle(.begin)
        _ = second.handle(try answer(.text("Seven.")))
        let bad = try ending(second.handle(try answer(.text(#"{"birds": "many"}"#))))
        #expect(bad.reason == .invalidOutput)
        #expect(AgentResult(taskID: "t", exitReason: bad.reason, output: bad.output).outcome == .failure)
    }

    @Test func `an event out of order ends the agent`() throws {
        var loop = loop()
        #expect(try ending(loop.handle(.ran([]))).reason == .internalError)
    }
}
