import Blackboard
import Core
import Glibc

/// `slate` without a command.
enum REPLCommand {
    static let run: Command.Action = { invocation in
        let session = try Session(invocation)
        try Researching.checkModel(session)
        return try await session.withBoard { board in
            let repl = REPL(session: session, board: board)
            let isEditable = session.console.isInteractive && session.environment["TERM"] != "dumb"
            let history = board.folder.root.appending("history")
            let editor = isEditable ? LineEditor(historyFile: history, complete: repl.completions) : nil
            if let editor { return try await repl.run(editor) }
            return try await repl.run(PlainLineSource())
        }
    }
}
