import Core
import SQLite

/// Writes entries' files after the transaction that made them, and remembers which are written.
///
/// That a file is written is noted by the next transaction, not by one of its own: a crash before it only means that
/// the same file is written once more.
struct EntryFiles {
    private let folder: BoardFolder
    private var written: [(id: EntryID, revision: Int)] = []

    init(folder: BoardFolder) { self.folder = folder }

    /// Writes files and makes their names durable.
    mutating func write(_ items: [(entry: Entry, text: String)]) throws(FileError) {
        for item in items {
            try AtomicFile.write(
                item.text.utf8,
                to: folder.root.appending(item.entry.path),
                synchronizesFolder: false
            )
        }
        for kind in Set(items.map(\.entry.id.kind)) { try FileSystem.synchronize(folder: folder.folder(of: kind)) }
        written += items.map { ($0.entry.id, $0.entry.revision) }
    }

    /// Notes in the database what was written; runs within the caller's transaction.
    mutating func markFiled(_ store: EntryStore) throws {
        for item in written { try store.markFiled(item.id, revision: item.revision) }
        written.removeAll()
    }

    /// Whether files were written that the database does not know of.
    var hasWritten: Bool { !written.isEmpty }

    /// Writes what a crash left unwritten.
    mutating func finish(_ store: EntryStore) throws {
        let unfiled = try store.unfiled()
        if unfiled.isEmpty { return }
        var stale: [(entry: Entry, text: String)] = []
        for (text, path) in unfiled {
            let entry = try EntryFile.parse(text, path: path, time: Timestamp(milliseconds: 0))
            switch try standing(of: entry, text: text, store) {
            case .older: stale.append((entry, text))
            case .current: written.append((entry.id, entry.revision))
            case .edited: break
            }
        }
        try write(stale)
        try store.database.transaction { try markFiled(store) }
    }

    private enum Standing { case older, current, edited }

    /// Tells a file that a crash left behind from one that somebody has edited since, which is not ours to replace.
    private func standing(of entry: Entry, text: String, _ store: EntryStore) throws -> Standing {
        let path = folder.root.appending(entry.path)
        guard FileSystem.exists(path) else { return .older }
        let found = String(decoding: try FileSystem.read(path, limit: Rebuild.fileLimit), as: UTF8.self)
        if found == text { return .current }
        return try store.texts(of: entry.id).contains(found) ? .older : .edited
    }
}
