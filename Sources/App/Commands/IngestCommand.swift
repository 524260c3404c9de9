import Blackboard
import Core

/// `slate ingest`: stores and indexes documents.
enum IngestCommand {
    static let command = Command(
        name: "ingest",
        summary: "store and index documents as sources",
        discussion: "Reads txt, md, html and pdf; folders are read with all that is below them. A file or page that "
            + "was ingested before is read again, and changes only if its text did. Pages of the web are fetched within "
            + "the limits of the settings fetch.*: not from private addresses, and not what a site's robots.txt forbids.",
        arguments: [
            Command.Argument(name: "PATH|URL", help: "a file, a folder, or an http or https address", count: .many)
        ],
        options: [Command.Option(name: "strict", help: "exit with 1 if a file or page could not be read")],
        examples: ["slate ingest notes/ paper.pdf", "slate ingest https://example.org/report.html"],
        action: run
    )

    private static func run(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let outcome = try await session.withBoard { board in
            try await GivenSources(session: session, board: board).ingest(invocation.arguments)
        }
        report(outcome, on: session.console)
        if outcome.sources.isEmpty { return .failure }
        return invocation.has("strict") && !outcome.failures.isEmpty ? .failure : .done
    }

    private static func report(_ outcome: Ingestion.Outcome, on console: Console) {
        if console.isJSON { return console.printVerbatim(json(outcome).prettyText + "\n") }
        let shown = outcome.sources.prefix(console.isVerbose ? .max : 20)
        for source in shown {
            console.print([("\(source.id)", .bold), ("  \(source.action)  ", .dim), (source.title, nil)])
        }
        if shown.count < outcome.sources.count { console.note("… and \(outcome.sources.count - shown.count) more") }
        let counts = ["added", "updated", "unchanged"].compactMap { name in
            let count = outcome.sources.count { "\($0.action)" == name }
            return count > 0 ? "\(count) \(name)" : nil
        }
        let failed = outcome.failures.isEmpty ? [] : ["\(outcome.failures.count) skipped"]
        console.note((counts + failed).joined(separator: ", "))
    }

    private static func json(_ outcome: Ingestion.Outcome) -> JSON {
        let sources = outcome.sources.map { source -> JSON in
            [
                "id": .string(source.id.description), "title": .string(source.title), "uri": .string(source.uri),
                "action": .string("\(source.action)"),
            ]
        }
        return ["sources": .array(sources), "skipped": .array(outcome.failures.map(JSON.string))]
    }
}
