import CFileSystem
import Glibc

/// Files that are made durable together, then get their names.
///
/// A flush of the disk costs far more than a small file. Of many files the file system is flushed once (`syncfs`) in the
/// place of each file; of a few each is, since others may have written much that a flush of everything would wait for.
public struct FileGroup: ~Copyable {
    /// From how many files on they are flushed together.
    private static let fewest = 16

    private let folder: Path
    private let root: Int32
    private let device: UInt64
    private let isLarge: Bool
    private var files: [(file: TemporaryFile, status: FileStatus)] = []

    /// Starts a group.
    ///
    /// - Parameters:
    ///   - folder: A folder above all the files.
    ///   - count: How many files there will be, about.
    /// - Throws: `FileError` if the folder cannot be opened.
    public init(in folder: Path, count: Int) throws(FileError) {
        self.folder = folder
        isLarge = count >= Self.fewest
        // Opened before anything is written: `syncfs` tells of errors since then.
        root = open(folder.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else { throw FileError(errno: errno, cannot: "write into", path: folder) }
        do throws(FileError) {
            device = try FileSystem.status(of: root, path: folder).device
        } catch {
            close(root)
            throw error
        }
    }

    deinit { close(root) }

    /// Writes a file that gets its name later.
    ///
    /// - Parameters:
    ///   - path: The file; its folder must exist. A file that is there will be replaced.
    ///   - bytes: Its content.
    /// - Throws: `FileError`; the file is not part of the group then.
    public mutating func add(_ path: Path, _ bytes: some Collection<UInt8>) throws(FileError) {
        let file = try TemporaryFile(for: path, mode: 0o600)
        try file.write(bytes)
        let status = try file.status()
        // Below the folder another file system may be mounted.
        if !isLarge || status.device != device { try file.synchronize() }
        try file.close()
        files.append((file, status))
    }

    /// Makes the contents durable, gives the files their names, and makes those durable.
    ///
    /// - Returns: What each file looks like, in the order in which they were added, or why it has no name.
    /// - Throws: `FileError` if what was written or named may not last.
    public consuming func commit() throws(FileError) -> [Result<FileStatus, FileError>] {
        if isLarge, !files.isEmpty, syncfs(root) != 0 {
            throw FileError(errno: errno, cannot: "write into", path: folder)
        }
        var folders: Set<Path> = []
        let named = files.map { item -> Result<FileStatus, FileError> in
            do throws(FileError) {
                try item.file.move(.replace)
                folders.insert(item.file.path.parent)
                return .success(item.status)
            } catch {
                return .failure(error)
            }
        }
        for path in folders { try FileSystem.synchronize(folder: path) }
        return named
    }
}
