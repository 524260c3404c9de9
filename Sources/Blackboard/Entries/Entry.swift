public import Core

/// What its author says in an entry: all of it but what the board adds.
public struct EntryContent: Sendable, Equatable {
    /// One line.
    public var title: String
    /// Its state; one of the statuses of its kind.
    public var status: EntryStatus
    /// Words to find it by.
    public var tags: [String]
    /// What it refers to.
    public var links: [Link]
    /// The evidence of a finding.
    public var quotes: [Quote]
    /// Where a source comes from.
    public var origin: SourceOrigin?
    /// Further lines of front matter, as YAML: what this version has no name for, and what a report says of itself.
    public var extra: String
    /// Markdown.
    public var body: String
    /// Why it does not stand, if something that it rests on has fallen.
    public var fall: Fall?

    /// The loss of what an entry rests on.
    public struct Fall: Sendable, Equatable {
        /// The entry that was withdrawn, or has fallen itself.
        public let with: EntryID
        /// The state to which the entry returns when that stands again.
        public let was: EntryStatus
    }

    /// Creates content.
    ///
    /// - Parameters:
    ///   - title: One line; line breaks become blanks when it is posted.
    ///   - status: Its state; by default the first of its kind.
    ///   - tags: Words to find it by.
    ///   - links: What it refers to.
    ///   - quotes: The evidence of a finding.
    ///   - origin: Where a source comes from.
    ///   - extra: Further lines of front matter, as YAML.
    ///   - body: Markdown.
    public init(
        title: String,
        status: EntryStatus,
        tags: [String] = [],
        links: [Link] = [],
        quotes: [Quote] = [],
        origin: SourceOrigin? = nil,
        extra: String = "",
        body: String = ""
    ) {
        self.title = title
        self.status = status
        self.tags = tags
        self.links = links
        self.quotes = quotes
        self.origin = origin
        self.extra = extra
        self.body = body
    }
}

/// A piece of the board: a question, a source, a finding or one of the other kinds.
public struct Entry: Sendable, Equatable {
    /// Its name.
    public let id: EntryID
    /// What its author says.
    public var content: EntryContent
    /// When it was posted.
    public let created: Timestamp
    /// When it was changed last.
    public var updated: Timestamp
    /// The role that wrote the latest revision, or `human`.
    public var author: String
    /// The run that it was made in.
    public var run: String?
    /// The number of the latest revision, from 1.
    public var revision: Int
    /// Its file, relative to the board's home.
    public let path: String

    /// Makes it the next revision of itself, not older than the one before whatever the clock says.
    ///
    /// - Parameters:
    ///   - author: The role that writes it, or `human`.
    ///   - time: The present moment.
    mutating func advance(by author: String, at time: Timestamp) {
        revision += 1
        updated = max(time, updated)
        self.author = author
    }
}

/// A reference from one entry to another.
public struct Link: Hashable, Sendable {
    /// How two entries are related.
    public enum Relation: String, CaseIterable, Sendable {
        /// The entry answers the other, a question.
        case answers
        /// The entry quotes the other, a source.
        case quotes
        /// The entry is about the other: a critique of a draft, a part of a question.
        case about
        /// The entry replaces the other.
        case supersedes
        /// Both cannot be true.
        case contradicts
        /// The entry falls if the other does.
        case restsOn = "rests-on"
    }

    /// How they are related.
    public let relation: Relation
    /// The other entry.
    public let target: EntryID

    /// Creates a reference.
    public init(_ relation: Relation, _ target: EntryID) {
        self.relation = relation
        self.target = target
    }
}

/// A verbatim piece of a source, with the selectors of the W3C Web Annotation Data Model.
///
/// Source: <https://www.w3.org/TR/annotation-model/#text-quote-selector> and `#text-position-selector`.
public struct Quote: Hashable, Sendable {
    /// The source.
    public let source: EntryID
    /// The snapshot that the positions count in; a source may have newer ones.
    public let snapshot: ContentHash
    /// The words as they stand in the snapshot.
    public let exact: String
    /// What stands before them.
    public let prefix: String
    /// What stands after them.
    public let suffix: String
    /// Where they start, in Unicode code points from the snapshot's start.
    public let start: Int
    /// Where they end, exclusive.
    public let end: Int

    /// Creates a quote; `Snapshot.quote` makes one that is sure to be there.
    public init(
        source: EntryID,
        snapshot: ContentHash,
        exact: String,
        prefix: String,
        suffix: String,
        start: Int,
        end: Int
    ) {
        self.source = source
        self.snapshot = snapshot
        self.exact = exact
        self.prefix = prefix
        self.suffix = suffix
        self.start = start
        self.end = end
    }
}

/// Where a source comes from.
public struct SourceOrigin: Sendable, Equatable {
    /// Its address, such as a `file://` URL.
    public var uri: String
    /// The hash of its extracted text.
    public var snapshot: ContentHash
    /// The type of the original, such as `text/html`.
    public var mediaType: String
    /// Its language as a BCP 47 tag, if it says so.
    public var language: String?
    /// Who wrote it, if it says so.
    public var author: String?
    /// When it was read.
    public var accessed: Timestamp
    /// When it was published, as it says itself.
    public var published: String?
    /// What kind of place it comes from, in a word.
    public var kind: String?
    /// What speaks for and against it, on one line.
    public var credibility: String?

    /// Creates an origin.
    ///
    /// - Parameters:
    ///   - uri: Its address, such as a `file://` URL.
    ///   - snapshot: The hash of its extracted text.
    ///   - mediaType: The type of the original.
    ///   - language: Its language as a BCP 47 tag.
    ///   - author: Who wrote it.
    ///   - accessed: When it was read.
    ///   - published: When it was published.
    ///   - kind: What kind of place it comes from.
    ///   - credibility: What speaks for and against it.
    public init(
        uri: String,
        snapshot: ContentHash,
        mediaType: String,
        language: String? = nil,
        author: String? = nil,
        accessed: Timestamp,
        published: String? = nil,
        kind: String? = nil,
        credibility: String? = nil
    ) {
        self.uri = uri
        self.snapshot = snapshot
        self.mediaType = mediaType
        self.language = language
        self.author = author
        self.accessed = accessed
        self.published = published
        self.kind = kind
        self.credibility = credibility
    }
}
