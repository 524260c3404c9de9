import Core
import TextAnalysis

/// Texts stored by their hash: written once, never changed.
///
/// A class, because the board and the functions of its database share what was read last.
final class ObjectStore {
    private let folder: BoardFolder
    /// Folders with names that are not durable yet.
    private var unsynchronized: Set<Path> = []
    /// What was read last: a search reads several passages of one text in a row.
    private var latest: Snapshot? { didSet { latestName = latest?.hash.hexadecimal } }
    private var latestName: String?

    init(folder: BoardFolder) { self.folder = folder }

    /// Writes a text unless it is there; its name becomes durable with `synchronize`.
    func add(_ snapshot: Snapshot) throws(FileError) {
        let path = folder.object(snapshot.hash)
        if let status = try? FileSystem.status(path), status.size == snapshot.text.utf8.count { return }
        if !FileSystem.exists(path.parent) {
            try FileSystem.makeFolder(path.parent)
            unsynchronized.insert(path.parent.parent)
        }
        try AtomicFile.write(snapshot.text.utf8, to: path, synchronizesFolder: false)
        unsynchronized.insert(path.parent)
    }

    /// Makes all that was added durable.
    func synchronize() throws(FileError) {
        for path in unsynchronized { try FileSystem.synchronize(folder: path) }
        unsynchronized.removeAll()
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
