import Blackboard
import Core

/// `slate board backup`: a copy of the database while others go on working.
enum BoardCopyCommand {
    static let backup = Command(
        name: "backup",
        summary: "copy the database, even while others write to it",
        discussion:
            "The copy has all entries with their histories. It can take the place of board.db; the texts of the "
            + "sources stay in objects/, whose files never change: copy that folder, too, or use 'export'.",
        arguments: [Command.Argument(name: "FILE", help: "the copy")],
        options: [Command.Option(name: "force", help: "replace a file that is there")],
        examples: ["slate board backup ~/board-backup.db"],
        action: { invocation in
            let session = try Session(invocation)
            let path = session.path(invocation.arguments[0])
            try session.checkTarget(path)
            return try await session.withBoard { board in
                if path == board.folder.database { throw session.usage("the copy cannot be the board itself") }
                try await board.backUp(to: path)
                let size = (try FileSystem.status(path).size + 1_023) / 1_024
                if session.console.isJSON {
                    let object: JSON = ["path": .string(path.string), "bytes": .int(try FileSystem.status(path).size)]
                    session.console.printVerbatim(object.prettyText + "\n")
                } else {
                    session.console.print("\(path): \(size) KiB")
                }
                return .done
            }
        }
    )
}

extension Session {
    /// Refuses a file that is there, unless it may be replaced.
    func checkTarget(_ path: Path) throws {
        if !invocation.has("force"), FileSystem.exists(path) {
            throw usage("\(path) exists; --force replaces it")
        }
    }
}
