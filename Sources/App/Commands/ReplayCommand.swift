import Blackboard
import Core

/// `slate replay`: tells a run again from what was recorded, without asking anybody.
enum ReplayCommand {
    static let command = Command(
        name: "replay",
        summary: "make the answer or report of a run again from its record, without any request",
        discussion:
            "The run is worked through again from its journal: models, tools, pages and the clock give what they gave. What "
            + "comes of it is compared byte for byte with what the run has kept; a difference is an error. A report goes into "
            + "another folder with its evidence, and its citations are checked again. A run that ended at a limit, which is "
            + "not reached at the same moment each time, is told as it was kept; one that went on after it ('slate resume') is "
            + "made again. Nothing goes over the network, and nothing is changed on the board.",
        arguments: [Command.Argument(name: "RUN", help: "a run, as 'slate runs list' names it")],
        options: [
            Command.Option(
                name: "output",
                short: "o",
                value: .text("FOLDER"),
                help: "where a report goes; without it replay-RUN in the working folder"
            ),
            Command.Option(
                name: "kept",
                help: "give what the run has kept, checked against its hash, without making it again"
            ), Command.Option(name: "force", help: "overwrite a file that exists"),
        ],
        examples: ["slate replay 8ZZC78AHAXDS -o again"],
        action: run
    )

    private static func run(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let run = try await session.withBoard { try await $0.run(invocation.arguments[0]) }
        guard run.state != .running else {
            throw NothingToDoError(message: "process \(run.process) still works on run \(run.id)")
        }
        if run.command == "agent" {
            let line = RunCommandLine(run: run)
            let begun = try line.invocation(.replay, for: invocation)
            try line.enterFolder()
            guard let action = begun.command.action else { return .usage }
            return try await action(begun)
        }
        let folder = session.path(invocation.value("output") ?? "replay-\(run.id)")
        return try await session.withBoard { board in
            let recorded = RecordedReport(run: run, board: board)
            // A run that has only made its plan, say, is not worked through for nothing.
            _ = try recorded.record()
            if invocation.has("kept") {
                session.console.note("as it was kept; it was not made again")
            } else if RunRepetition.canRepeat(run) {
                try await recorded.check(try await RunRepetition(run: run, board: board, session: session).texts())
            } else {
                session.console.note("it ended by a limit, or early: told as it was kept, and not made again")
            }
            return try await recorded.write(to: folder, session)
        }
    }
}
