import Blackboard
import Core

/// `slate board`: browses and tends the blackboard.
enum BoardCommand {
    static let command = Command(
        name: "board",
        summary: "browse and tend the blackboard",
        subcommands: [
            BoardBrowseCommand.command, BoardListCommand.list, BoardShowCommand.command, BoardListCommand.search,
            BoardTreeCommand.command, stats,
            BoardAddCommand.command, withdraw, BoardHistoryCommand.history, BoardDiffCommand.command,
            BoardHistoryCommand.restore, BoardEditCommand.command, BoardImpactCommand.command,
            BoardWatchCommand.command,
            BoardCheckCommand.check, BoardCheckCommand.reindex, BoardExportCommand.command, BoardCopyCommand.backup,
            BoardTaskCommand.lease,
            BoardTaskCommand.renew, BoardTaskCommand.release, BoardInboxCommand.send, BoardInboxCommand.receive,
        ]
    )

    static let kindOption = Command.Option(
        name: "kind",
        value: .choice("KIND", EntryKind.allCases.map(\.rawValue)),
        help: EntryKind.allCases.map(\.rawValue).joined(separator: ", ")
    )

    private static let stats = Command(
        name: "stats",
        summary: "count what is on the board",
        action: { invocation in
            let session = try Session(invocation)
            return try await session.withBoard { board in
                show(try await board.statistics(), at: board.folder.root, on: session.console)
                return .done
            }
        }
    )

    private static let withdraw = Command(
        name: "withdraw",
        summary: "take an entry back; it stays for the record",
        arguments: [Command.Argument(name: "ID", help: "such as S12")],
        examples: ["slate board withdraw S12"],
        action: { invocation in
            let session = try Session(invocation)
            let id = try session.entryID(invocation.arguments[0])
            return try await session.withBoard { board in
                let entry = try await board.withdraw(id, by: "human")
                if session.console.isJSON {
                    session.console.printVerbatim(EntryOutput.json(entry).prettyText + "\n")
                } else {
                    session.console.print("\(entry.id) is withdrawn")
                }
                return .done
            }
        }
    )

    private static func show(_ statistics: BoardStatistics, at home: Path, on console: Console) {
        let kinds = EntryKind.allCases.filter { statistics.entries[$0] ?? 0 > 0 }
        if console.isJSON {
            let entries = kinds.map { JSON.Member($0.rawValue, .int(statistics.entries[$0] ?? 0)) }
            let object: JSON = [
                "home": .string(home.string), "entries": .object(entries), "withdrawn": .int(statistics.withdrawn),
                "passages": .int(statistics.passages), "database_bytes": .int(statistics.databaseBytes),
            ]
            return console.printVerbatim(object.prettyText + "\n")
        }
        console.print(home.string)
        for kind in kinds {
            let count = String(statistics.entries[kind] ?? 0)
            console.print(String(repeating: " ", count: max(0, 8 - count.count)) + count + "  " + kind.folder)
        }
        let size = (statistics.databaseBytes + 1023) / 1024
        console.print("\(statistics.withdrawn) withdrawn, \(statistics.passages.of("passage")), database \(size) KiB")
    }
}

extension Session {
    /// An entry's id as the user wrote it.
    func entryID(_ text: String) throws -> EntryID {
        guard let id = EntryID(text) else { throw usage("'\(text)' is no id; ids look like S12 or F40") }
        return id
    }
}
