import Agents
import Blackboard
import Core
import Glibc

/// `slate runs`: what was and is being worked on.
enum RunsCommand {
    static let command = Command(
        name: "runs",
        summary: "list runs, see what they did and cost, end them",
        discussion:
            "A run is one question that is worked on. Its steps (calls of models and tools, with time, tokens and "
            + "cost) are in the journal in board.db; without that file past runs are forgotten, but nothing that they found. "
            + "RUN is an identifier, or as much of its end as no other run has.",
        examples: ["slate runs list", "slate runs show 8ZZC78AHAXDS"],
        subcommands: [list, show, cancel, export]
    )

    private static let argument = Command.Argument(name: "RUN", help: "a run, as 'list' names it")

    private static let list = Command(
        name: "list",
        summary: "the latest runs, with state, time, tokens and cost",
        options: [
            Command.Option(name: "limit", short: "n", value: .number("N", 1...10_000), help: "at most N runs (20)")
        ],
        examples: ["slate runs list --limit 5 --json"],
        action: { invocation in
            let session = try Session(invocation)
            let console = session.console
            return try await session.withBoard { board in
                let runs = try await board.runs(limit: invocation.number("limit") ?? 20)
                if console.isJSON {
                    let object: JSON = ["runs": .array(runs.map(RunOutput.json))]
                    console.printVerbatim(object.prettyText + "\n")
                } else {
                    for run in runs { RunOutput.show(run, on: console) }
                    if runs.isEmpty { console.note("nothing was worked on yet") }
                }
                return .done
            }
        }
    )

    private static let show = Command(
        name: "show",
        summary: "the tree of a run's agents, with time, tokens and cost of each step",
        arguments: [argument],
        examples: ["slate runs show 8ZZC78AHAXDS"],
        action: { invocation in
            let session = try Session(invocation)
            return try await session.withBoard { board in
                let run = try await board.run(invocation.arguments[0])
                if session.console.isJSON {
                    session.console.printVerbatim(try await json(of: run, on: board).prettyText + "\n")
                } else {
                    try await printTree(of: run, on: board, session.console)
                }
                return .done
            }
        }
    )

    private static let cancel = Command(
        name: "cancel",
        summary: "end a run that another process works on; what it found stays on the board",
        arguments: [argument],
        examples: ["slate runs cancel 8ZZC78AHAXDS"],
        action: { invocation in
            let session = try Session(invocation)
            return try await session.withBoard { board in
                let run = try await board.run(invocation.arguments[0])
                let process = try await board.cancelRun(run.id)
                // As if a person had pressed Ctrl-C there; without it the run ends at its next step.
                let isInterrupted = process.map { kill($0, SIGINT) == 0 } ?? false
                if session.console.isJSON {
                    let object: JSON = ["id": .string(run.id), "interrupted": .bool(isInterrupted)]
                    session.console.printVerbatim(object.prettyText + "\n")
                } else {
                    let when = isInterrupted ? "now" : "with its next step, as its process cannot be reached from here"
                    session.console.print("\(run.id) ends \(when)")
                }
                return .done
            }
        }
    )

    private static let export = Command(
        name: "export",
        summary: "print what each agent of a run was told, said and did, as JSON Lines",
        discussion: "One agent a line: run, agent, attempt, messages, steps. Secrets are taken out.",
        arguments: [argument],
        examples: ["slate runs export 8ZZC78AHAXDS > trajectories.jsonl"],
        action: { invocation in
            let session = try Session(invocation)
            return try await session.withBoard { board in
                let run = try await board.run(invocation.arguments[0])
                // What the run was told from outside is nobody's work.
                for (agent, steps) in try await board.steps(of: run.id) where agent != RunFacts.agent {
                    var complete: [RecordedStep] = []
                    for step in steps { complete.append(try await board.withContent(step)) }
                    let trajectory = Trajectory(of: agent, in: run.id, steps: complete)
                    session.console.printVerbatim(trajectory.json(removing: session.removing).text + "\n")
                }
                return .done
            }
        }
    )

    private static func json(of run: Run, on board: Blackboard) async throws -> JSON {
        var agents: [JSON] = []
        for (agent, steps) in try await board.steps(of: run.id) {
            agents.append([
                "agent": .string(agent.path), "attempt": .int(agent.attempt),
                "steps": .array(steps.map(RunOutput.json)),
            ])
        }
        return ["run": RunOutput.json(run), "agents": .array(agents)]
    }

    private static func printTree(of run: Run, on board: Blackboard, _ console: Console) async throws {
        RunOutput.show(run, on: console)
        for (agent, steps) in try await board.steps(of: run.id) {
            let indent = 2 + 2 * agent.depth
            RunOutput.show(agent, steps, indent: indent, on: console)
            for step in steps { RunOutput.show(step, indent: indent + 2, on: console) }
        }
        if run.totals.steps == 0 { console.note("no steps: it asked no model") }
    }
}
