import Glibc

/// Paths with all links followed.
public enum ResolvedPath {
    /// Follows the links of a path.
    ///
    /// - Parameter path: A file or folder that is there.
    /// - Returns: Its absolute path without links.
    /// - Throws: `FileError`.
    public static func of(_ path: Path) throws(FileError) -> Path {
        guard let resolved = realpath(path.string, nil) else {
            throw FileError(errno: errno, cannot: "read", path: path)
        }
        defer { free(resolved) }
        return Path(String(cString: resolved))
    }
}
