import Core
import Synchronization
import TestSupport

/// What a scripted server of models answers: it follows from the request alone, so that a run can be repeated.
///
/// An agent that may delegate hands out tasks and then ends; one that may not calls a tool some times and then ends.
struct ModelScript: Sendable {
    /// How many pieces an answer is streamed in.
    private static let pieces = 8
    /// How many pieces an answer has that goes on.
    private static let streamed = 4_000
    private static let answer = String(
        repeating: "Sub-task 7 measured a throughput of 4,213 items per second on host h7 in 2024 [source s7]. ",
        count: 42
    )
    private static let note: JSON = ["kind": "note", "title": "t", "body": "hello"]

    /// How many tasks the agent at the top hands out, and each of those that it hands them to if they may delegate.
    let children: (top: Int, below: Int)
    /// How many notes an agent posts that does not delegate.
    let turns: Int
    /// Whether an agent that does not delegate is left waiting in the middle of its answer.
    let hangs: Bool
    /// The seconds between the pieces that such an answer goes on with; nothing for one of which no more comes.
    var pause: Double?
    /// The seconds before an answer begins.
    var latency = 0.0

    /// Starts a server that answers by the script, and counts the tokens of its answers.
    ///
    /// - Parameter counts: Counts what is handed out.
    /// - Returns: The server.
    /// - Throws: An error if there is no port.
    func serve(counting counts: HandedOut) throws -> ScriptedServer {
        try ScriptedServer { request in
            let json = (try? JSON(parsing: request.body)) ?? .null
            let (deltas, reason) = reply(to: json)
            if reason == nil {
                counts.waiting.add(1, ordering: .relaxed)
                let begun = Array(Self.events(deltas, "stop", tokens: (0, 0)).prefix(3))
                guard let pause, let piece = begun.last else { return begun + [.hang] }
                return begun + Array(repeating: [.pause(pause), piece], count: Self.streamed).joined()
            }
            let text = deltas.reduce(0) { $0 + $1.text.utf8.count }
            let tokens = (request.body.count / 4, max(1, text / 4))
            counts.tokens.add(tokens.0 + tokens.1, ordering: .relaxed)
            let answer = Self.events(deltas, reason ?? "stop", tokens: tokens)
            return latency > 0 ? [.pause(latency)] + answer : answer
        }
    }

    /// The pieces of the answer and why it ends; no reason for one that does not.
    private func reply(to request: JSON) -> (deltas: [JSON], reason: String?) {
        let tools = request["tools"]?.array ?? []
        let messages = request["messages"]?.array ?? []
        let results = messages.count { $0["role"]?.string == "tool" }
        if tools.contains(where: { $0["function"]?["name"]?.string == "delegate_task" }) {
            if results > 0 { return (Self.text(Self.answer), "stop") }
            let task = messages.last { $0["role"]?.string == "user" }?["content"]?.string ?? ""
            return (Self.call("delegate_task", tasks(isTop: !task.contains("Part"))), "tool_calls")
        }
        if hangs { return (Self.text(Self.answer), nil) }
        if results < turns, !tools.isEmpty { return (Self.call("board_post", Self.note), "tool_calls") }
        return (Self.text(Self.answer), "stop")
    }

    private func tasks(isTop: Bool) -> JSON {
        let names = (0..<(isTop ? children.top : children.below)).map { number -> JSON in
            if isTop, children.below > 0 { return ["goal": .string("Part \(number)"), "role": "orchestrator"] }
            return ["goal": .string("Measure item \(number) and report its throughput"), "context": "none needed"]
        }
        return ["tasks": .array(names)]
    }

    private static func text(_ text: String) -> [JSON] { parts(of: text).map { ["content": .string($0)] } }

    private static func call(_ name: String, _ arguments: JSON) -> [JSON] {
        func delta(_ function: JSON, _ head: [JSON.Member] = []) -> JSON {
            let call = [JSON.Member("index", 0)] + head + [JSON.Member("function", function)]
            return ["tool_calls": [.object(call)]]
        }
        let head = [JSON.Member("id", "call-1"), JSON.Member("type", "function")]
        return [delta(["name": .string(name), "arguments": ""], head)]
            + parts(of: arguments.text).map { delta(["arguments": .string($0)]) }
    }

    private static func parts(of text: String) -> [String] {
        let size = max(1, (text.count + pieces - 1) / pieces)
        return stride(from: 0, to: text.count, by: size).map { String(text.dropFirst($0).prefix(size)) }
    }

    private static func events(_ deltas: [JSON], _ reason: String, tokens: (Int, Int)) -> [ScriptedServer.Step] {
        let parts = deltas.map { ["choices": [["index": 0, "delta": $0]]] as JSON }
        let end: JSON = ["choices": [["index": 0, "delta": [:], "finish_reason": .string(reason)]]]
        let usage: JSON = ["prompt_tokens": .int(tokens.0), "completion_tokens": .int(tokens.1)]
        let lines = (parts + [end, ["choices": [], "usage": usage]]).map(\.text) + ["[DONE]"]
        return [.beginChunks(["Content-Type: text/event-stream"])]
            + lines.map { .chunk(Array("data: \($0)\n\n".utf8)) } + [.chunk()]
    }
}

/// What a server of models handed out so far.
final class HandedOut: Sendable {
    /// Tokens of requests and answers.
    let tokens = Atomic(0)
    /// Agents that wait in the middle of an answer.
    let waiting = Atomic(0)
}
