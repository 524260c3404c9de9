import Glibc

/// The lock of a file, which its process holds until it gives it up or ends, in whatever way.
///
/// It tells others that this process lives, without a heartbeat: the system releases it even after SIGKILL, and processes of
/// other containers see it too. It belongs to the open file, so that two holders within one process exclude each other.
public final class FileLock: Sendable {
    /// `F_OFD_GETLK` and `F_OFD_SETLK` of fcntl.h, which Swift does not see.
    private static let look: Int32 = 36
    private static let set: Int32 = 37
    /// What file systems say that have no locks.
    private static let unsupported: Set<Int32> = [EINVAL, ENOLCK, ENOSYS, EOPNOTSUPP]

    /// How often a file is made anew that another process removes at the same moment.
    private static let attempts = 16

    /// The file.
    public let path: Path
    private let file: Int32

    private init(path: Path, file: Int32) {
        self.path = path
        self.file = file
    }

    deinit { close(file) }

    /// Takes a lock.
    ///
    /// - Parameter path: The file, which is made if it is missing; its folder must exist.
    /// - Returns: The lock; nothing if another holds it. On a file system without locks everybody gets one.
    /// - Throws: `FileError` if the file cannot be made or locked.
    public static func take(_ path: Path) throws(FileError) -> FileLock? {
        for _ in 0..<attempts {
            let file = open(path.string, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard file >= 0 else { throw FileError(errno: errno, cannot: "make", path: path) }
            var request = wholeFile(F_WRLCK)
            if fcntl(file, set, &request) != 0 {
                let number = errno
                if !unsupported.contains(number) {
                    close(file)
                    if number == EAGAIN || number == EACCES { return nil }
                    throw FileError(errno: number, cannot: "lock", path: path)
                }
            }
            let lock = FileLock(path: path, file: file)
            // The holder before may have removed the file between the two calls; then nobody else would find this one.
            if lock.isInPlace { return lock }
        }
        throw FileError(.changed, path: path, message: "cannot lock \(path): it is removed all the time; try again")
    }

    /// Whether somebody holds a lock; looking takes nothing from anybody.
    ///
    /// - Parameter path: The file.
    /// - Returns: False also if there is no such file, or its file system has no locks.
    /// - Throws: `FileError` if that cannot be told.
    public static func isHeld(_ path: Path) throws(FileError) -> Bool {
        let file = open(path.string, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return false }
            throw FileError(errno: errno, cannot: "read", path: path)
        }
        defer { close(file) }
        var request = wholeFile(F_WRLCK)
        guard fcntl(file, look, &request) == 0 else {
            if unsupported.contains(errno) { return false }
            throw FileError(errno: errno, cannot: "look for the lock of", path: path)
        }
        return Int32(request.l_type) != F_UNLCK
    }

    /// Whether a process of this machine has a file open, such as its lock: then its number was not given to another.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - process: The number of a process.
    /// - Returns: False also if that cannot be told.
    public static func isOpen(_ path: Path, in process: Int32) -> Bool {
        let folder = Path("/proc/\(process)/fd")
        // A process that has ended, or is another user's, has no files that could be seen.
        guard let wanted = try? FileSystem.status(path), let names = try? FileSystem.names(in: folder) else {
            return false
        }
        return names.contains { (try? FileSystem.status(folder.appending($0)))?.identity == wanted.identity }
    }

    /// Removes the file, which gives the lock up with the last reference to it.
    ///
    /// - Throws: `FileError` if the file cannot be removed.
    public func remove() throws(FileError) { if isInPlace { try FileSystem.remove(path) } }

    private var isInPlace: Bool {
        var own = stat()
        guard fstat(file, &own) == 0, let named = try? FileSystem.status(path, followsLinks: false) else {
            return false
        }
        return named.identity == FileStatus(own).identity
    }

    private static func wholeFile(_ kind: Int32) -> flock {
        var request = flock()
        request.l_type = Int16(kind)
        request.l_whence = Int16(SEEK_SET)
        return request
    }
}
