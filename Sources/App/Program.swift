import Dispatch
import Glibc
import Processes

/// The program.
public enum Program {
    /// The version of this build.
    static let version = "0.1.0"

    /// All commands.
    static let root: Command = Command(
        name: "slate",
        summary: "research with a blackboard: cited answers and reports from your documents",
        discussion: "Without a command, slate asks for questions on the terminal. Everything is kept below "
            + "$SLATE_HOME (default ~/.hermes/blackboard) as Markdown files and an index over them.",
        options: [
            Command.Option(name: "version", help: "print the version"),
            Command.Option(name: "continue", short: "c", help: "go on with the last conversation"),
            Command.Option(
                name: "resume",
                value: .text("CONVERSATION"),
                help: "go on with a conversation: its number, or words of it"
            ),
            Command.Option(name: "role", value: .text("ROLE"), help: "the role of who answers (slate roles list)"),
            Command.Option(name: "no-web", help: "do not search the web"),
        ] + ModelOptions.choice + ModelOptions.limits + ModelOptions.agents,
        examples: [
            "slate demo velm", "slate ask \"Which birds returned?\" --source velm",
            "slate report \"What did rewetting cost?\" --source velm -o cost.md", "slate verify cost.md",
        ],
        subcommands: [
            AskCommand.command, ReportCommand.command, AgentCommand.command, VerifyCommand.command,
            IngestCommand.command, BoardCommand.command, RunsCommand.command,
            ResumeCommand.command, ReplayCommand.command, RolesCommand.command,
            SkillsCommand.command, ScrubCommand.command,
            ModelsCommand.command, AuditCommand.command, ConfigCommand.command, DoctorCommand.command,
            DemoCommand.command, CompletionsCommand.command, CompletionsCommand.manual,
        ],
        action: REPLCommand.run
    )

    /// Runs the program with the arguments of this process, and ends it.
    public static func run() {
        let words = Array(CommandLine.arguments.dropFirst())
        // The fastest answer needs nothing of what follows.
        if words == ["--version"] { finish("slate \(version)\n") }
        let done = DispatchSemaphore(value: 0)
        // Detached, so that nothing runs on the main thread, which only waits.
        Task.detached {
            let status = await execute(words)
            exit(status.rawValue)
        }
        done.wait()
    }

    private static func finish(_ text: String) -> Never {
        Console(nil, environment: [:]).printVerbatim(text)
        exit(ExitStatus.done.rawValue)
    }

    @concurrent private static func execute(_ words: [String]) async -> ExitStatus {
        let environment = ChildProcess.inheritedEnvironment
        KeysInUse.ofProcess.add(KeysInUse.values(of: environment))
        var console = Console(nil, environment: environment)
        do {
            let invocation = try ArgumentParser.parse(words, root: root)
            console = Console(invocation, environment: environment)
            if invocation.has("version") { finish("slate \(version)\n") }
            if invocation.has("help") {
                let help = HelpText(command: invocation.command, path: invocation.path, width: min(console.width, 100))
                console.printVerbatim(help.text)
                return .done
            }
            guard let action = invocation.command.action else { return .usage }
            return try await Interrupts.run { try await action(invocation) }
        } catch {
            let report = ErrorReport(error)
            // A wrong command line is told in JSON too where that was asked for.
            if words.contains("--json"), !console.isJSON { report.showJSON(on: console) }
            report.show(on: console)
            return report.status
        }
    }
}
