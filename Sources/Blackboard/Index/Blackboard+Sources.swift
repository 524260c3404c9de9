import Core
import SQLite

/// A document that is to become a source.
public struct SourceDraft: Sendable {
    /// One line.
    public let title: String
    /// Its extracted text, in NFC.
    public let text: String
    /// Its address, such as a `file://` URL.
    public let uri: String
    /// The type of the original, such as `text/html`.
    public let mediaType: String
    /// Its language as a BCP 47 tag, if it says so.
    public let language: String?
    /// Who wrote it, if it says so.
    public let author: String?
    /// When it was published, if it says so.
    public let published: String?
    /// What kind of place it comes from, in a word.
    public let kind: String?
    /// What speaks for and against it, on one line.
    public let credibility: String?

    /// Creates a draft.
    ///
    /// - Parameters:
    ///   - title: One line.
    ///   - text: Its extracted text, in NFC.
    ///   - uri: Its address, such as a `file://` URL.
    ///   - mediaType: The type of the original, such as `text/html`.
    ///   - language: Its language as a BCP 47 tag.
    ///   - author: Who wrote it.
    ///   - published: When it was published.
    ///   - kind: What kind of place it comes from.
    ///   - credibility: What speaks for and against it.
    public init(
        title: String,
        text: String,
        uri: String,
        mediaType: String,
        language: String? = nil,
        author: String? = nil,
        published: String? = nil,
        kind: String? = nil,
        credibility: String? = nil
    ) {
        self.title = title
        self.text = text
        self.uri = uri
        self.mediaType = mediaType
        self.language = language
        self.author = author
        self.published = published
        self.kind = kind
        self.credibility = credibility
    }
}

/// What became of a document.
public struct Ingested: Sendable {
    /// What was done.
    public enum Action: Sendable {
        /// It is a new source.
        case added
        /// Its text had changed; the source has a new revision.
        case updated
        /// It was known with the same text.
        case unchanged
    }

    /// The source.
    public let id: EntryID
    /// Its title.
    public let title: String
    /// Its address.
    public let uri: String
    /// What was done.
    public let action: Action

    init(id: EntryID, title: String, uri: String, action: Action) {
        self.id = id
        self.title = title
        self.uri = uri
        self.action = action
    }

    /// What a step had done when it was cut off.
    fileprivate init(_ written: Entry, from uri: String) {
        self.init(
            id: written.id,
            title: written.content.title,
            uri: uri,
            action: written.revision == 1 ? .added : .updated
        )
    }
}

extension Blackboard {
    /// Stores documents as sources: their texts first, then all entries in one transaction, then the files.
    ///
    /// A document is known by its address. One that was ingested before and has another text now becomes a new
    /// revision of its source; the older text stays, as reports may rest on it.
    ///
    /// - Parameters:
    ///   - drafts: The documents.
    ///   - author: Who adds them.
    ///   - run: The run that they are added for.
    /// - Returns: What became of each, in order.
    /// - Throws: `FileError`, `SQLiteError`; then none of them was stored.
    public func ingest(_ drafts: [SourceDraft], by author: String, run: String? = nil) async throws -> [Ingested] {
        let snapshots = drafts.map { Snapshot(text: $0.text) }
        try objects.add(snapshots)
        let writes = drafts.map { StepWrites.current?.next("source", $0.uri) }
        return try await commit { [self] in
            var results: [Ingested] = []
            var next = try store.nextNumber(of: .source)
            var seen: Set<String> = []
            for ((draft, snapshot), write) in zip(zip(drafts, snapshots), writes)
            where seen.insert(draft.uri).inserted {
                if let written = try store.written(write) {
                    results.append(Ingested(written, from: draft.uri))
                    continue
                }
                let old = try knownSource(draft.uri)
                let entry = try source(draft, snapshot, replacing: old, number: next, author: author, run: run)
                results.append(
                    Ingested(id: entry.id, title: entry.content.title, uri: draft.uri, action: action(entry, old))
                )
                if old == nil { next += 1 }
                if entry == old { continue }
                try writer.write(entry, snapshot: snapshot)
                try store.note(write, wrote: entry)
            }
            return results
        }
    }

    /// The source with an address.
    ///
    /// - Parameter uri: The address.
    /// - Returns: Its entry, even if it was withdrawn; nothing if there is none.
    /// - Throws: `SQLiteError`.
    public func knownSource(_ uri: String) throws -> Entry? {
        let number = try database.first(
            "SELECT number FROM entry WHERE uri = ? AND kind = 'source' ORDER BY number LIMIT 1",
            .text(uri)
        ) { $0.int(0) }
        return try number.flatMap { try store.entry(EntryID(.source, $0)) }
    }

    private func action(_ entry: Entry, _ old: Entry?) -> Ingested.Action {
        old == nil ? .added : entry == old ? .unchanged : .updated
    }

    private func source(
        _ draft: SourceDraft,
        _ snapshot: Snapshot,
        replacing old: Entry?,
        number: Int,
        author: String,
        run: String?
    ) throws -> Entry {
        let now = clock.now()
        var title = EntryRules.line(draft.title)
        if title.isEmpty { title = EntryRules.line(draft.uri) }
        let origin = SourceOrigin(
            uri: draft.uri,
            snapshot: snapshot.hash,
            mediaType: draft.mediaType,
            language: draft.language,
            author: draft.author.map(EntryRules.line),
            accessed: now,
            published: draft.published.map(EntryRules.line),
            kind: draft.kind.map(EntryRules.line),
            credibility: draft.credibility.map(EntryRules.line)
        )
        let content = EntryContent(title: title, status: .current, origin: origin)
        guard var entry = old else {
            return try newEntry(content, kind: .source, number: number, by: author, run: run)
        }
        // The same text again is nothing new, but reading a withdrawn source again brings it back.
        if entry.content.origin?.snapshot == snapshot.hash, entry.content.status == .current { return entry }
        entry.content.origin = origin
        entry.content.status = .current
        entry.advance(by: author, at: now)
        return entry
    }
}
