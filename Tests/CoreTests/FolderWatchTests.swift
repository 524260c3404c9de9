import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Core

@Suite(.serialized) struct FolderWatchTests {
    private let folder: TemporaryFolder
    private let seen = Seen()

    init() throws { folder = try TemporaryFolder() }

    private func path(_ name: String) -> Path { folder.path.appending(name) }

    private func watch(folders: [Path], files: [Path] = []) throws -> FolderWatch {
        try FolderWatch(folders: folders, files: files, onChange: seen.note)
    }

    @Test func `what is made, written, renamed and removed is told`() throws {
        let watch = try watch(folders: [folder.path])
        let file = try folder.write("a", "text")
        #expect(waitUntil { seen.has(file) })
        seen.forget()
        let descriptor = open(file.string, O_WRONLY | O_APPEND)
        #expect(write(descriptor, "x", 1) == 1)
        // Before it is closed.
        #expect(waitUntil { seen.has(file) })
        close(descriptor)
        #expect(rename(file.string, path("b").string) == 0)
        #expect(waitUntil { seen.has(path("b")) })
        seen.forget()
        try FileSystem.remove(path("b"))
        #expect(waitUntil { seen.has(path("b")) })
        try FileSystem.makeFolder(path("c"))
        #expect(waitUntil { seen.has(path("c")) })
        watch.stop()
    }

    @Test func `of a folder with single files, only these are told, also when they are made later or replaced`() throws
    {
        let watch = try watch(folders: [], files: [path("one"), path("two")])
        try folder.write("other", "text")
        for name in ["one", "two", "one"] {
            // Through a temporary file and a rename.
            try folder.write(name, "text")
            #expect(waitUntil { seen.has(path(name)) })
            #expect(seen.paths.isSubset(of: [path("one"), path("two")]))
            seen.forget()
        }
        watch.stop()
    }

    @Test func `a folder that goes is told, and can be watched again`() throws {
        let inner = path("inner")
        try FileSystem.makeFolder(inner)
        let watch = try watch(folders: [folder.path, inner])
        #expect(rmdir(inner.string) == 0)
        #expect(waitUntil { seen.has(inner) })
        try FileSystem.makeFolder(inner)
        try watch.add(inner)
        try watch.add(inner)
        try folder.write("inner/a", "text")
        #expect(waitUntil { seen.has(inner.appending("a")) })
        watch.stop()
    }

    @Test(.timeLimit(.minutes(1))) func `too much at once is told as everything`() throws {
        let limit = try #require(Int(String(decoding: Self.queueLimit(), as: UTF8.self).filter(\.isNumber)))
        try #require(limit <= 1 << 20)
        // The closure does not return before there is more than the system notes down.
        let gate = Mutex(())
        let watch = try gate.withLock { _ in
            let watch = try FolderWatch(folders: [folder.path]) { [seen] change in
                seen.note(change)
                gate.withLock { _ in }
            }
            try folder.write("first", "text")
            #expect(waitUntil { !seen.paths.isEmpty })
            let (one, two) = (
                open(path("x").string, O_CREAT | O_WRONLY, 0o600), open(path("y").string, O_CREAT | O_WRONLY, 0o600)
            )
            // Equal notes that follow each other are one: hence two files in turn.
            for _ in 0...limit {
                _ = write(one, "x", 1)
                _ = write(two, "x", 1)
            }
            close(one)
            close(two)
            return watch
        }
        #expect(waitUntil { seen.isEverything })
        watch.stop()
    }

    private static func queueLimit() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 32)
        let file = open("/proc/sys/fs/inotify/max_queued_events", O_RDONLY)
        defer { close(file) }
        let count = read(file, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }

    @Test func `after the end nothing is told, and ending twice is no error`() throws {
        let watch = try watch(folders: [folder.path])
        watch.stop()
        try folder.write("a", "text")
        let later = try self.watch(folders: [folder.path])
        try folder.write("b", "text")
        #expect(waitUntil { seen.has(path("b")) })
        #expect(!seen.has(path("a")))
        watch.stop()
        try watch.add(folder.path)
        later.stop()
    }

    @Test func `the closure may end the watch`() throws {
        let holder = Mutex<FolderWatch?>(nil)
        let watch = try FolderWatch(folders: [folder.path]) { [seen] change in
            holder.withLock { $0?.stop() }
            seen.note(change)
        }
        holder.withLock { $0 = watch }
        try folder.write("a", "text")
        #expect(waitUntil { !seen.paths.isEmpty })
        // The closure holds it.
        holder.withLock { $0 = nil }
    }

    @Test func `neither threads nor files are left over`() throws {
        func count(_ kind: String) throws -> Int { try FileSystem.names(in: Path("/proc/self/\(kind)")).count }
        let before = (files: try count("fd"), threads: try count("task"))
        for index in 0..<100 {
            let watch = try watch(folders: [folder.path])
            if index % 2 == 0 { watch.stop() }
            #expect(throws: FileError.self) { try self.watch(folders: [folder.path, path("missing")]) }
        }
        // Other tests have some meanwhile; a leak would be of a hundred at least.
        #expect(try count("fd") < before.files + 50)
        #expect(waitUntil { (try? count("task")) ?? .max < before.threads + 50 })
    }

    @Test func `what cannot be watched is told by kind`() throws {
        let missing = #expect(throws: FileError.self) { try watch(folders: [path("missing")]) }
        #expect(missing?.code == .notFound)
        let file = try folder.write("file", "text")
        #expect(#expect(throws: FileError.self) { try watch(folders: [file]) }?.code == .wrongType)
        for (number, name) in [(EMFILE, "max_user_instances"), (ENOSPC, "max_user_watches")] {
            let error = FileError(watchErrno: number, path: "/x")
            #expect(error.code == .watchLimit && error.message.contains(name))
        }
    }
}

/// What was told, gathered over the threads.
private final class Seen: Sendable {
    private let state = Mutex<(paths: Set<Path>, isEverything: Bool)>(([], false))

    var paths: Set<Path> { state.withLock { $0.paths } }
    var isEverything: Bool { state.withLock { $0.isEverything } }

    func has(_ path: Path) -> Bool { paths.contains(path) }
    func forget() { state.withLock { $0 = ([], false) } }

    @Sendable func note(_ change: FolderWatch.Change) {
        state.withLock { state in
            switch change {
            case .paths(let paths): state.paths.formUnion(paths)
            case .everything: state.isEverything = true
            }
        }
    }
}
