import Blackboard
import Core

/// `slate board history` and `slate board restore`: the revisions of an entry.
enum BoardHistoryCommand {
    static let history = Command(
        name: "history",
        summary: "list the revisions of an entry",
        discussion: "A board that was rebuilt from its files knows the latest revisions only.",
        arguments: [Command.Argument(name: "ID", help: "such as F40")],
        examples: ["slate board history F40"],
        action: { invocation in
            let session = try Session(invocation)
            let id = try session.entryID(invocation.arguments[0])
            return try await session.withBoard { board in
                show(try await board.revisions(of: id), of: id, on: session.console)
                return .done
            }
        }
    )

    static let restore = Command(
        name: "restore",
        summary: "make an old revision the latest again",
        discussion: "The old revision becomes a new one, so that nothing is lost; this also undoes a withdrawal.",
        arguments: [
            Command.Argument(name: "ID", help: "such as F40"),
            Command.Argument(name: "REV", help: "the number of the revision, as 'history' lists it"),
        ],
        examples: ["slate board restore F40 2"],
        action: { invocation in
            let session = try Session(invocation)
            let id = try session.entryID(invocation.arguments[0])
            let number = try session.revision(invocation.arguments[1])
            return try await session.withBoard { board in
                let entry = try await board.restore(id, to: number, by: "human")
                if session.console.isJSON {
                    session.console.printVerbatim(EntryOutput.json(entry).prettyText + "\n")
                } else {
                    session.console.print("\(id) says what revision \(number) said; this is revision \(entry.revision)")
                }
                return .done
            }
        }
    )

    /// Prints the revisions, the latest first.
    static func show(_ revisions: [Revision], of id: EntryID, on console: Console) {
        if console.isJSON {
            let items = revisions.map { revision -> JSON in
                [
                    "revision": .int(revision.number), "by": .string(revision.author),
                    "time": .string(revision.time.description), "bytes": .int(revision.text.utf8.count),
                ]
            }
            let object: JSON = ["id": .string(id.description), "revisions": .array(items)]
            return console.printVerbatim(object.prettyText + "\n")
        }
        for revision in revisions.reversed() {
            let number = String(revision.number)
            console.print([
                (String(repeating: " ", count: max(0, 4 - number.count)) + number, .bold),
                ("  \(revision.time)  \(revision.author)", nil),
            ])
        }
    }
}

extension Session {
    /// A revision's number as the user wrote it.
    func revision(_ text: String) throws -> Int {
        guard let number = Int(text), number > 0 else { throw usage("'\(text)' is no revision; they count from 1") }
        return number
    }
}
