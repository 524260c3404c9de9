import Blackboard
import Core
import Processes

/// `slate board edit`: an entry in the user's editor, taken over when it is valid.
enum BoardEditCommand {
    static let command = Command(
        name: "edit",
        summary: "edit an entry in $VISUAL or $EDITOR",
        discussion: "The text is checked when the editor ends; if it is no valid entry, the editor opens again. What "
            + "cannot be taken over is kept in a file that is named.",
        arguments: [Command.Argument(name: "ID", help: "such as N7")],
        examples: ["EDITOR=nano slate board edit N7"],
        action: { invocation in
            let session = try Session(invocation)
            let id = try session.entryID(invocation.arguments[0])
            return try await session.withBoard { board in
                try await EntryEdit(session: session, board: board, id: id).run()
                return .done
            }
        }
    )
}

/// One edit, from the first opening of the editor to the new revision.
struct EntryEdit {
    let session: Session
    let board: Blackboard
    let id: EntryID

    private var path: Path { board.folder.root.appending("edit/\(id).md") }

    func run() async throws {
        let entry = try await board.entry(id)
        guard let text = try await board.revisions(of: id).last?.text else { return }
        try begin(with: text)
        while true {
            try await openEditor(on: text)
            let edited = try read()
            if edited == text {
                try FileSystem.remove(path)
                return session.console.note("nothing was changed")
            }
            do {
                let new = try await board.replace(id, with: edited, expecting: entry.revision, by: "human")
                try FileSystem.remove(path)
                return session.console.isJSON
                    ? session.console.printVerbatim(EntryOutput.json(new).prettyText + "\n")
                    : session.console.print("\(id) is at revision \(new.revision)")
            } catch let error as BlackboardError {
                guard error.code == .invalid, wantsToGoOn(error.message) else { throw kept(error) }
            }
        }
    }

    /// Writes the text for the editor; an edit that was not finished is never written over.
    private func begin(with text: String) throws {
        if FileSystem.exists(path) {
            throw BlackboardError(
                .invalid,
                "an edit of \(id) was not finished: copy what you need from \(path), remove it, and begin again"
            )
        }
        try FileSystem.makeFolder(path.parent)
        try AtomicFile.write(text.utf8, to: path, existing: .keep)
    }

    /// What somebody has written is kept, however the editor ended; what nobody has touched must not block the next edit.
    private func openEditor(on text: String) async throws {
        do {
            let ending = try await TextEditor(session).open(path)
            if ending == .exited(0) { return }
            let error = BlackboardError(.invalid, "the editor \(ending.words); nothing was changed")
            guard try removeUntouched(text) else { throw kept(error) }
            throw error
        } catch let error as ProcessError {
            _ = try removeUntouched(text)
            throw error
        }
    }

    private func removeUntouched(_ text: String) throws -> Bool {
        guard try FileSystem.read(path, limit: 16 << 20).elementsEqual(text.utf8) else { return false }
        try FileSystem.remove(path)
        return true
    }

    private func read() throws -> String {
        let bytes = try FileSystem.read(path, limit: 16 << 20)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw kept(BlackboardError(.invalid, "the text is no valid UTF-8"))
        }
        return text
    }

    private func wantsToGoOn(_ problem: String) -> Bool {
        session.console.fail(problem)
        guard session.console.isInteractive else { return false }
        session.console.control("Press Enter to edit again, or type q to give up: ")
        return readLine().map { !$0.hasPrefix("q") } ?? false
    }

    private func kept(_ error: BlackboardError) -> BlackboardError {
        BlackboardError(error.code, "\(error.message) (your text is kept in \(path))")
    }
}
