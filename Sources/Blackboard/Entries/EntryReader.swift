import Core
import YAML

/// Reads an entry from parsed front matter and says in which line it is wrong.
struct EntryReader {
    let node: YAMLNode
    let frontMatter: Substring
    let body: Substring
    let path: String

    /// The entry; what a person's minimal file leaves out is filled in.
    func entry(fallback: EntryID?, time: Timestamp) throws -> Entry {
        let kind = try kind()
        guard let id = try id(of: kind) ?? fallback else { throw error("id", "is missing") }
        guard id.kind == kind else { throw error("id", "is \(id), but the kind is \(kind.rawValue)") }
        var content = EntryContent(
            title: title(),
            status: try status(of: kind),
            tags: node["tags"]?.array?.compactMap(\.string) ?? [],
            links: try list("links", link),
            quotes: try list("quotes", quote),
            origin: try origin(time),
            extra: extra,
            body: trimmedBody
        )
        content.fall = try fall(of: kind)
        return Entry(
            id: id,
            content: content,
            created: try moment("created") ?? time,
            updated: try moment("updated") ?? time,
            author: node["by"]?.string ?? "human",
            run: node["run"]?.string,
            revision: max(1, node["revision"]?.int ?? 1),
            path: path
        )
    }

    private static let knownKeys: Set<String> = [
        "id", "kind", "title", "status", "fell", "created", "updated", "by", "run", "revision", "tags", "links",
        "quotes", "uri", "snapshot", "media_type", "accessed",
    ]

    /// What else a source says of itself; in other entries these are the user's own words.
    private static let sourceKeys: Set<String> = ["language", "author", "published", "origin", "credibility"]

    /// The lines of the keys that have no meaning here; they are kept as they are written.
    private var extra: String {
        let lines = frontMatter.split(separator: "\n", omittingEmptySubsequences: false)
        let starts = node.pairs.map(\.line) + [lines.count + 1]
        let known = node["snapshot"] == nil ? Self.knownKeys : Self.knownKeys.union(Self.sourceKeys)
        return zip(node.pairs, starts.dropFirst()).filter { !known.contains($0.0.key) }
            .map { pair, end in lines[(pair.line - 1)..<min(end - 1, lines.count)].joined(separator: "\n") }
            .joined(separator: "\n").trimmingNewlines
    }

    private var trimmedBody: String { String(body).trimmingNewlines }

    private func kind() throws -> EntryKind {
        if let text = node["kind"]?.string {
            guard let kind = EntryKind(rawValue: text) else { throw error("kind", "is no kind: \(text)") }
            return kind
        }
        let folder = path.split(separator: "/").first.map(String.init)
        guard let kind = EntryKind.allCases.first(where: { $0.folder == folder }) else {
            throw error("kind", "is missing")
        }
        return kind
    }

    private func id(of kind: EntryKind) throws -> EntryID? {
        guard let text = node["id"]?.string else { return nil }
        guard let id = EntryID(text) else { throw error("id", "is no id: \(text)") }
        return id
    }

    private func title() -> String {
        if let title = node["title"]?.string, !title.isEmpty { return title }
        let heading = body.split(separator: "\n").first { $0.hasPrefix("#") }?.drop { $0 == "#" || $0 == " " }
        return heading.map(String.init) ?? Path(path).stem
    }

    private func status(of kind: EntryKind) throws -> EntryStatus {
        guard let text = node["status"]?.string else { return kind.statuses[0] }
        guard let status = EntryStatus(rawValue: text), kind.statuses.contains(status) else {
            let known = kind.statuses.map(\.rawValue).joined(separator: ", ")
            throw error("status", "is \(text); a \(kind.rawValue) can be: \(known)")
        }
        return status
    }

    private func fall(of kind: EntryKind) throws -> EntryContent.Fall? {
        guard let node = node["fell"] else { return nil }
        guard let cause = node["with"]?.string.flatMap(EntryID.init),
            let status = node["was"]?.string.flatMap(EntryStatus.init(rawValue:)), kind.statuses.contains(status)
        else { throw error("fell", "needs an id in 'with' and a status in 'was'") }
        return EntryContent.Fall(with: cause, was: status)
    }

    private func link(_ node: YAMLNode) throws -> Link {
        guard let relation = node["rel"]?.string.flatMap(Link.Relation.init(rawValue:)) else {
            throw EntryFileError(line: node.line + 1, message: "a link needs a known 'rel'")
        }
        guard let target = node["to"]?.string.flatMap(EntryID.init) else {
            throw EntryFileError(line: node.line + 1, message: "a link needs an id in 'to'")
        }
        return Link(relation, target)
    }

    private func quote(_ node: YAMLNode) throws -> Quote {
        guard let source = node["source"]?.string.flatMap(EntryID.init),
            let snapshot = node["snapshot"]?.string.flatMap(ContentHash.init(hexadecimal:)),
            let exact = node["exact"]?.string, let start = node["start"]?.int, let end = node["end"]?.int,
            0 <= start, start < end
        else {
            throw EntryFileError(line: node.line + 1, message: "a quote needs source, snapshot, exact, start and end")
        }
        return Quote(
            source: source,
            snapshot: snapshot,
            exact: exact,
            prefix: node["prefix"]?.string ?? "",
            suffix: node["suffix"]?.string ?? "",
            start: start,
            end: end
        )
    }

    private func origin(_ time: Timestamp) throws -> SourceOrigin? {
        guard let text = node["snapshot"]?.string else { return nil }
        guard let snapshot = ContentHash(hexadecimal: text) else { throw error("snapshot", "is no SHA-256") }
        return SourceOrigin(
            uri: node["uri"]?.string ?? "",
            snapshot: snapshot,
            mediaType: node["media_type"]?.string ?? "text/plain",
            language: node["language"]?.string,
            author: node["author"]?.string,
            accessed: try moment("accessed") ?? time,
            published: node["published"]?.string,
            kind: node["origin"]?.string,
            credibility: node["credibility"]?.string
        )
    }

    private func moment(_ key: String) throws -> Timestamp? {
        guard let text = node[key]?.string else { return nil }
        guard let moment = Timestamp(text) else { throw error(key, "is no time such as 2026-01-31T12:00:00.000Z") }
        return moment
    }

    private func list<Item>(_ key: String, _ read: (YAMLNode) throws -> Item) throws -> [Item] {
        guard let value = node[key] else { return [] }
        guard let items = value.array else { throw error(key, "is no list") }
        return try items.map(read)
    }

    private func error(_ key: String, _ message: String) -> EntryFileError {
        EntryFileError(line: (node[key]?.line ?? 0) + 1, message: "'\(key)' \(message)")
    }
}

extension String {
    /// The text without line breaks at its end.
    fileprivate var trimmingNewlines: String {
        var text = self[...]
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }
}
