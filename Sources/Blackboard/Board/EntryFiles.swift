import Core
import SQLite

/// Writes entries' files after the transaction that made them, and remembers which are written.
///
/// That a file is written is noted by the next transaction, not by one of its own: a crash before it only means that
/// the same file is written once more.
struct EntryFiles {
    /// What `mark` is of a file that somebody has deleted.
    static let gone = "gone"

    private let folder: BoardFolder
    private var written: [(id: EntryID, revision: Int, mark: String)] = []

    init(folder: BoardFolder) { self.folder = folder }

    /// Writes files and makes their names durable.
    mutating func write(_ items: [(entry: Entry, text: String)]) throws(FileError) {
        for item in items {
            let path = folder.root.appending(item.entry.path)
            try AtomicFile.write(item.text.utf8, to: path, synchronizesFolder: false)
            written.append((item.entry.id, item.entry.revision, Self.mark(of: try FileSystem.status(path))))
        }
        for kind in Set(items.map(\.entry.id.kind)) { try FileSystem.synchronize(folder: folder.folder(of: kind)) }
    }

    /// Notes in the database what was written; runs within the caller's transaction.
    mutating func markFiled(_ store: EntryStore) throws {
        for item in written { try store.markFiled(item.id, revision: item.revision, mark: item.mark) }
        written.removeAll()
    }

    /// Whether files were written that the database does not know of.
    var hasWritten: Bool { !written.isEmpty }

    /// Whether an entry's file is among them.
    func hasWritten(_ id: EntryID) -> Bool { written.contains { $0.id == id } }

    /// Writes what a crash left unwritten.
    ///
    /// A file that is there with something that no revision ever said was edited since; it is left for `HandEdits`.
    mutating func finish(_ store: EntryStore) throws {
        let unfiled = try store.unfiled()
        if unfiled.isEmpty { return }
        for (text, path) in unfiled {
            let entry = try EntryFile.parse(text, path: path, time: Timestamp(milliseconds: 0))
            switch try standing(of: entry, text: text, store) {
            case .older: try write([(entry, text)])
            case .current(let mark): written.append((entry.id, entry.revision, mark))
            case .edited: break
            }
        }
        if hasWritten { try store.database.transaction { try markFiled(store) } }
    }

    private enum Standing { case older, current(mark: String), edited }

    private func standing(of entry: Entry, text: String, _ store: EntryStore) throws -> Standing {
        let path = folder.root.appending(entry.path)
        guard FileSystem.exists(path) else { return .older }
        let status = try FileSystem.status(path)
        let found = String(decoding: try FileSystem.read(path, limit: HandEdits.fileLimit), as: UTF8.self)
        if found == text { return .current(mark: Self.mark(of: status)) }
        return try store.texts(of: entry.id).contains(found) ? .older : .edited
    }

    /// What a file looks like from outside: equal for a file that was not touched.
    static func mark(of status: FileStatus) -> String {
        "\(status.modified) \(status.size) \(status.identity.last ?? 0)"
    }
}
