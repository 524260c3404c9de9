import Glibc

/// Names of files of one folder, one after another in one buffer: a folder may hold a hundred thousand.
public struct NameBatch: Sendable {
    private var bytes: [CChar] = []
    private var starts: [Int] = []

    /// How many names there are.
    public var count: Int { starts.count }

    private mutating func add(_ name: UnsafePointer<CChar>) {
        starts.append(bytes.count)
        bytes.append(contentsOf: UnsafeBufferPointer(start: name, count: strlen(name) + 1))
    }

    /// Reads the names in a folder that do not begin with a dot, in no order.
    ///
    /// - Parameters:
    ///   - path: The folder.
    ///   - size: How many names are handed out at once.
    ///   - body: Takes a batch as soon as it is full.
    /// - Returns: The last names, which fill no batch.
    /// - Throws: `FileError`.
    public static func read(_ path: Path, size: Int, _ body: (NameBatch) -> Void) throws(FileError) -> NameBatch {
        guard let folder = opendir(path.string) else { throw FileError(errno: errno, cannot: "list", path: path) }
        defer { closedir(folder) }
        var batch = NameBatch()
        while let item = readdir(folder) {
            withUnsafePointer(to: &item.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { name in
                    if name[0] != CChar(bitPattern: UInt8(ascii: ".")) { batch.add(name) }
                }
            }
            if batch.count == size {
                body(batch)
                batch = NameBatch()
            }
        }
        return batch
    }

    /// Looks at the files with these names; links are not followed.
    ///
    /// - Parameters:
    ///   - folder: Where they are.
    ///   - suffix: Only names that end with it are looked at.
    ///   - body: Takes a name, valid only during the call, and what is there; not called for what is gone.
    public func forEachStatus(
        in folder: Path,
        suffix: StaticString,
        _ body: (UnsafeBufferPointer<UInt8>, FileStatus) -> Void
    ) {
        // By the open folder, so that the system need not follow the whole path for each.
        let file = open(folder.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { return }
        defer { close(file) }
        bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            for start in starts {
                let length = strlen(base + start)
                let name = UnsafeBufferPointer(start: base + start, count: length)
                guard length > suffix.utf8CodeUnitCount,
                    memcmp(base + start + length - suffix.utf8CodeUnitCount, suffix.utf8Start, suffix.utf8CodeUnitCount)
                        == 0
                else { continue }
                var status = stat()
                guard fstatat(file, base + start, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
                name.withMemoryRebound(to: UInt8.self) { body($0, FileStatus(status)) }
            }
        }
    }
}
