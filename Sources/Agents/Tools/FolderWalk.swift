import Core

/// Visits what is below a folder, in order, without following links out of it or in circles.
struct FolderWalk {
    /// The most files and folders that are looked at.
    static let visitLimit = 20_000
    private static let depthLimit = 32
    private static let skipped: Set<String> = [".git", ".build", "node_modules", ".svn", "__pycache__"]

    let folder: WorkingFolder
    private var visits = 0
    private var seen: Set<[UInt64]> = []
    /// Whether not all was visited.
    private(set) var isCut = false

    init(_ folder: WorkingFolder) { self.folder = folder }

    /// Visits files and folders.
    ///
    /// - Parameters:
    ///   - start: Where to start; a file is visited alone.
    ///   - visit: Looks at one; false ends the walk.
    /// - Throws: `FileError` for the start; `CancellationError`; what the closure throws.
    mutating func visit(_ start: Path, _ visit: (Path, FileStatus) throws -> Bool) throws {
        let status = try FileSystem.status(start)
        guard status.kind == .folder else {
            _ = try visit(start, status)
            return
        }
        seen.insert(status.identity)
        isCut = try !descend(start, depth: 0, visit)
    }

    private mutating func descend(_ path: Path, depth: Int, _ visit: (Path, FileStatus) throws -> Bool) throws -> Bool {
        try Task.checkCancellation()
        // A folder that may not be read is as good as empty.
        guard let names = try? FileSystem.names(in: path) else { return true }
        for name in names where !Self.skipped.contains(name) {
            visits += 1
            guard visits <= Self.visitLimit else { return false }
            // A link that leads nowhere, or out of the folder, is no file of it.
            guard let place = try? folder.existing(path.appending(name).string),
                let status = try? FileSystem.status(place)
            else { continue }
            if status.kind == .other { continue }
            guard try visit(path.appending(name), status) else { return false }
            guard status.kind == .folder, depth < Self.depthLimit, seen.insert(status.identity).inserted else {
                continue
            }
            if try !descend(path.appending(name), depth: depth + 1, visit) { return false }
        }
        return true
    }
}
