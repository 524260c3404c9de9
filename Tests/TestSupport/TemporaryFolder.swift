public import Core
import FoundationEssentials

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
}
