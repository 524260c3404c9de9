public import Core
import FoundationEssentials
import Glibc

/// A private folder that is removed with this object.
public final class TemporaryFolder: Sendable {
    /// Where it is; absolute.
    public let path: Path

    /// Makes a folder.
    ///
    /// - Throws: An error if it cannot be made.
    public init() throws {
        path = Path(FileManager.default.temporaryDirectory.path).appending("slate-test-\(UUID().uuidString)")
        try FileSystem.makeFolder(path)
    }

    deinit {
        // Best effort: a test that removed the folder itself is fine.
        try? FileManager.default.removeItem(atPath: path.string)
    }

    /// Writes a file in the folder, with the folders that it needs.
    ///
    /// - Parameters:
    ///   - name: Its path in the folder.
    ///   - text: Its content.
    /// - Returns: Its absolute path.
    /// - Throws: `FileError`.
    @discardableResult
    public func write(_ name: String, _ text: String) throws -> Path { try write(name, bytes: Array(text.utf8)) }

    /// Writes a file in the folder, with the folders that it needs.
    ///
    /// - Parameters:
    ///   - name: Its path in the folder.
    ///   - bytes: Its content.
    /// - Returns: Its absolute path.
    /// - Throws: `FileError`.
    @discardableResult
    public func write(_ name: String, bytes: [UInt8]) throws -> Path {
        let file = path.appending(name)
        try FileSystem.makeFolder(file.parent)
        try AtomicFile.write(bytes, to: file, synchronizesFolder: false)
        return file
    }

    /// Writes into a file that is there, and gives it back the time that it had.
    ///
    /// - Parameters:
    ///   - name: Its path in the folder.
    ///   - text: Its new text, as long as the old one.
    ///   - status: What it looked like.
    /// - Throws: An error if that is not possible.
    public func overwrite(_ name: String, _ text: String, keepingTimeOf status: FileStatus) throws {
        let target = path.appending(name).string
        let file = open(target, O_WRONLY)
        guard file >= 0 else { throw FileError(errno: errno, cannot: "write", path: Path(target)) }
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard Glibc.write(file, bytes, bytes.count) == bytes.count else {
            throw FileError(errno: errno, cannot: "write", path: Path(target))
        }
        let time = timespec(tv_sec: Int(status.modified / 1_000_000_000), tv_nsec: Int(status.modified % 1_000_000_000))
        futimens(file, [time, time])
    }
}
