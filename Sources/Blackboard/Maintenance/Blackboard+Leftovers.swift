import Core
import SQLite

extension Blackboard {
    /// How old a leftover must be to be removed, in nanoseconds: younger ones may belong to what goes on just now.
    private static let leftoverAge: Int64 = 3_600_000_000_000

    /// Looks for texts that nothing uses, and for temporary files and copies of processes that ended midway.
    func checkLeftovers(repairs: Bool, _ result: inout BoardCheck) throws {
        for kind in EntryKind.allCases {
            for name in try FileSystem.names(in: folder.folder(of: kind)) where name.hasPrefix(AtomicFile.prefix) {
                try note("\(kind.folder)/\(name)", repairs: repairs, &result)
            }
        }
        let objects = folder.root.appending("objects")
        for group in try FileSystem.names(in: objects) {
            guard try FileSystem.status(objects.appending(group)).kind == .folder else { continue }
            for name in try FileSystem.names(in: objects.appending(group)) {
                if let hash = ContentHash(hexadecimal: name), try isUsed(hash) { continue }
                try note("objects/\(group)/\(name)", repairs: repairs, &result)
            }
        }
        try checkCopies(repairs: repairs, &result)
    }

    /// Looks for copies on which runs were worked through again by processes that were killed.
    private func checkCopies(repairs: Bool, _ result: inout BoardCheck) throws {
        let runs = folder.root.appending("runs")
        guard FileSystem.exists(runs) else { return }
        for run in try FileSystem.names(in: runs) {
            guard try FileSystem.status(runs.appending(run)).kind == .folder else { continue }
            for copy in try CopyPlace.left(in: folder.run(run)) {
                try note("runs/\(run)/\(copy.name)", repairs: repairs, &result) { try CopyPlace(left: copy)?.remove() }
            }
        }
    }

    private func note(
        _ path: String,
        repairs: Bool,
        _ result: inout BoardCheck,
        remove: (() throws -> Void)? = nil
    ) throws {
        let file = folder.root.appending(path)
        // Gone since the folder was listed: then it was a file in the making.
        guard let status = try? FileSystem.status(file) else { return }
        let age = clock.now().milliseconds * 1_000_000 - status.modified
        if repairs, age > Self.leftoverAge {
            if let remove { try remove() } else { try FileSystem.remove(file) }
            result.repairs.append("\(path) was removed: nothing uses it")
        } else {
            result.leftovers.append(BoardCheck.Leftover(path: path, size: try FileSystem.treeSize(file)))
        }
    }

    /// Whether a text is wanted: a revision names it, the latest or an older one, or a run, or it was to be kept.
    private func isUsed(_ hash: ContentHash) throws -> Bool {
        let name = SQLiteValue.text(hash.hexadecimal)
        let isCurrent = try database.first(
            """
            SELECT EXISTS (SELECT 1 FROM entry WHERE snapshot = ?1) OR EXISTS (SELECT 1 FROM quote WHERE snapshot = ?1)
                OR EXISTS (SELECT 1 FROM kept_text WHERE hash = ?1)
                OR EXISTS (SELECT 1 FROM journal_object WHERE hash = ?1)
            """,
            name
        ) { $0.int(0) == 1 }
        if isCurrent == true { return true }
        return try database.first("SELECT EXISTS (SELECT 1 FROM revision WHERE instr(text, ?))", name) {
            $0.int(0) == 1
        }
            ?? false
    }
}
