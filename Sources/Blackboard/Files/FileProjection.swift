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
            var group = try FileGroup(in: folder.root, count: ids.count)
            var added: [EntryStore.Head] = []
            for id in ids where !stop.isGiven {
                guard let head = try store.head(of: id), head.filed < head.revision else { continue }
                do throws(FileError) {
                    switch try look(at: head, store) {
                    case .shows(let mark): outcome.written.append(Written(id: id, revision: head.revision, mark: mark))
                    case .edited: continue
                    case .old:
                        try group.add(folder.root.appending(head.path), head.text.utf8)
                        added.append(head)
                    }
                } catch {
                    outcome.failure = outcome.failure ?? error
                }
            }
            name(added, in: group, &outcome)
            return outcome
        }
    }

    /// Gives files their names, and notes what became of them.
    private func name(_ heads: [EntryStore.Head], in group: consuming FileGroup, _ outcome: inout Outcome) {
        do throws(FileError) {
            for (head, named) in zip(heads, try group.commit()) {
                switch named {
                case .success(let status):
                    let mark = Self.mark(of: status)
                    outcome.written.append(Written(id: head.id, revision: head.revision, mark: mark))
                case .failure(let error): outcome.failure = outcome.failure ?? error
                }
            }
        } catch {
            // What may not last is not noted as written.
            outcome = Outcome(failure: error)
        }
    }

    /// What is found where an entry's file belongs.
    private enum Found {
        /// Nothing, or an older revision.
        case old
        /// What the file should say.
        case shows(mark: String)
        /// What somebody wrote since it was last looked at, which is left for `HandEdits`.
        case edited
    }

    private func look(at head: EntryStore.Head, _ store: EntryStore) throws(FileError) -> Found {
        let path = folder.root.appending(head.path)
        guard FileSystem.exists(path) else { return .old }
        let status = try FileSystem.status(path)
        if Self.mark(of: status) == head.mark { return .old }
        let found = String(decoding: try FileSystem.read(path, limit: HandEdits.fileLimit), as: UTF8.self)
        if found == head.text { return .shows(mark: Self.mark(of: status)) }
        // An error here leaves the file as it is, which is safe.
        guard let texts = try? store.texts(of: head.id), texts.contains(found) else { return .edited }
        return .old
    }

    /// What a file looks like from outside: equal for a file that was not touched.
    static func mark(of status: FileStatus) -> String {
        "\(status.modified) \(status.size) \(status.number)"
    }
}
