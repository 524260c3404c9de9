/// A file that is written bit by bit and gets its name when it is complete; dropped before, it leaves nothing behind.
public struct PendingFile: ~Copyable {
    private let file: TemporaryFile
    private let existing: AtomicFile.Existing

    /// Starts a file in a temporary one in the same folder.
    ///
    /// - Parameters:
    ///   - path: The file; its folder must exist.
    ///   - mode: Its permissions.
    ///   - existing: What to do where the file exists when this one is complete.
    /// - Throws: `FileError`.
    public init(_ path: Path, mode: UInt32 = 0o600, existing: AtomicFile.Existing = .replace) throws(FileError) {
        file = try TemporaryFile(for: path, mode: mode)
        self.existing = existing
    }

    /// Appends bytes.
    ///
    /// - Parameter bytes: The bytes.
    /// - Throws: `FileError`.
    public borrowing func write(_ bytes: some Collection<UInt8>) throws(FileError) { try file.write(bytes) }

    /// Makes the content durable, then gives the file its name.
    ///
    /// - Parameter synchronizesFolder: Whether the name is durable on return; pass false only if the caller makes the
    ///   folder durable later.
    /// - Throws: `FileError`; `exists` if a file is there and is to be kept. Nothing is left behind then.
    public consuming func commit(synchronizesFolder: Bool = true) throws(FileError) {
        try file.synchronize()
        try file.close()
        try file.move(existing)
        if synchronizesFolder { try FileSystem.synchronize(folder: file.path.parent) }
    }
}
