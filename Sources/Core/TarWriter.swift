import Glibc

/// Writes a tar archive of files and folders that only their owner may read.
///
/// The archive appears when it is finished; a writer that is dropped before leaves nothing behind.
public struct TarWriter: ~Copyable {
    /// How much is gathered before it is written, in bytes.
    private static let bufferSize = 1 << 16

    private let path: Path
    private let file: PendingFile
    private var buffer: [UInt8] = []
    /// False while a member is written, and for good if that failed.
    private var isWhole = true

    /// Starts an archive.
    ///
    /// - Parameters:
    ///   - path: The archive; its folder must exist.
    ///   - existing: What to do where the file exists when the archive is finished.
    /// - Throws: `FileError`.
    public init(to path: Path, existing: AtomicFile.Existing = .replace) throws(FileError) {
        file = try PendingFile(path, existing: existing)
        self.path = path
    }

    /// Adds a folder.
    ///
    /// - Parameters:
    ///   - name: Its relative path in the archive, with `/` between the parts.
    ///   - modified: When it changed last.
    /// - Throws: `FileError`, also for a name that leads out of the archive.
    public mutating func addFolder(_ name: String, modified: Timestamp) throws(FileError) {
        try begin(TarHeader(name: checked(name) + "/", kind: .folder, size: 0, modified: modified))
        isWhole = true
    }

    /// Adds a file.
    ///
    /// - Parameters:
    ///   - name: Its relative path in the archive, with `/` between the parts.
    ///   - bytes: Its content.
    ///   - modified: When it changed last.
    /// - Throws: `FileError`, also for a name that leads out of the archive.
    public mutating func addFile(
        _ name: String,
        _ bytes: some Collection<UInt8>,
        modified: Timestamp
    ) throws(FileError) {
        try begin(TarHeader(name: checked(name), kind: .file, size: bytes.count, modified: modified))
        try append(bytes)
        try append(TarHeader.padding(after: bytes.count))
        isWhole = true
    }

    /// Adds a file of the disk, of which only a part is in memory at any time.
    ///
    /// - Parameters:
    ///   - name: Its relative path in the archive, with `/` between the parts.
    ///   - source: A regular file; links are followed.
    ///   - modified: When it changed last.
    /// - Throws: `FileError`: `changed` if the file was written to meanwhile. The archive cannot be finished then.
    public mutating func addFile(_ name: String, contentsOf source: Path, modified: Timestamp) throws(FileError) {
        // Non-blocking, so that opening a pipe without a writer returns and is refused below.
        let input = open(source.string, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard input >= 0 else { throw FileError(errno: errno, cannot: "read", path: source) }
        defer { close(input) }
        let before = try FileSystem.status(of: input, path: source)
        guard before.kind == .file else {
            throw FileError(.wrongType, path: source, message: "cannot read \(source): it is no regular file")
        }
        try begin(TarHeader(name: checked(name), kind: .file, size: before.size, modified: modified))
        let copied = try copy(input, source)
        guard copied == before.size, try FileSystem.status(of: input, path: source) == before else {
            throw FileError(
                .changed,
                path: source,
                message: "cannot read \(source): it changed while it was read; try again"
            )
        }
        try append(TarHeader.padding(after: copied))
        isWhole = true
    }

    /// Ends the archive and gives it its name.
    ///
    /// - Throws: `FileError`; `exists` if a file is there and is to be kept.
    public consuming func finish() throws(FileError) {
        guard isWhole else {
            throw FileError(.changed, path: path, message: "cannot write \(path): a member of it is incomplete")
        }
        buffer += [UInt8](repeating: 0, count: 2 * TarHeader.blockSize)
        try file.write(buffer)
        try file.commit()
    }

    private mutating func begin(_ header: TarHeader) throws(FileError) {
        isWhole = false
        try append(header.blocks)
    }

    private mutating func append(_ bytes: some Collection<UInt8>) throws(FileError) {
        if buffer.count + bytes.count > Self.bufferSize {
            try file.write(buffer)
            buffer.removeAll(keepingCapacity: true)
        }
        if bytes.count > Self.bufferSize { try file.write(bytes) } else { buffer += bytes }
    }

    private mutating func copy(_ input: Int32, _ source: Path) throws(FileError) -> Int {
        var part = [UInt8](repeating: 0, count: Self.bufferSize)
        var copied = 0
        while true {
            let count = read(input, &part, part.count)
            if count < 0 && errno == EINTR { continue }
            if count < 0 { throw FileError(errno: errno, cannot: "read", path: source) }
            if count == 0 { return copied }
            copied += count
            try append(part[..<count])
        }
    }

    /// Refuses what would be unpacked elsewhere.
    private func checked(_ name: String) throws(FileError) -> String {
        let parts = name.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
        let isSafe = parts.allSatisfy { part in
            !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8) && !part.contains(0)
        }
        guard isSafe else {
            let message = "cannot store '\(name)' in \(path): the name must be a relative path without '.' and '..'"
            throw FileError(.system(EINVAL), path: path, message: message)
        }
        return name
    }
}
