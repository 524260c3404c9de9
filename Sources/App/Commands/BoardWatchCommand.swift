import Blackboard
import Core
import TerminalUI

/// `slate board watch`: what happens on the board, as it happens, whoever does it.
enum BoardWatchCommand {
    static let command = Command(
        name: "watch",
        summary: "print changes as they happen, by any process",
        discussion: "Runs until Ctrl-C. Each change has a number; --since N begins after that one, so that a program "
            + "that was away misses nothing.",
        options: [
            Command.Option(name: "jsonl", help: "print one JSON object a line"),
            Command.Option(
                name: "since",
                value: .number("N", 0...Int(Int32.max)),
                help: "begin after change N; 0 for all"
            ),
            Command.Option(name: "limit", value: .number("N", 1...Int(Int32.max)), help: "end after N changes"),
        ],
        examples: ["slate board watch", "slate board watch --jsonl --since 0"],
        action: { invocation in
            let session = try Session(invocation)
            return try await session.withBoard { board in
                let isJSON = invocation.has("jsonl") || session.console.isJSON
                var left = invocation.number("limit") ?? .max
                for try await change in try await board.changes(since: invocation.number("since")) {
                    isJSON ? session.console.printVerbatim(json(change).text + "\n") : show(change, on: session.console)
                    left -= 1
                    if left == 0 { return .done }
                }
                throw CancellationError()
            }
        }
    )

    private static func json(_ change: Change) -> JSON {
        [
            "sequence": .int(change.sequence), "time": .string(change.time.description),
            "action": .string(change.action.rawValue), "id": .string(change.id.description),
            "kind": .string(change.id.kind.rawValue), "revision": .int(change.revision),
            "title": .string(change.title), "by": .string(change.author), "run": JSON(change.run),
        ]
    }

    private static func show(_ change: Change, on console: Console) {
        let time = change.time.description.dropFirst(11).prefix(8)
        let room = console.isTerminal ? max(20, console.width - 40) : .max
        console.print([
            ("\(time)  ", .dim), ("\(change.id)", .bold), (" \(change.action.rawValue)  ", nil),
            (TerminalText.cut(change.title, width: room), nil), ("  by \(change.author)", .dim),
        ])
    }
}
