import Blackboard
import Core

/// `slate board show`: prints an entry with what it refers to and what refers to it.
enum BoardShowCommand {
    /// How much of a source's text is shown without `--full`, in characters.
    private static let excerptLimit = 1_200

    static let command = Command(
        name: "show",
        summary: "print an entry",
        arguments: [Command.Argument(name: "ID", help: "such as F40")],
        options: [Command.Option(name: "full", help: "print the whole text of a source")],
        examples: ["slate board show F40"],
        action: { invocation in
            let session = try Session(invocation)
            let id = try session.entryID(invocation.arguments[0])
            return try await session.withBoard { board in
                try await show(id, on: board, console: session.console, isFull: invocation.has("full"))
                return .done
            }
        }
    )

    /// Prints an entry.
    static func show(_ id: EntryID, on board: Blackboard, console: Console, isFull: Bool) async throws {
        let entry = try await board.entry(id)
        if console.isJSON { return console.printVerbatim(EntryOutput.json(entry).prettyText + "\n") }
        let id = "\(entry.id)"
        console.printItem(id, .bold, entry.content.title, indent: id.count + 2)
        for (name, value) in try await fields(entry, board) { console.print([(name + ": ", .dim), (value, nil)]) }
        for quote in entry.content.quotes {
            let place = "quote of \(quote.source) at \(quote.start)–\(quote.end):"
            console.printItem(place, .dim, "“\(quote.exact)”", indent: place.count + 1)
        }
        let text = try await text(entry, board, isFull: isFull)
        if !text.isEmpty {
            console.print("")
            // The text of a source is what it is; all else on the board is Markdown.
            if entry.content.origin == nil { return console.printMarkdown(text) }
            console.printWrapped(text)
        }
    }

    private static func fields(_ entry: Entry, _ board: Blackboard) async throws -> [(String, String)] {
        let content = entry.content
        var fields = [
            ("kind", "\(entry.id.kind.rawValue), \(content.status.rawValue)"),
            ("by", "\(entry.author), revision \(entry.revision), \(entry.updated)"),
            ("file", board.folder.root.appending(entry.path).string),
        ]
        if let run = entry.run { fields.append(("run", run)) }
        if let origin = content.origin {
            fields.append(("from", "\(origin.uri) (\(origin.mediaType)), read \(origin.accessed)"))
            fields.append(("snapshot", "sha256:\(origin.snapshot)"))
            let told = [("author", origin.author), ("dated", origin.published), ("standing", origin.credibility)]
            fields += told.compactMap { name, value in value.map { (name, $0) } }
        }
        if !content.tags.isEmpty { fields.append(("tags", content.tags.joined(separator: ", "))) }
        for link in content.links { fields.append((link.relation.rawValue, "\(link.target)")) }
        for link in try await board.links(to: entry.id) {
            fields.append(("\(link.from)", "\(link.relation.rawValue) this"))
        }
        return fields
    }

    private static func text(_ entry: Entry, _ board: Blackboard, isFull: Bool) async throws -> String {
        guard let origin = entry.content.origin else { return entry.content.body }
        let text = try await board.snapshot(origin.snapshot).text
        if isFull || text.count <= excerptLimit { return text }
        return text.prefix(excerptLimit) + "…\n\n(\(text.count) characters; --full prints all)"
    }
}
