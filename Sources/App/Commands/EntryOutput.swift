import Blackboard
import Core
import TerminalUI

/// Prints entries, for people and for programs.
enum EntryOutput {
    /// An entry of a list as an object.
    static func json(_ entry: EntrySummary, home: Path, score: Double? = nil, snippet: String? = nil) -> JSON {
        var members: [JSON.Member] = [
            JSON.Member("id", .string(entry.id.description)), JSON.Member("kind", .string(entry.id.kind.rawValue)),
            JSON.Member("title", .string(entry.title)), JSON.Member("status", .string(entry.status.rawValue)),
            JSON.Member("uri", JSON(entry.uri)),
        ]
        if let score { members.append(JSON.Member("score", .double((score * 10_000).rounded() / 10_000))) }
        if let snippet { members.append(JSON.Member("snippet", .string(snippet))) }
        members.append(JSON.Member("path", .string(home.appending(entry.path).string)))
        return .object(members)
    }

    /// A whole entry as an object.
    static func json(_ entry: Entry) -> JSON {
        let content = entry.content
        let quotes = content.quotes.map { quote -> JSON in
            [
                "source": .string(quote.source.description), "snapshot": .string(quote.snapshot.hexadecimal),
                "exact": .string(quote.exact), "prefix": .string(quote.prefix), "suffix": .string(quote.suffix),
                "start": .int(quote.start), "end": .int(quote.end),
            ]
        }
        let links = content.links.map { link -> JSON in
            ["rel": .string(link.relation.rawValue), "to": .string(link.target.description)]
        }
        return [
            "id": .string(entry.id.description), "kind": .string(entry.id.kind.rawValue),
            "title": .string(content.title),
            "status": .string(content.status.rawValue), "created": .string(entry.created.description),
            "updated": .string(entry.updated.description), "by": .string(entry.author), "run": JSON(entry.run),
            "revision": .int(entry.revision), "tags": .array(content.tags.map(JSON.string)), "links": .array(links),
            "quotes": .array(quotes), "uri": JSON(content.origin?.uri),
            "snapshot": JSON(content.origin?.snapshot.hexadecimal), "body": .string(content.body),
            "author": JSON(content.origin?.author), "published": JSON(content.origin?.published),
            "origin": JSON(content.origin?.kind), "credibility": JSON(content.origin?.credibility),
        ]
    }

    /// An entry of a list on one line.
    static func show(_ entry: EntrySummary, on console: Console, snippet: String? = nil) {
        let id = entry.id.description
        let pad = String(repeating: " ", count: max(1, 6 - id.count))
        let room = console.isTerminal ? console.width - 18 : .max
        let isUsual = entry.status == entry.id.kind.statuses.first
        console.print([
            (id, .bold), (pad, nil), (TerminalText.cut(entry.title, width: max(20, room)), nil),
            (isUsual ? "" : "  (\(entry.status.rawValue))", .dim),
        ])
        guard let snippet, !snippet.isEmpty, snippet != entry.title else { return }
        let text = TerminalText.wrap(TerminalText.clean(snippet), width: (console.isTerminal ? console.width : 100) - 6)
        for line in text.split(separator: "\n") { console.print([("      " + line, .dim)]) }
    }
}
