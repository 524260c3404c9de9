import Glibc
import TestSupport
import Testing

@testable import Core

@Suite struct TarWriterTests {
    private static let moment = Timestamp(milliseconds: 1_234_567_890_123)
    private let slate: SlateProgram
    private var folder: TemporaryFolder { slate.folder }
    private var archive: Path { folder.path.appending("a.tar") }

    init() throws { slate = try SlateProgram() }

    /// Unpacks with the program of the system, which must have nothing to say, and returns where.
    private func unpack() throws -> Path {
        try FileSystem.makeFolder(folder.path.appending("out"))
        let result = try slate.run(["-x", "-p", "-f", "a.tar", "-C", "out"], program: "/usr/bin/tar")
        #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
        return folder.path.appending("out")
    }

    private func mode(_ path: Path) -> UInt32 {
        var status = stat()
        return stat(path.string, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    private static let names = [
        "a", "-f", "two words", "d/e/f", "Grüße/écrit 文.md", "line\nbreak", String(repeating: "x", count: 100),
        String(repeating: "x", count: 101), String(repeating: "é", count: 127),
        "p" + String(repeating: "/0123456789", count: 10), String(repeating: "0123456789/", count: 22) + "end",
        String(repeating: "long folder/", count: 50) + "end", String(repeating: "p", count: 155) + "/" + "name",
        String(repeating: "p", count: 156) + "/" + String(repeating: "n", count: 100),
    ]

    @Test(arguments: names) func `any name comes out as it went in, with time and mode`(name: String) throws {
        var writer = try TarWriter(to: archive)
        try writer.addFolder("in/" + name, modified: Self.moment)
        try writer.addFile(name, name.utf8, modified: Self.moment)
        try writer.finish()
        let out = try unpack()
        let file = out.appending(name)
        #expect(try FileSystem.read(file, limit: 10_000) == Array(name.utf8))
        #expect(mode(file) == 0o600 && mode(out.appending("in/" + name)) == 0o700)
        for path in [file, out.appending("in/" + name)] {
            #expect(try FileSystem.status(path).modified == 1_234_567_890_000_000_000)
        }
    }

    @Test func `content of any size comes out as it went in, from memory and from disk`() throws {
        var generator = SeededGenerator(seed: 3)
        var contents: [[UInt8]] = [0, 1, 511, 512, 513, 65_536, 65_537, 1_000_000].map { count in
            (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        }
        contents += (0..<100).map { _ in
            (0..<Int.random(in: 0...2_000, using: &generator)).map { UInt8(truncatingIfNeeded: $0) }
        }
        var writer = try TarWriter(to: archive)
        for (index, bytes) in contents.enumerated() {
            try writer.addFile("memory/\(index)", bytes, modified: Self.moment)
            let source = try folder.write("source", bytes: bytes)
            try writer.addFile("disk/\(index)", contentsOf: source, modified: Self.moment)
        }
        try writer.finish()
        let out = try unpack()
        for (index, bytes) in contents.enumerated() {
            for name in ["memory", "disk"] {
                #expect(try FileSystem.read(out.appending("\(name)/\(index)"), limit: 1 << 24) == bytes)
            }
        }
    }

    @Test func `an archive appears when it is finished, and a dropped one leaves nothing`() throws {
        var writer = try TarWriter(to: archive)
        try writer.addFile("a", [UInt8](repeating: 1, count: 1 << 20), modified: Self.moment)
        #expect(!FileSystem.exists(archive))
        try writer.finish()
        #expect(FileSystem.exists(archive) && mode(archive) == 0o600)
        let size = try FileSystem.status(archive).size
        do {
            var dropped = try TarWriter(to: archive)
            try dropped.addFile("b", [1], modified: Self.moment)
        }
        #expect(try FileSystem.status(archive).size == size)
        let kept = try TarWriter(to: archive, existing: .keep)
        do {
            try kept.finish()
            Issue.record("it replaced the archive")
        } catch { #expect(error.code == .exists) }
        #expect(try FileSystem.names(in: folder.path) == ["a.tar"])
    }

    @Test(arguments: ["", "/etc/x", "../x", "a/../x", "./x", "a//b", "a/", "a\u{0}b"])
    func `a name that leads elsewhere is refused, and the archive stays good`(name: String) throws {
        var writer = try TarWriter(to: archive)
        #expect(throws: FileError.self) { try writer.addFile(name, [1], modified: Self.moment) }
        try writer.addFile("good", [1], modified: Self.moment)
        try writer.finish()
        #expect(try FileSystem.names(in: unpack()) == ["good"])
    }

    @Test func `what is no regular file is refused`() throws {
        var writer = try TarWriter(to: archive)
        for path in [folder.path, "/dev/zero", folder.path.appending("missing")] {
            #expect(throws: FileError.self) { try writer.addFile("x", contentsOf: path, modified: Self.moment) }
        }
    }

    @Test func `a file that is not as long as the system says spoils the archive`() throws {
        var writer = try TarWriter(to: archive)
        // The files of procfs say that they are empty.
        #expect(throws: FileError.self) {
            try writer.addFile("x", contentsOf: "/proc/self/status", modified: Self.moment)
        }
        do {
            try writer.finish()
            Issue.record("it finished the archive")
        } catch { #expect(error.code == .changed) }
        #expect(!FileSystem.exists(archive))
    }

    @Test func `numbers beyond ustar are stored as records`() {
        let large = TarHeader(name: "a", kind: .file, size: 1 << 33, modified: Self.moment).blocks
        #expect(String(decoding: large, as: UTF8.self).contains("19 size=8589934592\n") && large.count == 3 * 512)
        let small = TarHeader(name: "a", kind: .file, size: 1 << 33 - 1, modified: Self.moment).blocks
        #expect(String(decoding: small, as: UTF8.self).contains("77777777777\u{0}") && small.count == 512)
    }
}
