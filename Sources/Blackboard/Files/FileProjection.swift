import Core

/// Brings entries' files in line with the latest committed revisions.
///
/// The transaction that makes a revision is the commit point; the file follows. What a crash leaves unwritten is known
/// to the database (`filed` is less than `revision`), and written when the board is opened next.
struct FileProjection: Sendable {
    let folder: BoardFolder
    /// Tells it to write no more files.
    var stop = StopSignal()

    /// A file that shows a revision, to be noted in the database by the next transaction.
    struct Written: Sendable {
        let id: EntryID
        let revision: Int
        /// What the file looks like from outside.
        let mark: String
    }

    /// What became of some files.
    struct Outcome: Sendable {
        var written: [Written] = []
        /// The first error; the other files were written all the same.
        var failure: FileError?
    }

    /// What `mark` is of a file that somebody has deleted.
    static let gone = "gone"

    /// Writes the files of entries, and makes their names durable.
    ///
    /// The lock on the home makes reading the latest revision and renaming the file one step, so that no process puts an
    /// older revision over the newer one of another.
    ///
    /// - Parameters:
    ///   - ids: The entries.
    ///   - store: Where the latest revisions are read.
    /// - Returns: What became of the files.
    /// - Throws: `SQLiteError`.
    func write(_ ids: [EntryID], from store: EntryStore) throws -> Outcome {
        try FileSystem.withLock(on: folder.root) {
            var outcome = Outcome()
            var folders: Set<Path> = []
            for id in ids where !stop.isGiven {
                guard let head = try store.head(of: id), head.filed < head.revision else { continue }
                do throws(FileError) {
                    guard let mark = try write(head, of: id, store) else { continue }
                    outcome.written.append(Written(id: id, revision: head.revision, mark: mark))
                    folders.insert(folder.root.appending(head.path).parent)
                } catch {
                    outcome.failure = outcome.failure ?? error
                }
            }
            do throws(FileError) {
                for path in folders { try FileSystem.synchronize(folder: path) }
            } catch {
                // What may not last is not noted as written.
                return Outcome(failure: error)
            }
            return outcome
        }
    }

    /// Writes one file and returns what it looks like; nothing if it was edited since it was last looked at.
    ///
    /// Such a file is left for `HandEdits`.
    private func write(_ head: EntryStore.Head, of id: EntryID, _ store: EntryStore) throws(FileError) -> String? {
        let path = folder.root.appending(head.path)
        if FileSystem.exists(path) {
            let status = try FileSystem.status(path)
            if Self.mark(of: status) != head.mark {
                let found = String(decoding: try FileSystem.read(path, limit: HandEdits.fileLimit), as: UTF8.self)
                if found == head.text { return Self.mark(of: status) }
                // An error here leaves the file as it is, which is safe.
                guard let texts = try? store.texts(of: id), texts.contains(found) else { return nil }
            }
        }
        try AtomicFile.write(head.text.utf8, to: path, synchronizesFolder: false)
        return Self.mark(of: try FileSystem.status(path))
    }

    /// What a file looks like from outside: equal for a file that was not touched.
    static func mark(of status: FileStatus) -> String {
        "\(status.modified) \(status.size) \(status.number)"
    }
}
