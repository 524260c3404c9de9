public import Core
import SQLite

/// An entry as lists show it, without its body.
public struct EntrySummary: Sendable, Equatable {
    /// Its name.
    public let id: EntryID
    /// One line.
    public let title: String
    /// Its state.
    public let status: EntryStatus
    /// When it was changed last.
    public let updated: Timestamp
    /// The role that wrote the latest revision, or `human`.
    public let author: String
    /// The run that it was made in.
    public let run: String?
    /// Its file, relative to the board's home.
    public let path: String
    /// The address of a source.
    public let uri: String?
    /// The hash of a source's text.
    public let snapshot: ContentHash?

    /// The columns that `init(row:)` reads, of the table `entry`.
    static let columns = "kind, number, title, status, updated, author, run, path, uri, snapshot"

    /// Leaves the body of an entry out.
    ///
    /// - Parameter entry: The entry.
    public init(_ entry: Entry) {
        id = entry.id
        title = entry.content.title
        status = entry.content.status
        updated = entry.updated
        author = entry.author
        run = entry.run
        path = entry.path
        uri = entry.content.origin?.uri
        snapshot = entry.content.origin?.snapshot
    }

    /// Reads a row that begins with `columns`.
    init?(row: Row) {
        guard let id = EntryID(row: row), let status = EntryStatus(rawValue: row.text(3)) else {
            return nil
        }
        self.id = id
        title = row.text(2)
        self.status = status
        updated = Timestamp(milliseconds: Int64(row.int(4)))
        author = row.text(5)
        run = row.optionalText(6)
        path = row.text(7)
        uri = row.optionalText(8)
        snapshot = row.optionalText(9).flatMap(ContentHash.init(hexadecimal:))
    }
}

/// Which entries a list shows.
public struct EntryFilter: Sendable {
    /// The kinds; empty for all.
    public var kinds: Set<EntryKind>
    /// The state; nothing for all but the withdrawn ones.
    public var status: EntryStatus?
    /// The run; nothing for all.
    public var run: String?
    /// The most entries.
    public var limit: Int

    /// Creates a filter.
    ///
    /// - Parameters:
    ///   - kinds: The kinds; empty for all.
    ///   - status: The state; nothing for all but the withdrawn ones.
    ///   - run: The run; nothing for all.
    ///   - limit: The most entries.
    public init(kinds: Set<EntryKind> = [], status: EntryStatus? = nil, run: String? = nil, limit: Int = 100) {
        self.kinds = kinds
        self.status = status
        self.run = run
        self.limit = limit
    }
}
