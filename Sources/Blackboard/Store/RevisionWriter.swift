import Core

/// Writes revisions with all that follows from them: the event, and what becomes of the entries that rest on them.
///
/// Its methods run within the caller's transaction. A class, because the board and `HandEdits` share the list of what
/// was written.
final class RevisionWriter {
    private let store: EntryStore
    private let objects: ObjectStore
    private let support: Support
    private let clock: WallClock
    /// The entries whose files have to be written.
    private var written: [EntryID] = []

    init(store: EntryStore, objects: ObjectStore, clock: WallClock) {
        self.store = store
        self.objects = objects
        self.clock = clock
        support = Support(store: store)
    }

    /// Hands over the entries whose files have to be written, and forgets them.
    func takeWritten() -> [EntryID] {
        defer { written.removeAll() }
        return written
    }

    /// Writes a revision.
    ///
    /// - Parameters:
    ///   - entry: The revision.
    ///   - snapshot: The text of a source; nothing to read it.
    ///   - file: What is known of the entry's file.
    /// - Returns: The revision as it was written: marked if what it rests on does not stand.
    /// - Throws: `SQLiteError`.
    @discardableResult
    func write(_ entry: Entry, snapshot: Snapshot? = nil, file: EntryStore.FileState = .unknown) throws -> Entry {
        var entry = entry
        var file = file
        if try support.adjust(&entry.content, kind: entry.id.kind), case .holds(_, let mark) = file {
            entry.revision += 1
            file = .seen(mark: mark)
        }
        let before = try store.status(of: entry.id)
        let row = try store.put(
            entry,
            text: file.text ?? EntryFile.render(entry),
            // A text that is gone or altered is found by 'board check'; the entry itself can still be written.
            snapshot: snapshot
                ?? entry.content.origin.map { (try? objects.snapshot($0.snapshot)) ?? Snapshot(text: "") },
            file: file
        )
        try store.log(Self.action(before, entry.content.status), entry, row: row)
        if file.text == nil { written.append(entry.id) }
        if (before?.stands ?? true) != entry.content.status.stands { try follow(entry) }
        return entry
    }

    /// Marks what rests on an entry, or takes the mark away.
    private func follow(_ cause: Entry) throws {
        for id in try support.dependents(of: cause.id) {
            guard var entry = try store.entry(id), try support.adjust(&entry.content, kind: id.kind) else { continue }
            entry.advance(by: cause.author, at: clock.now())
            try write(entry)
        }
    }

    /// Notes that an entry's file has another name.
    ///
    /// - Parameters:
    ///   - entry: The entry.
    ///   - path: The name, relative to the board's home.
    ///   - mark: What the file looks like from outside.
    /// - Throws: `SQLiteError`.
    func move(_ entry: Entry, to path: String, mark: String) throws {
        try store.move(entry.id, to: path, mark: mark)
        if let row = try store.row(of: entry.id) { try store.log(.moved, entry, row: row) }
    }

    private static func action(_ before: EntryStatus?, _ after: EntryStatus) -> Change.Action {
        guard let before else { return .added }
        if before == after { return .changed }
        if after == .withdrawn { return .withdrawn }
        if before == .withdrawn { return .restored }
        if after == .unsupported { return .unsupported }
        return before == .unsupported ? .supported : .changed
    }
}
