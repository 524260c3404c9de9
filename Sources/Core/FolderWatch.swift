import Glibc
import Synchronization

/// Tells when something changes in folders or in single files.
///
/// A file is watched through its folder, so that it need not exist yet, and one that is replaced is still watched.
public final class FolderWatch: Sendable {
    /// What changed since the last call.
    public enum Change: Equatable, Sendable {
        /// Files or folders that were made, written, renamed or removed.
        case paths(Set<Path>)
        /// More than the system could note down: anything may have changed.
        case everything
    }

    private let watcher: Watcher
    private let thread: pthread_t

    /// Starts to watch, on a thread of its own that sleeps until something changes.
    ///
    /// - Parameters:
    ///   - folders: Folders whose direct content is watched.
    ///   - files: Single files; their folders must exist.
    ///   - onChange: Called on that thread, for all that came together at once, never twice at a time.
    /// - Throws: `FileError`: `watchLimit` if the system allows no more, `notFound` for a folder that is not there.
    public init(
        folders: [Path],
        files: [Path] = [],
        onChange: @escaping @Sendable (Change) -> Void
    ) throws(FileError) {
        watcher = try Watcher(onChange)
        do throws(FileError) {
            for folder in folders { try watcher.add(folder, name: nil) }
            for file in files { try watcher.add(file.parent, name: file.name) }
        } catch {
            watcher.close()
            throw error
        }
        var thread = pthread_t()
        let context = Unmanaged.passRetained(watcher)
        let failure = pthread_create(&thread, nil, runWatcher, context.toOpaque())
        self.thread = thread
        if failure != 0 {
            context.release()
            watcher.close()
            throw FileError(errno: failure, cannot: "watch", path: folders.first ?? files.first ?? ".")
        }
    }

    deinit { stop() }

    /// Watches one more folder, such as one that was made again.
    ///
    /// - Parameter folder: The folder; watching it already is no error.
    /// - Throws: `FileError`, as when the watch was made.
    public func add(_ folder: Path) throws(FileError) { try watcher.add(folder, name: nil) }

    /// Ends the watch; when it returns, a call under way has ended and none will come.
    ///
    /// It must not be called with a lock held that the closure waits for. Called by the closure itself, it does not wait
    /// for it.
    public func stop() {
        guard watcher.requestStop() else { return }
        if pthread_equal(pthread_self(), thread) != 0 { pthread_detach(thread) } else { pthread_join(thread, nil) }
    }
}

/// A free function, because the system calls it.
private func runWatcher(context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context { Unmanaged<Watcher>.fromOpaque(context).takeRetainedValue().run() }
    return nil
}
