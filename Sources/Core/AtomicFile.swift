import Glibc

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
        var template = Array((path.parent.string + "/\(prefix)XXXXXX").utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { throw FileError(errno: errno, cannot: "write", path: path) }
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        let number = fill(file, with: bytes, mode: mode) ?? move(template, to: path, existing: existing)
        if let number {
            unlink(template)
            throw FileError(errno: number, cannot: "write", path: path)
        }
        if synchronizesFolder { try FileSystem.synchronize(folder: path.parent) }
    }

    /// Writes, flushes and closes; returns an error number if one of them failed.
    private static func fill(_ file: Int32, with bytes: some Collection<UInt8>, mode: UInt32) -> Int32? {
        let write: (UnsafeBufferPointer<UInt8>) -> Int32? = { writeAll($0, to: file) }
        var failure = bytes.withContiguousStorageIfAvailable(write) ?? Array(bytes).withUnsafeBufferPointer(write)
        if failure == nil, fchmod(file, mode) != 0 || fsync(file) != 0 { failure = errno }
        if close(file) != 0, failure == nil { failure = errno }
        return failure
    }

    private static func writeAll(_ buffer: UnsafeBufferPointer<UInt8>, to file: Int32) -> Int32? {
        var done = 0
        while done < buffer.count {
            let count = Glibc.write(file, buffer.baseAddress.map { $0 + done }, buffer.count - done)
            if count < 0 && errno == EINTR { continue }
            if count < 0 { return errno }
            done += count
        }
        return nil
    }

    /// Gives the temporary file its name: `link` fails where a name exists, `rename` replaces it.
    private static func move(_ temporary: [CChar], to path: Path, existing: Existing) -> Int32? {
        switch existing {
        case .replace: return rename(temporary, path.string) == 0 ? nil : errno
        case .keep:
            guard link(temporary, path.string) == 0 else { return errno }
            unlink(temporary)
            return nil
        }
    }
}
