import Glibc
import Synchronization

/// The thread's part of a `FolderWatch`: reads what the kernel notes down (inotify(7)) and tells it on.
final class Watcher: Sendable {
    private static let events =
        IN_CLOSE_WRITE | IN_MODIFY | IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF
        | IN_ONLYDIR

    private struct Folder {
        let path: Path
        /// The files that are watched; nothing for all.
        var names: Set<String>?
    }

    private struct State {
        var folders: [Int32: Folder] = [:]
        var isStopped = false
    }

    private let onChange: @Sendable (FolderWatch.Change) -> Void
    private let notes: Int32
    /// A byte into the second wakes the thread, which polls the first.
    private let wake: (read: Int32, write: Int32)
    private let state = Mutex(State())

    init(_ onChange: @escaping @Sendable (FolderWatch.Change) -> Void) throws(FileError) {
        self.onChange = onChange
        notes = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard notes >= 0 else { throw FileError(watchErrno: errno, path: "/proc/sys/fs/inotify") }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            let number = errno
            Glibc.close(notes)
            throw FileError(watchErrno: number, path: "/proc/sys/fs/inotify")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        wake = (ends[0], ends[1])
    }

    /// Watches a folder, or one file in it.
    func add(_ folder: Path, name: String?) throws(FileError) {
        try state.withLock { state throws(FileError) in
            // The descriptors may be those of other files by now.
            guard !state.isStopped else { return }
            let number = inotify_add_watch(notes, folder.string, UInt32(Self.events))
            guard number >= 0 else { throw FileError(watchErrno: errno, path: folder) }
            var watched = state.folders[number] ?? Folder(path: folder, names: [])
            if let name { watched.names?.insert(name) } else { watched.names = nil }
            state.folders[number] = watched
        }
    }

    /// Asks the thread to end; returns whether this was the first to ask.
    func requestStop() -> Bool {
        state.withLock { state in
            if state.isStopped { return false }
            state.isStopped = true
            var byte: UInt8 = 1
            _ = write(wake.write, &byte, 1)
            return true
        }
    }

    /// Closes the descriptors; nobody uses them any more, since the state says so.
    func close() {
        state.withLock { state in
            state.isStopped = true
            for file in [notes, wake.read, wake.write] { Glibc.close(file) }
        }
    }

    func run() {
        // Room for a thousand notes with short names.
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: 1 << 15,
            alignment: MemoryLayout<inotify_event>.alignment
        )
        defer { buffer.deallocate() }
        var files = [notes, wake.read].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while true {
            if poll(&files, 2, -1) < 0 && errno != EINTR { break }
            if state.withLock({ $0.isStopped }) { break }
            let count = read(notes, buffer.baseAddress, buffer.count)
            guard count > 0 else { continue }
            if let change = change(UnsafeRawBufferPointer(buffer)[..<count]) { onChange(change) }
        }
        close()
    }

    /// What the notes of one read say; nothing if they are about other files.
    private func change(_ notes: Slice<UnsafeRawBufferPointer>) -> FolderWatch.Change? {
        var paths: Set<Path> = []
        var offset = 0
        let headSize = MemoryLayout<inotify_event>.size
        while offset + headSize <= notes.count {
            let event = notes.base.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
            let nameBytes = notes.base[(offset + headSize)..<(offset + headSize + Int(event.len))]
            offset += headSize + Int(event.len)
            if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { return .everything }
            let name = String(decoding: nameBytes.prefix { $0 != 0 }, as: UTF8.self)
            if let path = path(event, name) { paths.insert(path) }
        }
        return paths.isEmpty ? nil : .paths(paths)
    }

    private func path(_ event: inotify_event, _ name: String) -> Path? {
        state.withLock { state in
            guard let folder = state.folders[event.wd] else { return nil }
            // The folder is gone, or its file system is.
            if event.mask & UInt32(IN_IGNORED) != 0 { state.folders[event.wd] = nil }
            if name.isEmpty { return folder.path }
            guard folder.names?.contains(name) != false else { return nil }
            return folder.path.appending(name)
        }
    }
}
