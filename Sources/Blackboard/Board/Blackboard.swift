public import Core
import SQLite
import TextAnalysis

/// The shared memory of all agents and people: entries as Markdown files, with an index over them.
///
/// A change is made by one transaction in the database; the file follows from it. What a crash leaves unwritten is
/// written when the board is opened next. One actor a process does all of it, on a thread of its own.
public actor Blackboard {
    /// Where the parts of the board are on disk.
    public nonisolated let folder: BoardFolder
    /// Entry files that are no valid entries: their paths with the reason; they are left as they are.
    public private(set) var invalidFiles: [String]

    let clock: WallClock
    let database: Connection
    let store: EntryStore
    let ranker: PassageRanker
    let tokenizer = Tokenizer()
    let objects: ObjectStore
    private let handEdits: HandEdits
    private var files: EntryFiles
    private let executor = SerialQueueExecutor(label: "slate.blackboard")

    /// The actor's own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Opens a board, and makes it if there is none.
    ///
    /// - Parameters:
    ///   - home: The board's home, absolute.
    ///   - clock: The source of the times of its entries.
    /// - Throws: `FileError` if the home cannot be written, `BlackboardError` with `database` if the database is none
    ///   or of a newer version, `SQLiteError`.
    public init(home: Path, clock: WallClock = .system) throws {
        folder = BoardFolder(root: home)
        self.clock = clock
        try folder.make()
        objects = ObjectStore(folder: folder)
        ranker = PassageRanker()
        database = try BoardDatabase.open(folder.database, objects: objects, ranker: ranker)
        store = EntryStore(database: database)
        files = EntryFiles(folder: folder)
        handEdits = HandEdits(folder: folder, store: store, objects: objects, clock: clock)
        try files.finish(store)
        let findings = try handEdits.absorb()
        invalidFiles = findings.invalid
        try files.write(findings.changes)
    }

    /// Takes over what people and other programs did to the files since the last look.
    ///
    /// - Throws: `FileError`, `SQLiteError`.
    public func refresh() throws {
        try noteWritten()
        let findings = try handEdits.absorb()
        invalidFiles = findings.invalid
        try files.write(findings.changes)
    }

    /// Ends the use of the board: notes which files are written, so that the next start need not look.
    ///
    /// - Throws: `SQLiteError`; nothing is lost then.
    public func close() throws { try noteWritten() }

    private func noteWritten() throws {
        if files.hasWritten { try database.transaction { try files.markFiled(store) } }
    }

    /// Makes a run's identifier.
    ///
    /// - Returns: A ULID of the present moment.
    public func newRun() -> String {
        var generator = SystemRandomNumberGenerator()
        return RunID.make(at: clock.now(), using: &generator)
    }

    /// Adds an entry.
    ///
    /// - Parameters:
    ///   - content: What it says. A finding needs a quote, and each quote must be in its snapshot at its place.
    ///   - kind: What it is.
    ///   - author: The role that writes it, or `human`.
    ///   - run: The run that it belongs to.
    /// - Returns: The entry, durable and with its file written.
    /// - Throws: `BlackboardError` if it is not valid; `SQLiteError` or `FileError` if it cannot be stored.
    public func post(
        _ content: EntryContent,
        kind: EntryKind,
        by author: String,
        run: String? = nil
    ) throws -> Entry {
        let content = try validated(content, kind: kind)
        return try commit { try newEntry(content, kind: kind, by: author, run: run) }
    }

    /// Adds a question or finding unless the board has it: a question with the same title, a finding with the same quote.
    ///
    /// Looking and adding are one transaction, so that of many processes that add the same one does.
    ///
    /// - Parameters:
    ///   - content: What it says; as for `post`.
    ///   - kind: What it is; entries of other kinds are always added.
    ///   - author: The role that writes it, or `human`.
    ///   - run: The run that it belongs to.
    /// - Returns: The entry, and whether it is new. One that was there is as it was.
    /// - Throws: As `post`.
    public func postOnce(
        _ content: EntryContent,
        kind: EntryKind,
        by author: String,
        run: String? = nil
    ) throws -> (entry: Entry, isNew: Bool) {
        let content = try validated(content, kind: kind)
        var known: Entry?
        let made = try commitAll {
            known = try entry(saying: content, kind: kind)
            return known == nil ? [(try newEntry(content, kind: kind, by: author, run: run), nil)] : []
        }
        return known.map { ($0, false) } ?? (made[0], true)
    }

    private func entry(saying content: EntryContent, kind: EntryKind) throws -> Entry? {
        switch kind {
        case .question: try question(titled: content.title)
        case .finding: try content.quotes.first.flatMap { try finding(quoting: $0) }
        default: nil
        }
    }

    /// The first revision of an entry; it gets the next number of its kind unless another is given.
    func newEntry(
        _ content: EntryContent,
        kind: EntryKind,
        number: Int? = nil,
        by author: String,
        run: String?
    ) throws -> Entry {
        let now = clock.now()
        let id = EntryID(kind, try number ?? store.nextNumber(of: kind))
        return Entry(
            id: id,
            content: content,
            created: now,
            updated: now,
            author: author,
            run: run,
            revision: 1,
            path: BoardFolder.path(of: id, title: content.title)
        )
    }

    /// Changes an entry.
    ///
    /// - Parameters:
    ///   - id: The entry.
    ///   - revision: The revision that the caller read.
    ///   - author: The role that writes it, or `human`.
    ///   - run: The run that the change belongs to; the entry keeps its own if there is none.
    ///   - change: Changes what the entry says.
    /// - Returns: The new revision, durable and with its file written.
    /// - Throws: `BlackboardError` with `conflict` if somebody was faster, `notFound`, `invalid`.
    public func update(
        _ id: EntryID,
        expecting revision: Int,
        by author: String,
        run: String? = nil,
        change: @Sendable (inout EntryContent) -> Void
    ) throws -> Entry {
        // Somebody may have edited the file meanwhile; then the caller's revision is no longer the latest.
        if files.hasWritten(id) { try noteWritten() }
        try files.write(try handEdits.absorb(id).changes)
        return try commit { [self] in
            var entry = try existing(id)
            guard entry.revision == revision else {
                throw BlackboardError(
                    .conflict(head: entry.revision),
                    "\(id) is at revision \(entry.revision), not \(revision): read it again, then repeat the change"
                )
            }
            change(&entry.content)
            entry.content = try validated(entry.content, kind: id.kind)
            entry.revision += 1
            entry.updated = max(clock.now(), entry.updated)
            entry.author = author
            entry.run = run ?? entry.run
            return entry
        }
    }

    /// Takes an entry back; it stays on the board for the record, but searches and answers leave it out.
    ///
    /// - Parameters:
    ///   - id: The entry.
    ///   - author: The role that withdraws it, or `human`.
    /// - Returns: The entry; unchanged if it was withdrawn already.
    /// - Throws: `BlackboardError` with `notFound`.
    public func withdraw(_ id: EntryID, by author: String) throws -> Entry {
        let entry = try existing(id)
        if entry.content.status == .withdrawn { return entry }
        return try update(id, expecting: entry.revision, by: author) { $0.status = .withdrawn }
    }

    /// Reads an entry.
    ///
    /// - Parameter id: Its id.
    /// - Returns: Its latest revision.
    /// - Throws: `BlackboardError` with `notFound`.
    public func entry(_ id: EntryID) throws -> Entry { try existing(id) }

    /// Reads the text of a source.
    ///
    /// - Parameter hash: Its hash.
    /// - Returns: The text, checked against the hash.
    /// - Throws: `BlackboardError` with `snapshotMissing` if it is gone or altered.
    public func snapshot(_ hash: ContentHash) throws -> Snapshot { try objects.snapshot(hash) }

    func existing(_ id: EntryID) throws -> Entry {
        guard let entry = try store.entry(id) else {
            throw BlackboardError(.notFound(id), "there is no \(id) on the board; 'slate board list' shows what is")
        }
        return entry
    }

    /// Stores what a closure makes in one transaction, then writes the files.
    func commitAll(_ make: () throws -> [(entry: Entry, snapshot: Snapshot?)]) throws -> [Entry] {
        let made = try database.transaction {
            try files.markFiled(store)
            return try make().map { item in
                let text = EntryFile.render(item.entry)
                try store.put(item.entry, text: text, snapshot: item.snapshot)
                return (entry: item.entry, text: text)
            }
        }
        try files.write(made)
        return made.map(\.entry)
    }

    private func commit(_ make: () throws -> Entry) throws -> Entry {
        let entries = try commitAll {
            let entry = try make()
            let snapshot = try entry.content.origin.map { try objects.snapshot($0.snapshot) }
            return [(entry, snapshot)]
        }
        return entries[0]
    }

    private func validated(_ content: EntryContent, kind: EntryKind) throws -> EntryContent {
        var content = content
        content.title = EntryRules.line(content.title)
        try EntryRules.check(content, kind: kind)
        for link in content.links where try store.row(of: link.target) == nil {
            throw BlackboardError(
                .notFound(link.target),
                "the entry links to \(link.target), which is not on the board"
            )
        }
        for quote in content.quotes { try check(quote) }
        return content
    }

    /// Refuses a quote that is not where it says.
    private func check(_ quote: Quote) throws {
        guard try store.row(of: quote.source) != nil else {
            throw BlackboardError(.notFound(quote.source), "the quote is of \(quote.source), which is not on the board")
        }
        let snapshot = try objects.snapshot(quote.snapshot)
        if snapshot.holds(quote) { return }
        let nearest = snapshot.nearestSentence(to: quote.exact)
        throw BlackboardError(
            .quoteNotFound(nearest: nearest),
            "the quote is not in \(quote.source): \"\(quote.exact.prefix(80))\""
                + (nearest.map { "; nearest is: \"\($0)\"" } ?? "")
        )
    }
}
