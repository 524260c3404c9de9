import Core
import SQLite

/// Fills an empty database from the entries' files and objects.
struct Rebuild {
    let folder: BoardFolder
    let store: EntryStore
    let objects: ObjectStore
    let clock: WallClock

    /// The largest entry file that is read, in bytes.
    static let fileLimit = 16 << 20

    /// Reads every file.
    ///
    /// - Returns: The files that are no valid entries, each with the reason; they are left as they are.
    func run() throws -> [String] {
        var problems: [String] = []
        try store.database.transaction {
            for kind in EntryKind.allCases {
                for name in try FileSystem.names(in: folder.folder(of: kind)) where name.hasSuffix(".md") {
                    let path = "\(kind.folder)/\(name)"
                    do {
                        try add(path)
                    } catch let error as EntryFileError {
                        problems.append("\(path): \(error)")
                    } catch let error as FileError {
                        problems.append("\(path): \(error)")
                    }
                }
            }
        }
        return problems
    }

    private func add(_ path: String) throws {
        let bytes = try FileSystem.read(folder.root.appending(path), limit: Self.fileLimit)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw EntryFileError(line: 1, message: "no valid UTF-8")
        }
        let entry = try EntryFile.parse(text, path: path, time: clock.now())
        guard try store.row(of: entry.id) == nil else {
            throw EntryFileError(line: 2, message: "\(entry.id) is the id of another file too")
        }
        // Without its snapshot a source is still an entry; its text cannot be searched.
        let snapshot = entry.content.origin.map { (try? objects.snapshot($0.snapshot)) ?? Snapshot(text: "") }
        try store.put(entry, text: text, snapshot: snapshot, isFiled: true)
    }
}
