public import Core
import SQLite
import Synchronization
import TextAnalysis

/// The shared memory of all agents and people: entries as Markdown files, with an index over them.
///
/// A change is made by one transaction in the database, the commit point; the file follows from it. What a crash leaves
/// unwritten is written when the board is opened next. One actor a process does all of it, on a thread of its own;
/// changes that wait at the same time share a transaction.
public actor Blackboard {
    /// Where the parts of the board are on disk.
    public nonisolated let folder: BoardFolder
    /// Files among the entries that are no valid entries; they are left as they are.
    public private(set) var invalidFiles: [InvalidFile] = []
    /// What the user should know of how the board was opened, in sentences.
    public nonisolated let notices: [String]

    let clock: WallClock
    let bootClock: BootClock
    let database: Connection
    let store: EntryStore
    let writer: RevisionWriter
    let ranker: PassageRanker
    let tokenizer = Tokenizer()
    let objects: ObjectStore
    let handEdits: HandEdits
    /// Changes of callers elsewhere that wait for the next transaction.
    nonisolated let arriving = Mutex<[any WaitingChange & Sendable]>([])
    /// Changes that wait for the next transaction.
    var waiting: [any WaitingChange] = []
    /// How many writers are at work.
    nonisolated let writers = Atomic(0)
    /// Which runs are known to be told to end, or not, in this transaction.
    var toldToEnd: [String: Bool] = [:]
    /// The steps that are recorded in this transaction.
    var journaled: [(run: String, step: FinishedStep)] = []
    /// The transaction for which changes are gathered.
    var group: Task<Void, Never>?
    var files: PendingFiles
    /// The numbers that new entries get, on a copy on which a run is worked through again; nothing elsewhere.
    var expectedNumbers: [EntryKind: [Int]] = [:]
    /// Tells of changes to the files, in a process that lives long.
    var watch: BoardWatch?
    /// Raised at each change that this process makes, and at those that the watch sees.
    nonisolated let signal = ChangeSignal()
    private let executor = SerialQueueExecutor(label: "slate.blackboard")

    /// The actor's own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Opens a board, and makes it if there is none.
    ///
    /// - Parameters:
    ///   - home: The board's home, absolute.
    ///   - clock: The source of the times of its entries.
    ///   - bootClock: The source of the times of leases.
    ///   - busySeconds: How long to wait for other processes, in seconds.
    /// - Throws: `FileError` if the home cannot be written, `BlackboardError` with `database` if the database is none
    ///   or of a newer version, `SQLiteError`.
    public init(
        home: Path,
        clock: WallClock = .system,
        bootClock: BootClock = .system,
        busySeconds: Double = 10
    ) throws {
        folder = BoardFolder(root: home)
        self.clock = clock
        self.bootClock = bootClock
        try folder.make()
        objects = ObjectStore(folder: folder)
        ranker = PassageRanker()
        let opened = try BoardDatabase.open(folder.database, objects: objects, ranker: ranker, busySeconds: busySeconds)
        database = opened.connection
        notices = opened.notices
        store = EntryStore(database: database)
        writer = RevisionWriter(store: store, objects: objects, clock: clock)
        files = PendingFiles(folder: folder)
        handEdits = HandEdits(folder: folder, store: store, writer: writer, clock: clock)
        try files.finish(try store.unfiled(), store)
        invalidFiles = try handEdits.absorb()
        try files.finish(writer.takeWritten(), store)
    }

    /// Takes over what people and other programs did to the files since the last look.
    ///
    /// While the files are watched it does nothing if none was touched.
    ///
    /// - Throws: `FileError`, `SQLiteError`, `BlackboardError` with `unwritten`.
    public func refresh() async throws {
        if let watch, !watch.takeTouched() { return }
        try await settle()
        invalidFiles = try handEdits.absorb()
        let written = writer.takeWritten()
        if written.isEmpty { return }
        project(written)
        try await settle()
    }

    /// Waits until the files show all that was committed, and notes that they do.
    ///
    /// - Throws: `BlackboardError` with `unwritten` if a file could not be written; nothing is lost then. `SQLiteError`.
    public func settle() async throws {
        await writeFiles()
        try files.noteWritten(store)
        if let failure = files.takeFailure() {
            throw BlackboardError(
                .unwritten,
                "all is stored in the board's database, but a file was not written: \(failure.message) "
                    + "(the next start of slate writes it)"
            )
        }
    }

    /// Ends the use of the board.
    ///
    /// - Parameter leavesFiles: Whether files that are still to be written are left to the next start, for who cannot
    ///   wait; all that was committed is in the database.
    /// - Throws: As `settle`.
    public func close(leavesFiles: Bool = false) async throws {
        if leavesFiles { files.leave() }
        try await settle()
    }

    /// Makes a run's identifier.
    ///
    /// - Returns: A ULID of the present moment.
    public func newRun() -> String {
        var generator = SystemRandomNumberGenerator()
        return RunID.make(at: clock.now(), using: &generator)
    }

    /// Reads an entry.
    ///
    /// - Parameter id: Its id.
    /// - Returns: Its latest revision.
    /// - Throws: `BlackboardError` with `notFound`.
    public func entry(_ id: EntryID) throws -> Entry {
        guard let entry = try store.entry(id) else {
            throw BlackboardError(.notFound(id), "there is no \(id) on the board; 'slate board list' shows what is")
        }
        return entry
    }

    /// Reads the text of a source.
    ///
    /// - Parameter hash: Its hash.
    /// - Returns: The text, checked against the hash.
    /// - Throws: `BlackboardError` with `snapshotMissing` if it is gone or altered.
    public func snapshot(_ hash: ContentHash) throws -> Snapshot { try objects.snapshot(hash) }
}
