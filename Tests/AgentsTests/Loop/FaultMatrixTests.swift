import Agents
import Core
import HTTP
import LanguageModels
import TestSupport
import Testing

/// What a server does, and what must come of it; never a success.
@Suite struct FaultMatrixTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let status: Int
        let body: String
        let reason: ExitReason
        var outcome = Outcome.failure
    }

    private static func answer(_ text: String, stop: String = "stop") -> String {
        let message: JSON = ["message": ["content": .string(text)], "finish_reason": .string(stop)]
        return (["choices": [message]] as JSON).text
    }

    private static func call(_ name: String, _ arguments: String) -> String {
        let call: JSON = [
            "id": "c", "type": "function", "function": ["name": .string(name), "arguments": .string(arguments)],
        ]
        return (["choices": [["message": ["tool_calls": [call]], "finish_reason": "tool_calls"]]] as JSON).text
    }

    static let faults = [
        Fault(testDescription: "401", status: 401, body: #"{"error":{"message":"bad key"}}"#, reason: .unauthorized),
        Fault(testDescription: "404", status: 404, body: #"{"error":{"message":"no model"}}"#, reason: .modelNotFound),
        Fault(
            testDescription: "429 for ever",
            status: 429,
            body: #"{"error":{"message":"slow"}}"#,
            reason: .rateLimited
        ),
        Fault(testDescription: "500", status: 500, body: "oops", reason: .providerUnavailable),
        Fault(testDescription: "no JSON", status: 200, body: "<html>", reason: .providerUnavailable),
        Fault(testDescription: "empty", status: 200, body: answer(""), reason: .emptyAnswer),
        Fault(testDescription: "blank", status: 200, body: answer(" \n"), reason: .emptyAnswer),
        Fault(testDescription: "error text", status: 200, body: answer("Error: overloaded"), reason: .errorAnswer),
        Fault(testDescription: "thoughts only", status: 200, body: answer("<think>x</think>"), reason: .emptyAnswer),
        Fault(
            testDescription: "cut off",
            status: 200,
            body: answer("There are sev", stop: "length"),
            reason: .answerCutOff,
            outcome: .partial
        ),
        Fault(testDescription: "unknown tool", status: 200, body: call("fly", "{}"), reason: .unusableAnswer),
        Fault(testDescription: "bad arguments", status: 200, body: call("look", "[7]"), reason: .unusableAnswer),
        Fault(testDescription: "in circles", status: 200, body: call("look", "{}"), reason: .loopDetected),
    ]

    @Test(arguments: faults)
    func `a fault of the model has its reason and is never a success`(fault: Fault) async throws {
        let server = try ScriptedServer(
            .respond(fault.status, ["Content-Type: application/json", "Retry-After: 0"], Array(fault.body.utf8))
        )
        let provider = Provider(
            .custom("local", baseURL: server.url("/v1")),
            key: nil,
            client: try HTTPClient(policy: .unrestricted)
        )
        let agent = Agent(
            AgentBrief(task: AgentTask(id: "t", goal: "Count.")),
            model: provider.model("m"),
            tools: [StubTool()]
        )
        let result = await agent.run()
        #expect(result.exitReason == fault.reason)
        #expect(result.outcome == fault.outcome)
        #expect(result.error?.isEmpty == false)
    }

    @Test(arguments: ExitReason.allCases)
    func `only a finished agent with an answer has succeeded`(reason: ExitReason) {
        func outcome(_ output: String) -> Outcome {
            AgentResult(taskID: "t", exitReason: reason, output: output).outcome
        }
        #expect((outcome("Seven.") == .success) == (reason == .finished))
        #expect(outcome("") == .failure)
        #expect(outcome("Error: no") == .failure)
    }
}
