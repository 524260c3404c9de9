import Blackboard
import Core

/// `slate board add`: posts an entry, or one for each line of standard input.
enum BoardAddCommand {
    /// The longest body, in bytes.
    private static let bodyLimit = 4 << 20

    static let command = Command(
        name: "add",
        summary: "post an entry and print its id",
        discussion: "With --stdin-jsonl each line of standard input is a JSON object with title, body, tags, links "
            + "([{\"rel\", \"to\"}]) and, for findings, quotes ([{\"source\", \"exact\"}]); each is answered with one line as soon "
            + "as it is durable.",
        options: [
            BoardCommand.kindOption, Command.Option(name: "title", value: .text("TEXT"), help: "one line"),
            Command.Option(name: "body", value: .text("TEXT"), help: "Markdown; - reads standard input"),
            Command.Option(name: "tag", value: .text("WORD"), isRepeatable: true, help: "a word to find it by"),
            Command.Option(
                name: "link",
                value: .text("REL:ID"),
                isRepeatable: true,
                help: Link.Relation.allCases.map(\.rawValue).joined(separator: ", ") + ", such as about:Q3"
            ),
            Command.Option(name: "stdin-jsonl", help: "read entries from standard input, one a line"),
        ],
        examples: ["slate board add --kind note --title \"Ask Ann\" --link about:Q3"],
        action: run
    )

    private static func run(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        guard let kind = invocation.value("kind").flatMap(EntryKind.init(rawValue:)) else {
            throw session.usage("--kind KIND is missing")
        }
        if invocation.has("stdin-jsonl") {
            if let name = ["title", "body", "tag", "link"].first(where: invocation.has) {
                throw session.usage("--\(name) goes into the lines that --stdin-jsonl reads, not beside it")
            }
            return try await session.withBoard {
                try await EntryStream(kind: kind, board: $0, console: session.console).run()
            }
        }
        let content = try content(invocation, kind, session)
        return try await session.withBoard { board in
            let entry = try await board.post(content, kind: kind, by: "human")
            let console = session.console
            console.isJSON
                ? console.printVerbatim(EntryOutput.json(entry).prettyText + "\n") : console.print("\(entry.id)")
            return .done
        }
    }

    private static func content(_ invocation: Invocation, _ kind: EntryKind, _ session: Session) throws -> EntryContent
    {
        let body = try invocation.value("body").map { try session.text($0, limit: bodyLimit) } ?? ""
        let firstLine = body.split(whereSeparator: \.isNewline).first.map { String($0.drop { $0 == "#" || $0 == " " }) }
        guard let title = invocation.value("title") ?? firstLine else { throw session.usage("--title TEXT is missing") }
        let links = try invocation.all("link").map { text -> Link in
            let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2, let relation = Link.Relation(rawValue: parts[0]), let id = EntryID(parts[1]) else {
                throw session.usage("--link \(text): write REL:ID, such as about:Q3")
            }
            return Link(relation, id)
        }
        return EntryContent(
            title: KeysInUse.ofProcess.removed(from: title),
            status: kind.statuses[0],
            tags: invocation.all("tag"),
            links: links,
            body: KeysInUse.ofProcess.removed(from: body)
        )
    }
}
