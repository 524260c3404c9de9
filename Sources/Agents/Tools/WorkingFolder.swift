public import Core

/// The one folder whose files an agent may see and write.
///
/// Links are resolved before a path is compared with the folder, so that none leads out of it.
public struct WorkingFolder: Sendable {
    /// The folder without links in its path.
    public let root: Path

    /// Creates a working folder.
    ///
    /// - Parameter root: The folder; it must be there.
    /// - Throws: `FileError`.
    public init(_ root: Path) throws(FileError) { self.root = try ResolvedPath.of(root) }

    /// The place of something that is there.
    ///
    /// - Parameter name: A path in the folder, relative to it or absolute.
    /// - Returns: Its path without links.
    /// - Throws: `AgentError` if it is outside; `FileError` if nothing is there.
    func existing(_ name: String) throws -> Path {
        let path = try ResolvedPath.of(Path(name).absolute(from: root))
        return try checked(path, name)
    }

    /// The place of a file that is to be written, and its folder, which is made.
    ///
    /// - Parameter name: A path in the folder, relative to it or absolute.
    /// - Returns: Its path, whose folder has no links.
    /// - Throws: `AgentError` if it is outside or not for an agent; `FileError`.
    func writable(_ name: String) throws -> Path {
        let path = Path(name).absolute(from: root)
        // Hooks of a repository are programs that run later.
        guard !path.string.split(separator: "/").contains(".git"), path.name != "/" else {
            throw AgentError(.tool, "'\(name.prefix(200))' is not for you to write")
        }
        var folder = path.parent
        var missing: [String] = []
        while !FileSystem.exists(folder), folder != "/" {
            missing.append(folder.name)
            folder = folder.parent
        }
        // What is there decides where a path leads; what is made below it has no links.
        let made = missing.reversed().reduce(try checked(try ResolvedPath.of(folder), name)) { $0.appending($1) }
        try FileSystem.makeFolder(made)
        return made.appending(path.name)
    }

    /// The path as it is told to a model.
    func name(of path: Path) -> String {
        if path == root { return "." }
        let prefix = root.string == "/" ? "/" : root.string + "/"
        return path.string.hasPrefix(prefix) ? String(path.string.dropFirst(prefix.count)) : path.string
    }

    private func checked(_ path: Path, _ name: String) throws -> Path {
        guard path == root || path.string.hasPrefix(root.string == "/" ? "/" : root.string + "/") else {
            throw AgentError(.tool, "'\(name.prefix(200))' is outside the working folder; use paths within it")
        }
        return path
    }
}
