import Core
import Synchronization

/// Watches the files of a board, so that a process that lives long need not look at each of them again and again.
final class BoardWatch: Sendable {
    private let folderWatch: FolderWatch
    private let touched: Touched

    /// Starts to watch.
    ///
    /// - Parameters:
    ///   - folder: The board.
    ///   - signal: Raised at each change of entries' files and of the database.
    /// - Throws: `FileError` if the system cannot watch so much.
    init(_ folder: BoardFolder, _ signal: ChangeSignal) throws(FileError) {
        // Everything is looked at once more after the watch began, so that nothing falls between.
        let touched = Touched()
        self.touched = touched
        folderWatch = try FolderWatch(
            folders: EntryKind.allCases.map(folder.folder(of:)),
            files: [folder.database, folder.root.appending("board.db-wal")]
        ) { change in
            if Self.isAboutEntries(change, database: folder.database) { touched.flag.withLock { $0 = true } }
            signal.raiseWithEchoes()
        }
    }

    /// Whether entries' files were touched since the last call, by whomever.
    func takeTouched() -> Bool {
        folderWatch.tellWaiting()
        return touched.flag.withLock { flag in
            defer { flag = false }
            return flag
        }
    }

    private static func isAboutEntries(_ change: FolderWatch.Change, database: Path) -> Bool {
        guard case .paths(let paths) = change else { return true }
        return paths.contains { path in
            !path.name.hasPrefix(AtomicFile.prefix) && !path.name.hasPrefix(database.name)
        }
    }
}

/// Whether entries' files were touched; set on the watch's thread.
private final class Touched: Sendable {
    let flag = Mutex(true)
}
