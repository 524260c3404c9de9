import Agents
import Blackboard
import Core
import HTTP
import LanguageModels
import Synchronization
import TestSupport
import Testing

@Suite struct DelegationTests {
    private let context = ToolContext(author: "orchestrator")
    private let terms = DelegationTerms(roles: ["researcher": "Finds out."], toolsets: ["board"], width: 3)

    private func tool(_ delegating: any Delegating, tokens: Int = 3_000) throws -> DelegateTaskTool {
        try #require(DelegateTaskTool(delegating, archive: nil, room: ReportRoom(tokens: tokens)))
    }

    @Test func `a batch keeps its order and tells of each`() async throws {
        let delegating = PreparedDelegation(terms: terms) { tasks in
            [
                AgentResult(
                    taskID: tasks[0].id,
                    exitReason: .finished,
                    output: "Seven.",
                    artifacts: [.entry(EntryID(.finding, 3))]
                ),
                AgentResult(taskID: tasks[1].id, exitReason: .unauthorized, error: "the key is wrong"),
                AgentResult(taskID: tasks[2].id, exitReason: .timedOut, output: "So far two."),
            ]
        }
        let output = try await tool(delegating).run(["tasks": [["goal": "a"], ["goal": "b"], ["goal": "c"]]], context)
        let json = try JSON(parsing: output.text)
        let results = try #require(json["results"]?.array)
        #expect(json["succeeded"]?.int == 1)
        #expect(results.map { $0["task_id"]?.string } == ["1.1", "1.2", "1.3"])
        #expect(results.map { $0["outcome"]?.string } == ["success", "failure", "partial"])
        #expect(results.map { $0["exit_reason"]?.string } == ["finished", "unauthorized", "timed_out"])
        #expect(results[0]["findings"] == ["F3"])
        #expect(results[1]["error"]?.string == "the key is wrong")
        #expect(output.artifacts == [.entry(EntryID(.finding, 3))])
        #expect(delegating.batches.first?.map(\.goal) == ["a", "b", "c"])
    }

    @Test func `a task without a result is a failure`() async throws {
        let output = try await tool(PreparedDelegation(terms: terms) { _ in [] }).run(["goal": "a"], context)
        #expect(try JSON(parsing: output.text)["results"]?.array?.first?["outcome"]?.string == "failure")
    }

    @Test(
        arguments: [
            ([:], "either"), (["goal": "a", "tasks": [["goal": "b"]]], "either"), (["goal": " "], "'goal'"),
            (["goal": "a", "priority": 5_000], "'priority'"), (["goal": "a", "role": "pirate"], "pirate"),
            (["goal": "a", "toolsets": ["files"]], "files"),
            (["tasks": [["goal": "a"], ["goal": "b"], ["goal": "c"], ["goal": "d"]]], "more than the 3"),
        ] as [(JSON, String)]
    )
    func `what cannot be handed out is refused as a whole`(arguments: JSON, expected: String) async throws {
        let delegating = PreparedDelegation(terms: terms)
        let tool = try tool(delegating)
        await #expect { _ = try await tool.run(arguments, context) } throws: { "\($0)".contains(expected) }
        #expect(delegating.batches.isEmpty)
    }

    @Test(arguments: [ReportRoom(tokens: 200), ReportRoom(tokens: 3_000, digestTokens: 200)])
    func `a long output returns as a digest that names the full text`(room: ReportRoom) async throws {
        let fixture = try ToolFixture()
        let long =
            (0..<800).map { "Sentence \($0) is about reeds. " }.joined() + "In conclusion there are seven birds [F2]."
        let delegating = PreparedDelegation { [AgentResult(taskID: $0[0].id, exitReason: .finished, output: long)] }
        let tool = try #require(DelegateTaskTool(delegating, archive: fixture.archive, room: room))
        let result = try JSON(parsing: try await tool.run(["goal": "Count the birds."], context).text)["results"]?
            .array?[0]
        let digest = try #require(result?["output"]?.string)
        #expect(TokenEstimate(digest).tokens <= 200)
        #expect(digest.contains("[F2]"))
        let name = try #require(result?["full_output"]?.string)
        #expect(try await fixture.board.keptText(name) == long)
    }

    @Test func `an agent at the last level has no tool to delegate with`() async throws {
        #expect(DelegateTaskTool(PreparedDelegation(terms: DelegationTerms(depth: 0)), archive: nil) == nil)
        let fixture = try ToolFixture()
        let model = ScriptedModel([.text("Done.")])
        let factory = AgentFactory(roles: RoleLibrary(), catalog: fixture.catalog) { _, _ in
            ChosenModel(model)
        }
        let task = AgentTask(id: "t", goal: "Plan.", role: "orchestrator")
        _ = try await factory.agent(for: task, isWorker: true).run()
        let tools = try #require(model.requests.first).tools.map(\.name)
        #expect(tools.contains("board_search"))
        for name in ["delegate_task", "ask_user", "remember"] { #expect(!tools.contains(name)) }
    }

    @Test func `a worker's first request holds nothing of its parent's conversation`() async throws {
        let bodies = Mutex<[String]>([])
        let server = try ScriptedServer { request in
            let body = String(decoding: request.body, as: UTF8.self)
            bodies.withLock { $0.append(body) }
            return Self.answer(to: body)
        }
        let provider = Provider(
            .custom("local", baseURL: server.url("/v1")),
            key: nil,
            client: try HTTPClient(policy: .unrestricted)
        )
        let fixture = try ToolFixture()
        try fixture.folder.write("work/diary.txt", "PARENT-FILE-MARK")
        let factory = AgentFactory(roles: RoleLibrary(), catalog: fixture.catalog, archive: fixture.archive) {
            _,
            _ in
            ChosenModel(provider.model("m"))
        }
        let delegating = DirectDelegation(
            terms: DelegationTerms(roles: RoleLibrary().descriptions, toolsets: ["board"]),
            factory: factory
        )
        let task = AgentTask(id: "t", goal: "PARENT-GOAL-MARK", context: "PARENT-CONTEXT-MARK", role: "orchestrator")
        let result = try await factory.agent(for: task, isWorker: false, delegating: delegating).run()
        #expect(result.outcome == .success)
        let all = bodies.withLock { $0 }
        let child = try #require(all.first { $0.contains("CHILD-GOAL-MARK") && !$0.contains("PARENT-GOAL-MARK") })
        #expect(child.contains("CHILD-CONTEXT-MARK"))
        #expect(!child.contains("PARENT-"))
        #expect(!child.contains("delegate_task"))
        #expect(all.count == 4)
        #expect(all.last?.contains("CHILD-ANSWER-MARK") == true)
    }

    /// The parent reads a file and delegates; the worker answers; the parent ends.
    private static func answer(to body: String) -> [ScriptedServer.Step] {
        func call(_ name: String, _ arguments: JSON) -> JSON {
            [
                "content": "PARENT-THOUGHT-MARK",
                "tool_calls": [
                    [
                        "id": "c1", "type": "function",
                        "function": ["name": .string(name), "arguments": .string(arguments.text)],
                    ]
                ],
            ]
        }
        let message: JSON
        if !body.contains("PARENT-GOAL-MARK") {
            message = ["content": "CHILD-ANSWER-MARK"]
        } else if body.contains("CHILD-ANSWER-MARK") {
            message = ["content": "All is done."]
        } else if body.contains("PARENT-FILE-MARK") {
            message = call(
                "delegate_task",
                [
                    "goal": "CHILD-GOAL-MARK", "context": "CHILD-CONTEXT-MARK", "role": "researcher",
                ]
            )
        } else {
            message = call("read_file", ["path": "diary.txt"])
        }
        let reply: JSON = [
            "choices": [["message": message, "finish_reason": "stop"]],
            "usage": ["prompt_tokens": 9, "completion_tokens": 5],
        ]
        return [.respond(200, ["Content-Type: application/json"], Array(reply.text.utf8))]
    }
}
