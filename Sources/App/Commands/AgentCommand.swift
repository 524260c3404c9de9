import Agents
import Blackboard
import Core
import LanguageModels

/// `slate agent`: one agent works on a task, with workers if it wants some.
enum AgentCommand {
    static let command = Command(
        name: "agent",
        summary: "have an agent work on a task, and print its answer",
        discussion:
            "The agent has the role orchestrator unless told otherwise, which may hand parts to workers. Tasks, "
            + "findings and results are on the board. What happens is told on standard error, and kept in "
            + "runs/RUN/events.jsonl. What changes files or reaches other machines needs consent: you are asked where "
            + "you can be, else it is denied unless --allow says so.",
        arguments: [
            Command.Argument(name: "TASK", help: "what is to be done; - reads it from standard input", count: .many)
        ],
        options: [
            Command.Option(name: "role", value: .text("ROLE"), help: "the agent's role (slate roles list)"),
            Command.Option(
                name: "toolsets",
                value: .text("A,B"),
                help: "the tools that it gets: " + Toolset.allCases.map(\.rawValue).joined(separator: ", ")
            ),
            Command.Option(
                name: "allow",
                value: .text("CLASS"),
                isRepeatable: true,
                help: "what needs no consent: write, network"
            ),
            Command.Option(
                name: "context",
                value: .text("TEXT"),
                help: "what the agent needs to know for its task"
            ),
            Command.Option(
                name: "jsonl",
                help: "print each event as it happens and then the answer, a JSON object a line"
            ),
            Command.Option(name: "no-web", help: "give the agent and its workers no tools for the web"),
        ] + ModelOptions.choice + ModelOptions.limits + ModelOptions.agents,
        examples: [
            "slate agent --model ollama/qwen3 \"Compare what our notes say about the two dams\"",
            "slate agent --role researcher --max-tokens-total 50000 \"When was the bridge built?\"",
        ],
        action: run
    )

    private static func run(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let goal = try session.text(invocation.arguments.joined(separator: " "), limit: 256 << 10)
        guard goal.contains(where: { !$0.isWhitespace }) else { throw session.usage("the task is empty") }
        let free = try allowed(session)
        var task = AgentTask(id: "1", goal: goal, role: invocation.value("role") ?? "orchestrator")
        task.context = invocation.value("context") ?? ""
        task.iterations = session.configuration.turnsOfTop
        task.toolsets = try invocation.value("toolsets").map { try toolsets($0, session) }
        let setup = AgentSetup(session)
        let role = try setup.roles.role(named: task.role ?? "")
        // What is wrong with the model is better known before the work, and its key before anything is written.
        let model = try await setup.model(of: role, isWorker: false).model
        let start = ContinuousClock.now
        return try await session.withBoard { [task] board in
            try await session.asRun(on: board, task: goal) { id in
                let hasWeb = !invocation.has("no-web")
                var place = RunPlace(id: id, board: board, setup: setup, free: free, hasWeb: hasWeb)
                if invocation.has("jsonl") {
                    place.show = { session.console.printVerbatim($0.json.text + "\n") }
                }
                let (result, run) = try await place.watched { run in try await run.work(on: task) }
                let answer = AgentAnswer(
                    task: goal,
                    result: result,
                    run: run.id,
                    engine: model.identity.description,
                    usage: run.usage,
                    budget: run.budget.standings.isEmpty ? nil : run.budget.standings.wordsForUser,
                    citations: try await CitedEntries(in: result.output, on: board),
                    time: ContinuousClock.now - start
                )
                answer.show(on: session.console, asLine: invocation.has("jsonl"))
                return (
                    answer.exitStatus,
                    RunEnd(result, usage: run.usage, setup.asked, RecordedSettings(of: session.configuration))
                )
            }
        }
    }

    private static func toolsets(_ text: String, _ session: Session) throws -> [String] {
        let names = text.split(separator: ",").map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
        guard !names.isEmpty else { throw session.usage("--toolsets names none") }
        return try ToolCatalog.toolsets(named: names).map(\.rawValue)
    }

    private static func allowed(_ session: Session) throws -> Set<ToolAccess> {
        Set(
            try session.invocation.all("allow").flatMap { $0.split(separator: ",") }.map { name in
                guard let access = ToolAccess(rawValue: String(name)), access != .read else {
                    let known = ToolAccess.allCases.filter { $0 != .read }.map(\.rawValue).joined(separator: ", ")
                    throw session.usage("--allow \(name): there is no such class; there are: \(known)")
                }
                return access
            }
        )
    }
}
