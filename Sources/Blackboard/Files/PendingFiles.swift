import Core
import SQLite

/// The files that still have to be written, and those that are written but not noted in the database.
///
/// That a file is written is noted by the next transaction, not by one of its own: a crash before it only means that
/// the same file is looked at once more.
struct PendingFiles {
    /// How many files may wait before new changes have to.
    static let limit = 2_048
    /// How many files are written under one lock.
    private static let batch = 128
    /// How long no change must come before files are written.
    static let shortestQuiet = Duration.milliseconds(5)
    /// How long files wait at most while changes keep coming.
    private static let patience = Duration.milliseconds(300)

    /// How long that is now.
    var quiet = Self.shortestQuiet
    private let folder: BoardFolder
    private let stop = StopSignal()
    let projector: FileProjector
    private var waiting: [EntryID] = []
    private var written: [FileProjection.Written] = []
    private var failure: FileError?
    /// The task that writes files now.
    var projection: Task<Void, Never>?
    /// Whether a task waits for a quiet moment.
    var hasTimer = false
    /// When the first and the last of the waiting files were added.
    private var added: (first: ContinuousClock.Instant, last: ContinuousClock.Instant)?

    init(folder: BoardFolder) {
        self.folder = folder
        projector = FileProjector(folder: folder, stop: stop)
    }

    /// Leaves the waiting files to the next start.
    mutating func leave() {
        stop.give()
        waiting = []
    }

    /// Writes files at once and notes it.
    mutating func finish(_ ids: [EntryID], _ store: EntryStore) throws {
        if ids.isEmpty { return }
        take(try FileProjection(folder: folder).write(ids, from: store))
        try noteWritten(store)
    }

    /// Notes in the database what was written, in a transaction of its own.
    mutating func noteWritten(_ store: EntryStore) throws {
        if !written.isEmpty { try store.database.transaction { try markWritten(store) } }
        forgetWritten()
    }

    /// Adds files to be written.
    mutating func add(_ ids: [EntryID]) {
        waiting += ids
        let now = ContinuousClock.now
        added = (added?.first ?? now, now)
    }

    /// Whether the waiting files should be written now.
    var isDue: Bool {
        guard let added else { return false }
        let now = ContinuousClock.now
        return isFull || now - added.last >= quiet || now - added.first >= Self.patience
    }

    /// The files to be written next; nothing if there are none.
    mutating func next() -> [EntryID] {
        let ids = Array(waiting.prefix(Self.batch))
        waiting.removeFirst(ids.count)
        if waiting.isEmpty { added = nil }
        return ids
    }

    /// Whether so many files wait that new changes have to.
    var isFull: Bool { waiting.count > Self.limit }

    /// Whether files wait to be written.
    var hasWaiting: Bool { !waiting.isEmpty }

    /// Whether an entry's file waits or is not noted yet.
    func holds(_ id: EntryID) -> Bool { projection != nil || waiting.contains(id) || written.contains { $0.id == id } }

    /// Takes over what became of some files.
    mutating func take(_ outcome: FileProjection.Outcome) {
        written += outcome.written
        failure = failure ?? outcome.failure
    }

    /// Notes in the database what was written; runs within the caller's transaction.
    func markWritten(_ store: EntryStore) throws {
        for item in written { try store.markFiled(item.id, revision: item.revision, mark: item.mark) }
    }

    /// Forgets what was written, once the transaction that notes it is committed.
    mutating func forgetWritten() { written.removeAll(keepingCapacity: true) }

    /// Hands over the first error since the last call.
    mutating func takeFailure() -> FileError? {
        defer { failure = nil }
        return failure
    }
}
