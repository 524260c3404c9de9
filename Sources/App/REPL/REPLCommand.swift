import Blackboard
import Core
import Glibc
import TerminalUI

/// `slate` without a command.
enum REPLCommand {
    static let run: Command.Action = { invocation in
        let session = try Session(invocation)
        return try await session.withBoard { board in
            let repl = REPL(session: session, board: board)
            let isEditable = session.console.isInteractive && session.environment["TERM"] != "dumb"
            let history = board.folder.root.appending("history")
            if isEditable,
                let editor = LineEditor(
                    historyFile: history,
                    // Where the place of the cursor fits both, as with a window of half the width.
                    breaksAnew: session.environment["TMUX"] == nil ? nil : true,
                    complete: repl.completions
                )
            {
                TerminalMode.remember(farewell: "\u{1B}[?2004l")
                Suspension.install()
                return try await talk(repl, editor)
            }
            let console = session.console
            let lines = PlainLineSource { prompt in
                // Where nothing more is asked for, the shell's prompt gets a line of its own.
                if console.isInteractive { console.printVerbatim(prompt?.rawValue ?? "\n") }
            }
            guard let lines else { throw NothingToDoError(message: "no more files can be opened; see ulimit -n") }
            return try await talk(repl, lines)
        }
    }

    /// Between a prompt and the work for a line, Ctrl-C is meant for that work: without this it would end the conversation.
    private static func talk(_ repl: REPL, _ lines: some LineSource) async throws -> ExitStatus {
        try await Interrupts.handling(.atPrompt(note: repl.noteInterrupt)) { try await repl.run(lines) }
    }
}
