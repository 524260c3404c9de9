import Blackboard
import Core

/// `slate board list` and `slate board search`.
enum BoardListCommand {
    private static let limit = Command.Option(
        name: "limit",
        short: "n",
        value: .number("N", 1...10_000),
        help: "at most N entries"
    )

    static let list = Command(
        name: "list",
        summary: "list entries, the latest change first",
        options: [
            BoardCommand.kindOption,
            Command.Option(
                name: "status",
                value: .choice("STATUS", EntryStatus.allCases.map(\.rawValue)),
                help: "such as open, answered, withdrawn; by default all but withdrawn"
            ),
            Command.Option(name: "run", value: .text("RUN"), help: "only what was made in a run"), limit,
        ],
        examples: ["slate board list --kind finding"],
        action: runList
    )

    static let search = Command(
        name: "search",
        summary: "find entries by their words, best first",
        discussion: "Any text can be searched for; nothing in it is an operator.",
        arguments: [Command.Argument(name: "QUERY", help: "words, or a question", count: .many)],
        options: [
            BoardCommand.kindOption, limit, Command.Option(name: "withdrawn", help: "find withdrawn entries too"),
        ],
        examples: ["slate board search boundary layer --kind source"],
        action: runSearch
    )

    private static func runList(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let filter = EntryFilter(
            kinds: kinds(invocation),
            status: invocation.value("status").flatMap(EntryStatus.init(rawValue:)),
            run: invocation.value("run"),
            limit: invocation.number("limit") ?? 100
        )
        return try await session.withBoard { board in
            let entries = try await board.entries(matching: filter)
            let console = session.console
            if console.isJSON {
                let items = entries.map { EntryOutput.json($0, home: board.folder.root) }
                console.printVerbatim((["results": .array(items)] as JSON).prettyText + "\n")
            } else {
                for entry in entries { EntryOutput.show(entry, on: console) }
                if entries.isEmpty { console.note("nothing on the board matches") }
            }
            return .done
        }
    }

    private static func runSearch(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let text = invocation.arguments.joined(separator: " ")
        let limit = invocation.number("limit") ?? session.configuration.number("search.limit")
        var query = SearchQuery(text, kinds: kinds(invocation), limit: limit)
        query.includesWithdrawn = invocation.has("withdrawn")
        let asked = query
        return try await session.withBoard { board in
            show(try await board.search(asked), of: text, home: board.folder.root, on: session.console)
            return .done
        }
    }

    /// Prints what was found.
    static func show(_ results: [SearchResult], of text: String, home: Path, on console: Console) {
        if console.isJSON {
            let items = results.map { EntryOutput.json($0.entry, home: home, score: $0.score, snippet: $0.snippet) }
            return console.printVerbatim(
                (["query": .string(text), "results": .array(items)] as JSON).prettyText + "\n"
            )
        }
        for result in results { EntryOutput.show(result.entry, on: console, snippet: result.snippet) }
        if results.isEmpty { console.note("nothing on the board matches '\(text)'") }
    }

    private static func kinds(_ invocation: Invocation) -> Set<EntryKind> {
        Set([invocation.value("kind").flatMap(EntryKind.init(rawValue:))].compactMap { $0 })
    }
}
