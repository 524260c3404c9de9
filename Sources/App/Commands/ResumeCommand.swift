import Blackboard
import Core

/// `slate resume`: goes on with a run that was interrupted, was killed, or reached a limit.
enum ResumeCommand {
    static let command = Command(
        name: "resume",
        summary: "go on with a run that was interrupted, killed, or stopped by a limit",
        discussion: "What the run has done is not done again: answers of models and results of tools come from its "
            + "journal. Its agents work under the settings that it was begun with; limits given here replace those of before, and "
            + "budgets, consent and who is asked are as configured now. Without RUN it is the latest run that can be taken up.",
        arguments: [Command.Argument(name: "RUN", help: "a run, as 'slate runs list' names it", count: .optional)],
        options: ModelOptions.choice + ModelOptions.limits + ModelOptions.agents,
        examples: ["slate resume", "slate resume 8ZZC78AHAXDS --max-cost 2"],
        action: run
    )

    private static func run(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let (run, isUntouched) = try await session.withBoard { board in
            let run = try await find(invocation, board)
            return (run, try await RecordedReport(run: run, board: board).isUntouched())
        }
        guard run.state != .running else {
            throw NothingToDoError(
                message: "process \(run.process) works on run \(run.id); 'slate runs cancel' ends it"
            )
        }
        guard run.state != .done else {
            throw NothingToDoError(message: "run \(run.id) is done; 'slate replay \(run.id)' tells it again")
        }
        let names = (ModelOptions.choice + ModelOptions.limits + ModelOptions.agents).map(\.name)
        var replacing = invocation.values.filter { names.contains($0.key) }
        if isUntouched { replacing["force"] = [""] }
        // The plan is there; what is wanted now is the rest.
        for name in ["plan-only", "edit-plan"] { replacing[name] = [] }
        let line = RunCommandLine(run: run)
        let begun = try line.invocation(.resume, for: invocation, replacing: replacing)
        session.console.note("goes on with run \(run.id): \(run.task.onOneLine)")
        try line.enterFolder()
        guard let action = begun.command.action else { return .usage }
        return try await action(begun)
    }

    private static func find(_ invocation: Invocation, _ board: Blackboard) async throws -> Run {
        if let name = invocation.arguments.first { return try await board.run(name) }
        let latest = try await board.runs(limit: 100).first { $0.state.isResumable && !Session.isComplete($0.reason) }
        guard let latest else {
            throw NothingToDoError(message: "no run was left unfinished; 'slate runs list' shows all")
        }
        return latest
    }
}
