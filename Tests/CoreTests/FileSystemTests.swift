import Core
import Glibc
import Synchronization
import TestSupport
import Testing

@Suite struct FileSystemTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `a file is replaced whole, with its mode, and nothing is left beside it`() throws {
        let path = try folder.write("a", "old")
        try AtomicFile.write(Array("new".utf8), to: path, mode: 0o640)
        #expect(try FileSystem.read(path, limit: 10) == Array("new".utf8))
        var status = stat()
        #expect(stat(path.string, &status) == 0 && status.st_mode & 0o777 == 0o640)
        #expect(try FileSystem.names(in: folder.path) == ["a"])
    }

    @Test func `a file that is to be kept is kept`() throws {
        let path = try folder.write("a", "old")
        let error = #expect(throws: FileError.self) {
            try AtomicFile.write(Array("new".utf8), to: path, existing: .keep)
        }
        #expect(error?.code == .exists)
        #expect(try FileSystem.read(path, limit: 10) == Array("old".utf8))
        #expect(try FileSystem.names(in: folder.path) == ["a"])
    }

    @Test func `a device that is full is no success`() {
        // The temporary file cannot be made in /dev, or not be written: either way nothing must look like success.
        #expect(throws: FileError.self) { try AtomicFile.write([1], to: "/proc/x/y") }
    }

    @Test func `what cannot be read is told by kind`() throws {
        let path = try folder.write("a", "12345")
        #expect(#expect(throws: FileError.self) { try FileSystem.read(path, limit: 4) }?.code == .tooLarge)
        #expect(#expect(throws: FileError.self) { try FileSystem.read(folder.path, limit: 4) }?.code == .wrongType)
        #expect(#expect(throws: FileError.self) { try FileSystem.read("/dev/zero", limit: 4) }?.code == .wrongType)
        let missing = folder.path.appending("x")
        #expect(#expect(throws: FileError.self) { try FileSystem.read(missing, limit: 4) }?.code == .notFound)
    }

    @Test(.timeLimit(.minutes(1))) func `a file that changes while it is read is not believed`() throws {
        let path = try folder.write("a", bytes: [UInt8](repeating: 1, count: 64 << 20))
        let file = open(path.string, O_WRONLY | O_APPEND)
        defer { close(file) }
        // Another thread appends for as long as it takes until a reader notices.
        let writer = Writer(file: file)
        writer.start()
        defer { writer.stop() }
        let error = #expect(throws: FileError.self) { while true { _ = try FileSystem.read(path, limit: 1 << 30) } }
        #expect(error?.code == .changed)
    }

    @Test func `folders are made with those above them`() throws {
        let path = folder.path.appending("a/b/c")
        try FileSystem.makeFolder(path)
        try FileSystem.makeFolder(path)
        #expect(try FileSystem.status(path).kind == .folder)
        try folder.write("file", "x")
        #expect(throws: FileError.self) { try FileSystem.makeFolder(folder.path.appending("file/x")) }
        #expect(throws: FileError.self) { try FileSystem.makeFolder(folder.path.appending("file")) }
    }
}

/// Appends to a file on a thread of its own.
private final class Writer: Sendable {
    private let file: Int32
    private let isStopped = Mutex(false)
    private let thread = Mutex<pthread_t>(pthread_t())

    init(file: Int32) { self.file = file }

    func start() {
        let context = Unmanaged.passRetained(self).toOpaque()
        thread.withLock { _ = pthread_create(&$0, nil, appendUntilStopped, context) }
    }

    func stop() {
        isStopped.withLock { $0 = true }
        pthread_join(thread.withLock { $0 }, nil)
    }

    fileprivate func run() {
        while !isStopped.withLock({ $0 }) { _ = write(file, "x", 1) }
    }
}

private func appendUntilStopped(context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context { Unmanaged<Writer>.fromOpaque(context).takeRetainedValue().run() }
    return nil
}

@Suite struct ValueTests {
    @Test(arguments: [
        ("a/b/../c/./d", "/x/a/c/d"), ("/a//b/", "/a/b"), ("../../..", "/"), ("", "/x"), ("~/a", "/x/~/a"),
    ])
    func `paths are folded`(path: String, expected: String) {
        #expect(Path(path).absolute(from: "/x").string == expected)
    }

    @Test func `a path has parts`() {
        let path = Path("/a/b.tar.gz")
        #expect(path.name == "b.tar.gz" && path.stem == "b.tar" && path.fileExtension == "gz" && path.parent == "/a")
        #expect(Path(".hidden").fileExtension.isEmpty && Path("x").parent == "." && Path("/x").parent == "/")
        #expect(Path("/a b/ü?.txt").fileURI == "file:///a%20b/%C3%BC%3F.txt")
    }

    @Test func `a moment survives being written`() throws {
        let moment = try #require(Timestamp("2026-01-31T12:00:00.123Z"))
        #expect(moment.description == "2026-01-31T12:00:00.123Z")
        #expect(Timestamp("2026-01-31T12:00:00Z")?.milliseconds == moment.milliseconds - 123)
        #expect(Timestamp("yesterday") == nil)
    }

    @Test func `a hash is that of the standard`() {
        // The example of FIPS 180-4.
        let hash = ContentHash(of: "abc".utf8)
        #expect(hash.hexadecimal == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(ContentHash(hexadecimal: hash.hexadecimal.uppercased()) == hash)
        #expect(ContentHash(hexadecimal: "abc") == nil)
        #expect(ContentHash(hexadecimal: String(repeating: "g", count: 64)) == nil)
        #expect(ContentHash(of: "abc".utf8, after: nil) == hash)
        #expect(ContentHash(of: "abc".utf8, after: hash) == ContentHash(of: "\(hash)abc".utf8))
    }

    @Test func `run ids sort by time`() {
        var generator = SeededGenerator(seed: 1)
        let ids = [0, 1, 1_000, 1_769_860_800_000].map {
            RunID.make(at: Timestamp(milliseconds: $0), using: &generator)
        }
        #expect(ids == ids.sorted() && Set(ids.map(\.count)) == [26])
    }
}
