import Glibc

/// What a look at a file tells.
public struct FileStatus: Equatable, Sendable {
    /// The kinds of things that a path can name.
    public enum Kind: Sendable {
        /// A regular file.
        case file
        /// A folder.
        case folder
        /// A device, a pipe, a socket; a link that was not followed.
        case other
    }

    /// What the path names.
    public let kind: Kind
    /// Who may do what with it, as `chmod` takes it.
    public let permissions: UInt32
    /// Its length in bytes.
    public let size: Int
    /// When its content changed last, in nanoseconds since 1970.
    public let modified: Int64
    /// Its device and number there: equal for two paths to one file.
    public var identity: [UInt64] { [device, number] }
    /// Its number among the files of its device.
    public let number: UInt64
    let device: UInt64

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            default: .other
            }
        permissions = status.st_mode & 0o7777
        size = Int(status.st_size)
        modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
    }
}

/// Operations on files and folders that keep what was promised over a crash.
public enum FileSystem {
    /// Looks at a path.
    ///
    /// - Parameters:
    ///   - path: The file or folder.
    ///   - followsLinks: Whether a link stands for what it leads to, or for itself.
    /// - Returns: What is there.
    /// - Throws: `FileError` if nothing is there or it cannot be looked at.
    public static func status(_ path: Path, followsLinks: Bool = true) throws(FileError) -> FileStatus {
        var status = stat()
        guard fstatat(AT_FDCWD, path.string, &status, followsLinks ? 0 : AT_SYMLINK_NOFOLLOW) == 0 else {
            throw FileError(errno: errno, cannot: "read", path: path)
        }
        return FileStatus(status)
    }

    /// Whether something is at a path.
    ///
    /// - Parameter path: The path; a link that leads nowhere counts as something.
    /// - Returns: True if a name is there.
    public static func exists(_ path: Path) -> Bool {
        var status = stat()
        return lstat(path.string, &status) == 0
    }

    /// Makes a folder and those above it.
    ///
    /// - Parameters:
    ///   - path: The folder.
    ///   - mode: The permissions of the folders that are made.
    /// - Throws: `FileError`.
    public static func makeFolder(_ path: Path, mode: UInt32 = 0o700) throws(FileError) {
        if mkdir(path.string, mode) == 0 { return }
        let number = errno
        if number == ENOENT, path.parent != path {
            try makeFolder(path.parent, mode: mode)
            if mkdir(path.string, mode) == 0 || errno == EEXIST { return }
            throw FileError(errno: errno, cannot: "make", path: path)
        }
        if number == EEXIST || number == EISDIR {
            if try status(path).kind == .folder { return }
            throw FileError(errno: ENOTDIR, cannot: "make", path: path)
        }
        throw FileError(errno: number, cannot: "make", path: path)
    }

    /// Refuses a folder in which no file can be made.
    ///
    /// - Parameter path: The folder.
    /// - Throws: `FileError`, such as for one that is read-only.
    public static func checkWritable(_ path: Path) throws(FileError) {
        if access(path.string, W_OK | X_OK) != 0 { throw FileError(errno: errno, cannot: "write into", path: path) }
    }

    /// Lists the names in a folder.
    ///
    /// - Parameter path: The folder.
    /// - Returns: The names in order of their bytes, without `.` and `..`.
    /// - Throws: `FileError`.
    public static func names(in path: Path) throws(FileError) -> [String] {
        guard let folder = opendir(path.string) else { throw FileError(errno: errno, cannot: "list", path: path) }
        defer { closedir(folder) }
        var names: [String] = []
        while let item = readdir(folder) {
            let name = withUnsafePointer(to: &item.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Reads a whole regular file.
    ///
    /// - Parameters:
    ///   - path: The file; links are followed, devices and pipes are refused.
    ///   - limit: The most bytes that are accepted.
    /// - Returns: Its bytes.
    /// - Throws: `FileError`: `tooLarge` above the limit, `changed` if the file was written to meanwhile.
    public static func read(_ path: Path, limit: Int) throws(FileError) -> [UInt8] {
        // Non-blocking, so that opening a pipe without a writer returns and is refused below.
        let file = open(path.string, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw FileError(errno: errno, cannot: "read", path: path) }
        defer { close(file) }
        let before = try status(of: file, path: path)
        switch before.kind {
        case .file: break
        case .folder: throw FileError(errno: EISDIR, cannot: "read", path: path)
        case .other: throw FileError(.wrongType, path: path, message: "cannot read \(path): it is no regular file")
        }
        guard before.size <= limit else {
            throw FileError(
                .tooLarge,
                path: path,
                message: "cannot read \(path): it has \(before.size) bytes, the limit is \(limit); "
                    + "raise documents.max_file_bytes or split the file"
            )
        }
        // One byte beyond the expected size shows that the file grew.
        let bytes = try contents(of: file, 0..<(before.size + 1), path: path)
        let after = try status(of: file, path: path)
        guard after == before, bytes.count == before.size else {
            throw FileError(
                .changed,
                path: path,
                message: "cannot read \(path): it changed while it was read; try again"
            )
        }
        return bytes
    }

    /// Removes a file.
    ///
    /// - Parameter path: The file; nothing there is no error.
    /// - Throws: `FileError`.
    public static func remove(_ path: Path) throws(FileError) {
        guard unlink(path.string) == 0 || errno == ENOENT else {
            throw FileError(errno: errno, cannot: "remove", path: path)
        }
    }

    /// Removes a folder unless something is in it.
    ///
    /// - Parameter path: The folder; that it is gone or cannot be removed is no error, as nothing is lost by it.
    public static func removeIfEmpty(_ path: Path) { rmdir(path.string) }

    /// Reads a part of a file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - range: The part, in bytes.
    /// - Returns: Its bytes; fewer if the file ends before.
    /// - Throws: `FileError`.
    public static func read(_ path: Path, range: Range<Int>) throws(FileError) -> [UInt8] {
        let file = open(path.string, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw FileError(errno: errno, cannot: "read", path: path) }
        defer { close(file) }
        return try contents(of: file, range, path: path)
    }

    /// Gives a file another name on the same file system; what has that name is replaced.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - target: Its new name.
    /// - Returns: False if the file is not there, such as when another process has moved it.
    /// - Throws: `FileError`.
    public static func move(_ path: Path, to target: Path) throws(FileError) -> Bool {
        if rename(path.string, target.string) == 0 { return true }
        if errno == ENOENT, !exists(path) { return false }
        throw FileError(errno: errno, cannot: "move", path: path)
    }

    /// Makes the names in a folder durable.
    ///
    /// - Parameter path: The folder.
    /// - Throws: `FileError`.
    public static func synchronize(folder path: Path) throws(FileError) { try synchronize(path, O_DIRECTORY) }

    /// Makes the content of a file durable.
    ///
    /// - Parameter path: The file.
    /// - Throws: `FileError`.
    public static func synchronize(file path: Path) throws(FileError) { try synchronize(path, 0) }

    private static func synchronize(_ path: Path, _ flags: Int32) throws(FileError) {
        let file = open(path.string, O_RDONLY | O_CLOEXEC | flags)
        guard file >= 0 else { throw FileError(errno: errno, cannot: "write to", path: path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw FileError(errno: errno, cannot: "write to", path: path) }
    }

    /// Does something while no other process, and no other thread, does it under the same lock.
    ///
    /// The lock is advisory (`flock`) and ends with the process, whatever ends that.
    ///
    /// - Parameters:
    ///   - path: The folder that stands for what is locked.
    ///   - body: What is done.
    /// - Returns: What the closure returns.
    /// - Throws: `FileError` if the folder cannot be opened or the file system has no locks; what the closure throws.
    public static func withLock<Value>(on path: Path, _ body: () throws -> Value) throws -> Value {
        let file = open(path.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw FileError(errno: errno, cannot: "lock", path: path) }
        defer { close(file) }
        while flock(file, LOCK_EX) != 0 {
            if errno != EINTR { throw FileError(errno: errno, cannot: "lock", path: path) }
        }
        return try body()
    }

    static func status(of file: Int32, path: Path) throws(FileError) -> FileStatus {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw FileError(errno: errno, cannot: "read", path: path) }
        return FileStatus(status)
    }

    /// Reads a part of an open file; fewer bytes if it ends before.
    private static func contents(of file: Int32, _ range: Range<Int>, path: Path) throws(FileError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
            while filled < range.count {
                let place = buffer.baseAddress.map { $0 + filled }
                let count = pread(file, place, range.count - filled, range.lowerBound + filled)
                if count < 0 && errno == EINTR { continue }
                if count < 0 { failure = errno }
                if count <= 0 { break }
                filled += count
            }
        }
        if failure != 0 { throw FileError(errno: failure, cannot: "read", path: path) }
        return bytes
    }
}
