import Glibc
import Synchronization

/// A file without its name yet; unless it gets it, nothing is left behind.
///
/// A class, because a group of files holds many.
final class TemporaryFile {
    /// The file that it becomes.
    let path: Path
    private var file: Int32
    /// The name until then; none once it was moved.
    private var name: String?

    /// How many this process has made.
    private static let count = Atomic(0)

    /// Makes an empty file in the folder that it will be in.
    init(for path: Path, mode: UInt32) throws(FileError) {
        self.path = path
        var name = ""
        repeat {
            // Unlike a random name it takes no system call; what a crash, or a process on another machine, has left is in
            // nobody's way.
            let number = Self.count.add(1, ordering: .relaxed).newValue
            name = "\(path.parent)/\(AtomicFile.prefix)\(Self.process)-\(number)"
            file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        } while file < 0 && errno == EEXIST
        guard file >= 0 else { throw failed() }
        self.name = name
        // Those are the permissions that it has, unless the user's mask takes some away.
        if mode != 0o600, fchmod(file, mode) != 0 { throw failed() }
    }

    private static let process = getpid()

    deinit {
        if file >= 0 { Glibc.close(file) }
        if let name { unlink(name) }
    }

    /// Appends bytes.
    func write(_ bytes: some Collection<UInt8>) throws(FileError) {
        let write: (UnsafeBufferPointer<UInt8>) -> Bool = { [file] in Self.write($0, to: file) }
        guard bytes.withContiguousStorageIfAvailable(write) ?? Array(bytes).withUnsafeBufferPointer(write) else {
            throw failed()
        }
    }

    /// What it looks like, which its name does not change.
    func status() throws(FileError) -> FileStatus { try FileSystem.status(of: file, path: path) }

    /// Makes the content durable.
    func synchronize() throws(FileError) { if fsync(file) != 0 { throw failed() } }

    /// Ends writing.
    func close() throws(FileError) {
        defer { file = -1 }
        if Glibc.close(file) != 0 { throw failed() }
    }

    /// Gives it its name: `link` fails where a name exists, `rename` replaces it.
    func move(_ existing: AtomicFile.Existing) throws(FileError) {
        guard let name else { return }
        switch existing {
        case .replace: guard rename(name, path.string) == 0 else { throw failed() }
        case .keep:
            guard link(name, path.string) == 0 else { throw failed() }
            unlink(name)
        }
        self.name = nil
    }

    private func failed() -> FileError { FileError(errno: errno, cannot: "write", path: path) }

    private static func write(_ buffer: UnsafeBufferPointer<UInt8>, to file: Int32) -> Bool {
        var done = 0
        while done < buffer.count {
            let count = Glibc.write(file, buffer.baseAddress.map { $0 + done }, buffer.count - done)
            if count < 0 && errno == EINTR { continue }
            if count < 0 { return false }
            done += count
        }
        return true
    }
}
