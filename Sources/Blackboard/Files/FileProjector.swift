import Core
import SQLite

/// Writes entries' files on a thread of its own, so that the next commit need not wait for them.
actor FileProjector {
    private let projection: FileProjection
    private var store: EntryStore?
    private let executor = SerialQueueExecutor(label: "slate.files")

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(folder: BoardFolder, stop: StopSignal) { projection = FileProjection(folder: folder, stop: stop) }

    /// Writes the files of entries.
    ///
    /// - Parameter ids: The entries.
    /// - Returns: What became of the files.
    /// - Throws: `SQLiteError`.
    func write(_ ids: [EntryID]) throws -> FileProjection.Outcome {
        let store: EntryStore
        if let known = self.store {
            store = known
        } else {
            store = EntryStore(database: try Connection(projection.folder.database, mode: .readOnly))
            self.store = store
        }
        return try projection.write(ids, from: store)
    }
}
