package import Core

/// A server of models that plays the parent of some workers, and the workers.
package struct AgentServer {
    /// What a worker's model answers.
    package enum Reply: Sendable {
        case text(String)
        case call(String, JSON)
        /// A call whose arguments are these words.
        case badCall(String, String)
        case status(Int, String)
        /// The beginning of an answer, then nothing more.
        case cutOff(String)
        case hang(String)
        /// An answer in so many pieces, with a pause of so many seconds before each.
        case stream(String, pieces: Int, pause: Double)
    }

    /// A request of an agent.
    package struct Request: Sendable {
        package let body: String
        /// How many results of tools it holds.
        package let results: Int
        /// The last of them.
        package let told: String?
        /// Whether the model is offered any tools.
        package let hasTools: Bool
    }

    package let server: ScriptedServer

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - tasks: What the parent hands out, before it repeats what it was told.
    ///   - worker: Answers for the workers, and for an agent that cannot delegate.
    /// - Throws: An error if there is no port.
    package init(_ tasks: [JSON], worker: @escaping @Sendable (Request) -> Reply) throws {
        try self.init(
            parent: { request in
                request.told.map { .text("Told: " + $0) } ?? .call("delegate_task", ["tasks": .array(tasks)])
            },
            worker: worker
        )
    }

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - parent: Answers for an agent that can delegate.
    ///   - worker: Answers for the workers, and for an agent that cannot delegate.
    /// - Throws: An error if there is no port.
    package init(
        parent: @escaping @Sendable (Request) -> Reply,
        worker: @escaping @Sendable (Request) -> Reply
    ) throws {
        server = try ScriptedServer { request in
            let body = String(decoding: request.body, as: UTF8.self)
            let json = try? JSON(parsing: body)
            let results = (json?["messages"]?.array ?? []).filter { $0["role"]?.string == "tool" }
            let tools = json?["tools"]?.array ?? []
            let isParent = tools.contains { $0["function"]?["name"]?.string == "delegate_task" }
            let asked = Request(
                body: body,
                results: results.count,
                told: results.last?["content"]?.string,
                hasTools: !tools.isEmpty
            )
            return Self.steps(isParent ? parent(asked) : worker(asked))
        }
    }

    /// The options that make slate ask this server.
    package var options: [String] { ["--model", "scripted", "--base-url", server.url("/v1")] }

    /// What a server does to give a reply.
    package static func steps(_ reply: Reply) -> [ScriptedServer.Step] {
        switch reply {
        case .text(let text): events([["content": .string(text)]], "stop")
        case .call(let name, let arguments): call(name, arguments.text)
        case .badCall(let name, let arguments): call(name, arguments)
        case .status(let status, let body):
            [.respond(status, ["Content-Type: application/json", "Retry-After: 0"], Array(body.utf8))]
        case .cutOff(let text): events([["content": .string(text)]], "length")
        case .stream(let text, let pieces, let pause): stream(text, pieces, pause)
        case .hang(let text): Array(events([["content": .string(text)]], "stop").prefix(2)) + [.hang]
        }
    }

    private static func call(_ name: String, _ arguments: String) -> [ScriptedServer.Step] {
        let function: JSON = ["name": .string(name), "arguments": .string(arguments)]
        let call: JSON = ["index": 0, "id": "call-1", "type": "function", "function": function]
        return events([["tool_calls": [call]]], "tool_calls")
    }

    private static func stream(_ text: String, _ pieces: Int, _ pause: Double) -> [ScriptedServer.Step] {
        let delta: JSON = ["content": .string(text)]
        let steps = events(Array(repeating: delta, count: pieces), "stop")
        return Array(steps.prefix(1)) + steps.dropFirst().flatMap { [.pause(pause), $0] }
    }

    private static func events(_ deltas: [JSON], _ reason: String) -> [ScriptedServer.Step] {
        let parts = deltas.map { ["choices": [["index": 0, "delta": $0]]] as JSON }
        let end: JSON = ["choices": [["index": 0, "delta": [:], "finish_reason": .string(reason)]]]
        let usage: JSON = ["choices": [], "usage": ["prompt_tokens": 100, "completion_tokens": 10]]
        let lines = (parts + [end, usage]).map(\.text) + ["[DONE]"]
        return [.beginChunks(["Content-Type: text/event-stream"])]
            + lines.map { .chunk(Array("data: \($0)\n\n".utf8)) } + [.chunk()]
    }
}
