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
}
