import Glibc

/// A file that is written bit by bit and gets its name when it is complete; dropped before, it leaves nothing behind.
public struct PendingFile: ~Copyable {
    private let path: Path
    private let mode: UInt32
    private let existing: AtomicFile.Existing
    private var file: Int32
    /// The name until then; none once it was moved.
    private var temporary: [CChar]?

    /// Starts a file in a temporary one in the same folder.
    ///
    /// - Parameters:
    ///   - path: The file; its folder must exist.
    ///   - mode: Its permissions.
    ///   - existing: What to do where the file exists when this one is complete.
    /// - Throws: `FileError`.
    public init(_ path: Path, mode: UInt32 = 0o600, existing: AtomicFile.Existing = .replace) throws(FileError) {
        var template = Array((path.parent.string + "/\(AtomicFile.prefix)XXXXXX").utf8CString)
        file = mkstemp(&template)
        guard file >= 0 else { throw FileError(errno: errno, cannot: "write", path: path) }
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        temporary = template
        self.path = path
        self.mode = mode
        self.existing = existing
    }

    deinit {
        if file >= 0 { close(file) }
        if let temporary { unlink(temporary) }
    }

    /// Appends bytes.
    ///
    /// - Parameter bytes: The bytes.
    /// - Throws: `FileError`.
    public borrowing func write(_ bytes: some Collection<UInt8>) throws(FileError) {
        let write: (UnsafeBufferPointer<UInt8>) -> Int32? = { [file] in Self.write($0, to: file) }
        let failure = bytes.withContiguousStorageIfAvailable(write) ?? Array(bytes).withUnsafeBufferPointer(write)
        if let failure { throw FileError(errno: failure, cannot: "write", path: path) }
    }

    /// Makes the content durable, then gives the file its name.
    ///
    /// - Parameter synchronizesFolder: Whether the name is durable on return; pass false only if the caller makes the
    ///   folder durable later.
    /// - Throws: `FileError`; `exists` if a file is there and is to be kept. Nothing is left behind then.
    public consuming func commit(synchronizesFolder: Bool = true) throws(FileError) {
        var failure = fchmod(file, mode) != 0 || fsync(file) != 0 ? errno : nil
        if close(file) != 0, failure == nil { failure = errno }
        file = -1
        if failure == nil { failure = move() }
        if let failure { throw FileError(errno: failure, cannot: "write", path: path) }
        if synchronizesFolder { try FileSystem.synchronize(folder: path.parent) }
    }

    /// Gives the temporary file its name: `link` fails where a name exists, `rename` replaces it.
    private mutating func move() -> Int32? {
        guard let temporary else { return nil }
        switch existing {
        case .replace: guard rename(temporary, path.string) == 0 else { return errno }
        case .keep:
            guard link(temporary, path.string) == 0 else { return errno }
            unlink(temporary)
        }
        self.temporary = nil
        return nil
    }

    private static func write(_ buffer: UnsafeBufferPointer<UInt8>, to file: Int32) -> Int32? {
        var done = 0
        while done < buffer.count {
            let count = Glibc.write(file, buffer.baseAddress.map { $0 + done }, buffer.count - done)
            if count < 0 && errno == EINTR { continue }
            if count < 0 { return errno }
            done += count
        }
        return nil
    }
}
