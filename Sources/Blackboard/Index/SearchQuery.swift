/// What is searched for, and where.
public struct SearchQuery: Sendable {
    /// The longest text that is searched for, in tokens; what goes beyond is left out.
    public static let termLimit = 256

    /// Any text, be it a question, words or a path; nothing in it is an operator.
    public var text: String
    /// The kinds of entries; empty for all.
    public var kinds: Set<EntryKind>
    /// The only sources to look into; nothing for all.
    public var sources: Set<EntryID>?
    /// The most results.
    public var limit: Int
    /// Whether withdrawn entries are found too.
    public var includesWithdrawn: Bool

    /// Creates a query.
    ///
    /// - Parameters:
    ///   - text: Any text.
    ///   - kinds: The kinds of entries; empty for all.
    ///   - sources: The only entries to look into; nothing for all.
    ///   - limit: The most results.
    ///   - includesWithdrawn: Whether withdrawn entries are found too.
    public init(
        _ text: String,
        kinds: Set<EntryKind> = [],
        sources: Set<EntryID>? = nil,
        limit: Int = 10,
        includesWithdrawn: Bool = false
    ) {
        self.text = text
        self.kinds = kinds
        self.sources = sources
        self.limit = limit
        self.includesWithdrawn = includesWithdrawn
    }
}

/// An entry that matches a query.
public struct SearchResult: Sendable {
    /// The entry.
    public let entry: EntrySummary
    /// How well it matches, the higher the better; comparable within one search only.
    public let score: Double
    /// The part of it that matches best, on one line.
    public let snippet: String
}

/// A passage that matches a query.
public struct PassageHit: Sendable {
    /// The entry that it is part of.
    public let entry: EntrySummary
    /// Its place, in bytes of the source's snapshot or the entry's file.
    public let range: Range<Int>
    /// Its text.
    public let text: String
    /// How well it matches, the higher the better; comparable within one search only.
    public let score: Double
}
