import Agents
import Blackboard
import Core
import Glibc
import LanguageModels

// A run of agents without a network, for tests that kill it: `journal-probe HOME LOG [replay]`. It takes up, or
// tells again, the run that it finds on the board, or begins one. Each answer of its model and each use of its tools is a line in the log.

/// Appends a line, which outlives this process.
@Sendable func log(_ line: String) {
    let file = open(CommandLine.arguments[2], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(file) }
    let bytes = Array((line + "\n").utf8)
    _ = write(file, bytes, bytes.count)
}

/// Answers by how far the conversation is: turns of tool calls, then a text with what the tools gave.
struct ProbeModel: StreamingModel {
    let identity = ModelIdentity(provider: "test", model: "probe")
    let name: String
    let turns: [[(tool: String, arguments: JSON)]]

    func stream(_ request: ModelRequest) -> ModelEventStream {
        let turn = request.messages.count { if case .assistant = $0 { true } else { false } }
        log("\(name) model \(turn)")
        let usage = ModelEvent.usage(Usage(inputTokens: 10, outputTokens: 1))
        guard turn < turns.count else {
            let results = request.messages.flatMap { message -> [String] in
                if case .tools(let results) = message { results.map(\.content) } else { [] }
            }
            return ModelEventStream([.text(results.joined(separator: "; ")), usage, .stop(.finished)])
        }
        let calls = turns[turn].enumerated().map { index, call in
            ModelEvent.toolCall(
                ToolCallDelta(index: index, id: "t\(turn)c\(index)", name: call.tool, arguments: call.arguments.text)
            )
        }
        return ModelEventStream(calls + [usage, .stop(.toolCalls)])
    }
}

/// Looks at something.
struct LookTool: Tool {
    let name: String

    var definition: ToolDefinition {
        ToolDefinition(name: "look", description: "Looks.", parameters: ["type": "object", "properties": [:]])
    }
    var access: ToolAccess { .read }
    var runsInParallel: Bool { true }

    func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput {
        log("\(name) look \(arguments.text)")
        return ToolOutput("saw \(arguments.text)")
    }
}

/// Hands tasks to three workers at the same time.
struct FanOutTool: Tool {
    let journal: Journal
    let board: Blackboard

    var definition: ToolDefinition {
        ToolDefinition(name: "fan_out", description: "Hands out.", parameters: ["type": "object", "properties": [:]])
    }
    var access: ToolAccess { .read }
    var runsInParallel: Bool { true }

    func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput {
        let outputs = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for place in 0..<3 {
                guard let worker = JournalAgent.workerOfCurrentStep(place) else { continue }
                group.addTask { (place, try await work(worker, "\(arguments.text) \(place)")) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        return ToolOutput((0..<3).map { outputs[$0] ?? "nothing" }.joined(separator: ", "))
    }

    private func work(_ worker: JournalAgent, _ task: String) async throws -> String {
        let turns: [[(tool: String, arguments: JSON)]] = [
            [("look", ["at": .string(task)]), ("look", ["at": "all"])],
            [("board_post", ["kind": "note", "title": .string("note of \(task)")])],
        ]
        // The board numbers notes in the order in which they come, which is another each time.
        let result = await agent(worker, task, turns, journal, board, tools: []).run()
        return "\(task) \(result.exitReason.rawValue) \(result.artifacts.count)"
    }
}

@Sendable func agent(
    _ name: JournalAgent,
    _ task: String,
    _ turns: [[(tool: String, arguments: JSON)]],
    _ journal: Journal,
    _ board: Blackboard,
    tools: [any Tool]
) -> Agent {
    let all: [any Tool] = [LookTool(name: name.path), BoardPostTool(board: board)] + tools
    return Agent(
        AgentBrief(task: AgentTask(id: name.path, goal: task, role: "writer")),
        model: JournaledModel(ProbeModel(name: name.path, turns: turns), journal: journal, agent: name),
        tools: journal.tools(all, of: name),
        run: journal.run
    )
}

let board = try Blackboard(home: Path(CommandLine.arguments[1]))
let known = try await board.runs(limit: 1).first?.id
let isReplay = CommandLine.arguments.count > 3
var active: ActiveRun?
if !isReplay {
    if let known {
        active = try await board.resumeRun(known)
    } else {
        active = try await board.beginRun(command: "probe", task: "Look around.")
    }
}
let mode: Journal.Mode = isReplay ? .replay : known == nil ? .record : .resume
let journal = try await Journal(run: active?.id ?? known ?? "", on: board, mode: mode)
let top = JournalAgent("0")
let turns: [[(tool: String, arguments: JSON)]] = [
    [("look", [:])], [("fan_out", ["task": "a"]), ("fan_out", ["task": "b"])],
    [("board_post", ["kind": "note", "title": "last note"])],
]
let started = try await journal.now(for: top)
let tools: [any Tool] = [FanOutTool(journal: journal, board: board)]
let result = await agent(top, "look around", turns, journal, board, tools: tools).run()
if let active { try await board.endRun(active, RunEnd(result.outcome == .success ? .done : .failed)) }
try await board.close()
print(result.output, result.usage.calls, result.usage.tokens.inputTokens)
