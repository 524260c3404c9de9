import Core
import TextAnalysis

/// Texts stored by their hash: written once, never changed.
///
/// A class, because the board and the functions of its database share what was read last.
final class ObjectStore {
    private let folder: BoardFolder
    /// What was read last: a search reads several passages of one text in a row.
    private var latest: Snapshot? { didSet { latestName = latest?.hash.hexadecimal } }
    private var latestName: String?

    init(folder: BoardFolder) { self.folder = folder }

    /// Writes texts unless they are there; they are durable on return.
    func add(_ snapshots: [Snapshot]) throws(FileError) {
        let missing = snapshots.filter { snapshot in
            // What cannot be looked at is written anew.
            let status = try? FileSystem.status(folder.object(snapshot.hash))
            return status?.size != snapshot.text.utf8.count
        }
        if missing.isEmpty { return }
        let root = folder.root.appending("objects")
        var hasNewFolders = false
        var group = try FileGroup(in: root, count: missing.count)
        for snapshot in missing {
            let path = folder.object(snapshot.hash)
            if !FileSystem.exists(path.parent) {
                try FileSystem.makeFolder(path.parent)
                hasNewFolders = true
            }
            try group.add(path, snapshot.text.utf8)
        }
        for named in try group.commit() { _ = try named.get() }
        if hasNewFolders { try FileSystem.synchronize(folder: root) }
    }

    /// Reads a part of a text for the index and for search results.
    ///
    /// It is not checked against the hash, for which the whole text would have to be read; what is quoted is.
    ///
    /// - Parameters:
    ///   - name: The text's hash, in hexadecimal.
    ///   - range: The part, in bytes.
    /// - Returns: The part; nothing if the text is gone.
    func slice(_ name: String, _ range: Range<Int>) -> String? {
        if let latest, latestName == name { return latest.text.slice(range) }
        return (try? FileSystem.read(folder.object(named: name), range: range)).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// Reads a text and checks it against its hash.
    func snapshot(_ hash: ContentHash) throws -> Snapshot {
        if let latest, latest.hash == hash { return latest }
        let path = folder.object(hash)
        let bytes: [UInt8]
        do {
            bytes = try FileSystem.read(path, limit: Int(Int32.max))
        } catch {
            throw BlackboardError(.snapshotMissing, "the snapshot \(hash) cannot be read: \(error.message)")
        }
        let snapshot = Snapshot(text: String(decoding: bytes, as: UTF8.self))
        guard snapshot.hash == hash else {
            throw BlackboardError(.snapshotMissing, "the snapshot \(path) was altered; ingest its source again")
        }
        latest = snapshot
        return snapshot
    }
}
