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

    /// What was found.
    struct Findings {
        /// The entries whose files have to be filled in, with the text for them.
        var changes: [(entry: Entry, text: String)] = []
        /// Files that are no valid entries, with the reason.
        var invalid: [String] = []
    }

    private let folder: BoardFolder
    private let store: EntryStore
    private let objects: ObjectStore
    private let clock: WallClock

    init(folder: BoardFolder, store: EntryStore, objects: ObjectStore, clock: WallClock) {
        self.folder = folder
        self.store = store
        self.objects = objects
        self.clock = clock
    }

    /// A file that does not look as it did when it was last read or written.
    private struct Suspect {
        let path: String
        let status: FileStatus
        /// The entry that it belonged to.
        let known: EntryStore.FileRecord?
    }

    /// Looks at every file from outside, and into those that changed.
    ///
    /// Takes the database's write lock only if there is something to take over.
    func absorb() throws -> Findings {
        var missing = try store.fileRecords()
        var suspects: [Suspect] = []
        for kind in EntryKind.allCases {
            let path = folder.folder(of: kind)
            for name in try FileSystem.names(in: path) where name.hasSuffix(".md") && !name.hasPrefix(".") {
                let record = missing.removeValue(forKey: "\(kind.folder)/\(name)")
                // A file that vanishes between the two looks is missing at the next one.
                guard let status = try? FileSystem.status(path.appending(name)), status.kind == .file else { continue }
                if record?.mark == EntryFiles.mark(of: status) { continue }
                suspects.append(Suspect(path: "\(kind.folder)/\(name)", status: status, known: record))
            }
        }
        // What is not filed yet is ours to write, and what is gone is withdrawn already.
        missing = missing.filter { $0.value.isFiled && $0.value.mark != EntryFiles.gone }
        if suspects.isEmpty && missing.isEmpty { return Findings() }
        return try store.database.transaction { try take(suspects, missing: missing) }
    }

    /// Looks at the file of one entry.
    func absorb(_ id: EntryID) throws -> Findings {
        guard let (path, record) = try store.fileRecord(of: id), record.isFiled, record.mark != EntryFiles.gone else {
            return Findings()
        }
        guard let status = try? FileSystem.status(folder.root.appending(path)) else {
            // It may have another name now, which only a look at all files shows.
            return try absorb()
        }
        if record.mark == EntryFiles.mark(of: status) { return Findings() }
        let suspect = Suspect(path: path, status: status, known: record)
        return try store.database.transaction { try take([suspect], missing: [:]) }
    }

    private func take(_ suspects: [Suspect], missing: [String: EntryStore.FileRecord]) throws -> Findings {
        var findings = Findings()
        var missing = missing
        var unnumbered: [(entry: Entry, path: String)] = []
        for suspect in suspects {
            do {
                if let new = try take(suspect, &missing, &findings) { unnumbered.append((new, suspect.path)) }
            } catch let error as EntryFileError {
                findings.invalid.append("\(suspect.path): \(error)")
            } catch let error as FileError {
                findings.invalid.append("\(suspect.path): \(error)")
            }
        }
        // New entries get their numbers last, so that none takes one that a file has.
        for (entry, path) in unnumbered {
            do {
                try add(try numbered(entry), text: nil, &findings)
            } catch let error as EntryFileError {
                findings.invalid.append("\(path): \(error)")
            }
        }
        for record in missing.values { try withdraw(record) }
        return findings
    }

    /// Takes over one file; returns an entry that still needs a number.
    private func take(
        _ suspect: Suspect,
        _ missing: inout [String: EntryStore.FileRecord],
        _ findings: inout Findings
    ) throws -> Entry? {
        let text = try text(of: suspect)
        let unnumbered = EntryID(try kind(of: suspect.path), 0)
        if let known = suspect.known {
            try take(text, of: suspect, known, &findings)
            return nil
        }
        let found = try EntryFile.parse(text, path: suspect.path, id: unnumbered, time: clock.now())
        if found.id == unnumbered { return found }
        let mark = EntryFiles.mark(of: suspect.status)
        if let old = missing.first(where: { $0.value.id == found.id }) {
            missing.removeValue(forKey: old.key)
            try store.move(found.id, to: suspect.path, mark: mark)
            if try store.texts(of: found.id).last != text { try add(try revision(of: found), text: nil, &findings) }
        } else if try store.row(of: found.id) == nil {
            try add(found, text: text, &findings)
            try store.markFiled(found.id, revision: found.revision, mark: mark)
        } else {
            throw EntryFileError(
                line: 2,
                message: "\(found.id) is the id of another file; without that line it gets its own"
            )
        }
        return nil
    }

    /// Takes over the file of an entry that is known.
    private func take(
        _ text: String,
        of suspect: Suspect,
        _ known: EntryStore.FileRecord,
        _ findings: inout Findings
    ) throws {
        let texts = try store.texts(of: known.id)
        if texts.last == text {
            let mark = EntryFiles.mark(of: suspect.status)
            return try store.markFiled(known.id, revision: known.revision, mark: mark)
        }
        // An older revision in a file that is not written yet is what a crash left, or what is being written now.
        if !known.isFiled, texts.contains(text) { return }
        let found = try EntryFile.parse(text, path: suspect.path, id: known.id, time: clock.now())
        guard found.id == known.id else {
            throw EntryFileError(line: 2, message: "the id was \(known.id) and cannot become \(found.id)")
        }
        try add(try revision(of: found), text: nil, &findings)
    }

    private func text(of suspect: Suspect) throws -> String {
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

    /// Stores an entry; its file is written anew unless it has its text already.
    private func add(_ entry: Entry, text: String?, _ findings: inout Findings) throws {
        do {
            try EntryRules.check(entry.content, kind: entry.id.kind)
        } catch {
            throw EntryFileError(line: 1, message: error.message)
        }
        let snapshot = entry.content.origin.map { (try? objects.snapshot($0.snapshot)) ?? Snapshot(text: "") }
        let rendered = text ?? EntryFile.render(entry)
        try store.put(entry, text: rendered, snapshot: snapshot, isFiled: text != nil)
        if text == nil { findings.changes.append((entry, rendered)) }
    }

    private func withdraw(_ record: EntryStore.FileRecord) throws {
        guard var entry = try store.entry(record.id) else { return }
        if entry.content.status != .withdrawn {
            entry.content.status = .withdrawn
            entry.revision += 1
            entry.updated = max(clock.now(), entry.updated)
            entry.author = "human"
            let snapshot = entry.content.origin.map { (try? objects.snapshot($0.snapshot)) ?? Snapshot(text: "") }
            try store.put(entry, text: EntryFile.render(entry), snapshot: snapshot)
        }
        // The file stays away: who deleted it does not want it back.
        try store.markFiled(entry.id, revision: entry.revision, mark: EntryFiles.gone)
    }
}
