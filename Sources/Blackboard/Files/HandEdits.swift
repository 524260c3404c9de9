import Core
import SQLite

/// Finds what people and other programs did to the entries' files, and takes it over.
///
/// People win: an edited file is a new revision, a new file an entry, a renamed one keeps its entry, a deleted one
/// withdraws it. A file that cannot be read as an entry is left alone and told of. An empty database is filled in the
/// same way: then all files are new.
struct HandEdits {
    /// The largest entry file that is read, in bytes.
    static let fileLimit = 16 << 20

    private let folder: BoardFolder
    private let store: EntryStore
    private let writer: RevisionWriter
    private let clock: WallClock

    init(folder: BoardFolder, store: EntryStore, writer: RevisionWriter, clock: WallClock) {
        self.folder = folder
        self.store = store
        self.writer = writer
        self.clock = clock
    }

    /// A file that does not look as it did when it was last read or written.
    private struct Suspect {
        let path: String
        let status: FileStatus
    }

    /// Looks at every file from outside, and into those that changed.
    ///
    /// Takes the database's write lock only if there is something to take over.
    ///
    /// - Returns: The files that are no valid entries.
    /// - Throws: `FileError`, `SQLiteError`.
    func absorb() throws -> [InvalidFile] {
        if try isUntouched() { return [] }
        var missing = try store.fileRecords()
        var suspects: [Suspect] = []
        for kind in EntryKind.allCases {
            let path = folder.folder(of: kind)
            for name in try FileSystem.names(in: path) where name.hasSuffix(".md") && !name.hasPrefix(".") {
                let record = missing.removeValue(forKey: "\(kind.folder)/\(name)")
                // A file that vanishes between the two looks is missing at the next one.
                guard let status = try? FileSystem.status(path.appending(name), followsLinks: false) else { continue }
                if status.kind == .folder { continue }
                if record?.mark == FileProjection.mark(of: status) { continue }
                suspects.append(Suspect(path: "\(kind.folder)/\(name)", status: status))
            }
        }
        missing = missing.filter(\.value.shouldExist)
        // What is plainly no entry needs no lock: it is read at every look, for as long as it stays as it is.
        if missing.isEmpty, let invalid = try faults(in: suspects) { return invalid }
        return try store.database.transaction { try take(suspects, missing: Array(missing.keys)) }
    }

    /// Why none of the files can be an entry, whatever is on the board; nothing as soon as one can.
    private func faults(in suspects: [Suspect]) throws -> [InvalidFile]? {
        var faults: [InvalidFile] = []
        for suspect in suspects {
            let fault = try reporting(suspect) {
                let unnumbered = EntryID(try kind(of: suspect.path), 0)
                _ = try EntryFile.parse(try text(of: suspect), path: suspect.path, id: unnumbered, time: clock.now())
            }
            guard let fault else { return nil }
            faults.append(fault)
        }
        return faults
    }

    /// Reads a file; what makes it no entry is returned, all else thrown.
    private func reporting(_ suspect: Suspect, _ read: () throws -> Void) throws -> InvalidFile? {
        do {
            try read()
            return nil
        } catch let error as EntryFileError {
            return InvalidFile(suspect.path, error, id: try store.fileRecord(at: suspect.path)?.id)
        } catch let error as FileError {
            return InvalidFile(suspect.path, EntryFileError(line: 1, message: error.message), id: nil)
        }
    }

    /// Whether all files look as they did when they were last read or written.
    private func isUntouched() throws -> Bool {
        let known = try store.prints()
        return try EntryKind.allCases.allSatisfy { try FilePrint.sum(of: folder.folder(of: $0)) == known[$0] ?? 0 }
    }

    /// Looks at the file of one entry.
    ///
    /// - Parameter id: The entry.
    /// - Returns: The files that are no valid entries.
    /// - Throws: `FileError`, `SQLiteError`.
    func absorb(_ id: EntryID) throws -> [InvalidFile] {
        guard let record = try store.fileRecord(of: id), record.shouldExist else { return [] }
        guard let status = try? FileSystem.status(folder.root.appending(record.path), followsLinks: false) else {
            // It may have another name now, which only a look at all files shows.
            return try absorb()
        }
        if record.mark == FileProjection.mark(of: status) { return [] }
        return try store.database.transaction { try take([Suspect(path: record.path, status: status)], missing: []) }
    }

    /// Takes over files; other processes may have done so since they were looked at, so that all is looked up again.
    private func take(_ suspects: [Suspect], missing paths: [String]) throws -> [InvalidFile] {
        var invalid: [InvalidFile] = []
        var missing: [String: EntryStore.FileRecord] = [:]
        for path in paths where !FileSystem.exists(folder.root.appending(path)) {
            if let record = try store.fileRecord(at: path), record.shouldExist { missing[path] = record }
        }
        var unnumbered: [(entry: Entry, mark: String)] = []
        for suspect in suspects {
            let fault = try reporting(suspect) {
                guard let new = try take(suspect, &missing) else { return }
                unnumbered.append((new, FileProjection.mark(of: suspect.status)))
            }
            if let fault { invalid.append(fault) }
        }
        // New entries get their numbers last, so that none takes one that a file has.
        for (entry, mark) in unnumbered {
            do {
                try add(try numbered(entry), .seen(mark: mark))
            } catch let error as EntryFileError {
                invalid.append(InvalidFile(entry.path, error, id: nil))
            }
        }
        for record in missing.values.sorted(by: { $0.id < $1.id }) { try withdraw(record) }
        return invalid
    }

    /// Takes over one file; returns an entry that still needs a number.
    private func take(_ suspect: Suspect, _ missing: inout [String: EntryStore.FileRecord]) throws -> Entry? {
        let text = try text(of: suspect)
        let unnumbered = EntryID(try kind(of: suspect.path), 0)
        if let known = try store.fileRecord(at: suspect.path) {
            try take(text, of: suspect, known)
            return nil
        }
        let found = try EntryFile.parse(text, path: suspect.path, id: unnumbered, time: clock.now())
        if found.id == unnumbered { return found }
        let mark = FileProjection.mark(of: suspect.status)
        if let old = missing.first(where: { $0.value.id == found.id }) {
            missing.removeValue(forKey: old.key)
            try writer.move(found, to: suspect.path, mark: mark)
            if try store.head(of: found.id)?.text != text { try add(try revision(of: found), .seen(mark: mark)) }
        } else if try store.row(of: found.id) == nil {
            try add(found, .holds(text, mark: mark))
        } else {
            throw EntryFileError(
                line: 2,
                message: "\(found.id) is the id of another file; without that line it gets its own"
            )
        }
        return nil
    }

    /// Takes over the file of an entry that is known.
    private func take(_ text: String, of suspect: Suspect, _ known: EntryStore.FileRecord) throws {
        let texts = try store.texts(of: known.id)
        if texts.last == text {
            let mark = FileProjection.mark(of: suspect.status)
            return try store.markFiled(known.id, revision: known.revision, mark: mark)
        }
        // An older revision in a file that is not written yet is what a crash left, or what is being written now.
        if !known.isFiled, texts.contains(text) { return }
        let found = try EntryFile.parse(text, path: suspect.path, id: known.id, time: clock.now())
        guard found.id == known.id else {
            throw EntryFileError(line: 2, message: "the id was \(known.id) and cannot become \(found.id)")
        }
        try add(try revision(of: found), .seen(mark: FileProjection.mark(of: suspect.status)))
    }

    private func text(of suspect: Suspect) throws -> String {
        // A link could lead to a file that is nobody's to read who reads the board.
        if suspect.status.kind != .file {
            throw EntryFileError(line: 1, message: "it is no regular file; links are not followed")
        }
        let bytes = try FileSystem.read(folder.root.appending(suspect.path), limit: Self.fileLimit)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw EntryFileError(line: 1, message: "no valid UTF-8")
        }
        return text
    }

    private func kind(of path: String) throws -> EntryKind {
        let name = path.split(separator: "/").first.map(String.init)
        guard let kind = EntryKind.allCases.first(where: { $0.folder == name }) else {
            throw EntryFileError(line: 1, message: "no folder of entries")
        }
        return kind
    }

    /// What a person wrote as the next revision of its entry.
    private func revision(of found: Entry) throws -> Entry {
        guard let head = try store.entry(found.id) else { return found }
        return Entry(
            id: head.id,
            content: found.content,
            created: head.created,
            updated: max(clock.now(), head.updated),
            author: "human",
            run: head.run,
            revision: head.revision + 1,
            path: found.path
        )
    }

    /// A file without an id as a new entry; it keeps its name.
    private func numbered(_ found: Entry) throws -> Entry {
        Entry(
            id: EntryID(found.id.kind, try store.nextNumber(of: found.id.kind)),
            content: found.content,
            created: found.created,
            updated: found.updated,
            author: found.author,
            run: found.run,
            revision: 1,
            path: found.path
        )
    }

    private func add(_ entry: Entry, _ file: EntryStore.FileState) throws {
        do {
            try EntryRules.check(entry.content, kind: entry.id.kind)
        } catch {
            throw EntryFileError(line: 1, message: error.message)
        }
        try writer.write(entry, file: file)
    }

    private func withdraw(_ record: EntryStore.FileRecord) throws {
        guard var entry = try store.entry(record.id) else { return }
        if entry.content.status != .withdrawn {
            entry.content.status = .withdrawn
            entry.advance(by: "human", at: clock.now())
            try writer.write(entry)
        }
        // The file stays away: who deleted it does not want it back.
        try store.markFiled(entry.id, revision: entry.revision, mark: FileProjection.gone)
    }
}
