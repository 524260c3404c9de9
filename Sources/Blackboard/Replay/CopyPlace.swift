public import Core

/// Where the copy of a board goes on which a run is worked through again: a folder that its process holds by a lock.
///
/// A process that is killed leaves its folder behind. Whoever comes next takes the first place that nobody holds, which is
/// that one, and removes what is in it.
public final class CopyPlace: Sendable {
    private static let prefix = "again-"
    private static let lockSuffix = ".lock"
    /// The most copies of one run at once.
    private static let limit = 1_000

    /// The folder, which is not there yet.
    public let folder: Path
    private let lock: FileLock

    /// Takes a place.
    ///
    /// - Parameters:
    ///   - run: The run that is worked through again.
    ///   - board: The board that has it.
    /// - Throws: `FileError` if there is none.
    public init(of run: String, on board: Blackboard) throws {
        let parent = board.folder.run(run)
        try FileSystem.makeFolder(parent)
        for number in 1...Self.limit {
            let folder = parent.appending(Self.prefix + "\(number)")
            guard let lock = try FileLock.take(Self.lockPath(of: folder)) else { continue }
            try FileSystem.removeTree(folder)
            (self.folder, self.lock) = (folder, lock)
            return
        }
        throw FileError(
            .exists,
            path: parent,
            message: "\(parent) holds \(Self.limit) copies; wait until one has ended"
        )
    }

    /// Takes a place that a process has left behind.
    ///
    /// - Parameter folder: The folder.
    /// - Throws: `FileError`.
    init?(left folder: Path) throws {
        guard let lock = try FileLock.take(Self.lockPath(of: folder)) else { return nil }
        (self.folder, self.lock) = (folder, lock)
    }

    /// Removes the folder with all that is in it, and gives the place up.
    ///
    /// - Throws: `FileError`.
    public func remove() throws {
        try FileSystem.removeTree(folder)
        try lock.remove()
        // The run's own folder goes with it unless something else is there, such as its events.
        FileSystem.removeIfEmpty(folder.parent)
    }

    /// The folders of places that nobody holds any more.
    ///
    /// - Parameter parent: The folder of a run.
    /// - Returns: The folders; of some only the lock's file may be left.
    /// - Throws: `FileError`.
    static func left(in parent: Path) throws -> [Path] {
        let names = try FileSystem.names(in: parent).filter { $0.hasPrefix(prefix) }
            .map { $0.hasSuffix(lockSuffix) ? String($0.dropLast(lockSuffix.count)) : $0 }
        return try Set(names).sorted().map(parent.appending).filter { try !FileLock.isHeld(lockPath(of: $0)) }
    }

    private static func lockPath(of folder: Path) -> Path { folder.parent.appending(folder.name + lockSuffix) }
}
