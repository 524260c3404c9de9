import Glibc

extension FileSystem {
    /// Removes a folder with all that is in it; links are removed, and what they lead to is left alone.
    ///
    /// - Parameter path: The folder; nothing there is no error.
    /// - Throws: `FileError`; a part may be gone then.
    public static func removeTree(_ path: Path) throws(FileError) {
        guard exists(path) else { return }
        guard try status(path, followsLinks: false).kind == .folder else { return try remove(path) }
        for name in try names(in: path) { try removeTree(path.appending(name)) }
        guard rmdir(path.string) == 0 || errno == ENOENT else {
            throw FileError(errno: errno, cannot: "remove", path: path)
        }
    }

    /// How large a file is, or all files of a folder together; what a link leads to does not count.
    ///
    /// - Parameter path: The file or folder.
    /// - Returns: Its size in bytes; what is gone by then counts nothing.
    /// - Throws: `FileError` if a folder cannot be listed.
    public static func treeSize(_ path: Path) throws(FileError) -> Int {
        // It may be gone since somebody listed it.
        guard let status = try? status(path, followsLinks: false) else { return 0 }
        guard status.kind == .folder else { return status.size }
        var size = 0
        for name in try names(in: path) { size += try treeSize(path.appending(name)) }
        return size
    }
}
