/// Writes of whole files, of which a reader sees all or nothing.
public enum AtomicFile {
    /// What to do where the file exists.
    public enum Existing: Sendable {
        /// Put the new file in its place.
        case replace
        /// Leave it and fail.
        case keep
    }

    /// What the names of temporary files begin with; after a crash one may be left.
    public static let prefix = ".slate-"

    /// Writes a file through a temporary one in the same folder: written, flushed to disk, then renamed.
    ///
    /// - Parameters:
    ///   - bytes: The content.
    ///   - path: The file; its folder must exist.
    ///   - mode: Its permissions.
    ///   - existing: What to do where the file exists.
    ///   - synchronizesFolder: Whether the new name is durable on return; pass false only if the caller
    ///     makes the folder durable later.
    /// - Throws: `FileError`; `exists` if it is there and is to be kept. Nothing half-written is left behind.
    public static func write(
        _ bytes: some Collection<UInt8>,
        to path: Path,
        mode: UInt32 = 0o600,
        existing: Existing = .replace,
        synchronizesFolder: Bool = true
    ) throws(FileError) {
        let file = try PendingFile(path, mode: mode, existing: existing)
        try file.write(bytes)
        try file.commit(synchronizesFolder: synchronizesFolder)
    }
}
