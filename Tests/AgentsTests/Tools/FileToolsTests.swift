import Agents
import Core
import Glibc
import TestSupport
import Testing

@Suite struct FileToolsTests {
    private let fixture: ToolFixture

    init() throws {
        fixture = try ToolFixture()
        try fixture.folder.write("work/notes/a.md", "# Birds\nseven WARBLERS\n")
        try fixture.folder.write("work/b.txt", "one\ntwo\nthree\n")
        try fixture.folder.write("work/c.bin", bytes: [0x77, 0x61, 0x00, 0x72])
        try fixture.folder.write("secret.txt", "warblers outside")
        let work = fixture.folder.path.appending("work").string
        #expect(symlink(fixture.folder.path.string, work + "/out") == 0)
        #expect(symlink(fixture.folder.path.appending("secret.txt").string, work + "/link.txt") == 0)
        #expect(symlink(work, work + "/notes/circle") == 0)
    }

    @Test func `lines of a file are read`() async throws {
        let text = try await fixture.call("read_file", ["path": "b.txt", "line": 2, "count": 1]).text
        #expect(text.hasPrefix("two\n"))
        #expect(await fixture.failure("read_file", ["path": "c.bin"])?.contains("no text") == true)
        #expect(await fixture.failure("read_file", ["path": "missing"])?.contains("no such file") == true)
    }

    @Test func `files are listed and searched without leaving the folder or going in circles`() async throws {
        let list = try await fixture.call("list_files").text
        #expect(list.contains("notes/a.md (23 bytes)"))
        #expect(!list.contains("secret"))
        #expect(!list.contains("link.txt"))
        let found = try await fixture.call("search_files", ["text": "warblers"]).text
        #expect(found == "notes/a.md:2: seven WARBLERS")
        #expect(try await fixture.call("search_files", ["text": "."]).text == "No line has it.")
    }

    @Test func `a fence that a file leaves open hides no other's lines, and is told`() async throws {
        try fixture.folder.write("work/a.html", "warblers <think>\nmore\n")
        let found = TextGuard.clean(try await fixture.call("search_files", ["text": "warblers"]).text)
        #expect(found.contains("a.html:1: warblers") && found.contains("seven WARBLERS"))
        let read = TextGuard.clean(try await fixture.call("read_file", ["path": "a.html", "count": 1]).text)
        #expect(read.contains("[left out: 1 of") && read.contains("[lines 1 to 1 of 3]"))
    }

    @Test(arguments: ["../secret.txt", "out/secret.txt", "link.txt", "/etc/passwd", "notes/../../secret.txt"])
    func `what is outside cannot be read`(path: String) async throws {
        #expect(await fixture.failure("read_file", ["path": .string(path)])?.contains("outside") == true)
    }

    @Test(arguments: [
        "../new.txt", "out/new.txt", "out/deep/new.txt", "/tmp/slate-new.txt", ".git/hooks/post-commit",
        "a/../../new.txt",
    ])
    func `what is outside cannot be written`(path: String) async throws {
        #expect(await fixture.failure("write_file", ["path": .string(path), "text": "x"]) != nil)
        #expect(!FileSystem.exists(fixture.folder.path.appending("new.txt")))
        #expect(!FileSystem.exists(fixture.folder.path.appending("deep")))
    }

    @Test func `a file is written in new folders, and replaced only on demand`() async throws {
        let output = try await fixture.call("write_file", ["path": "x/y/z.md", "text": "one"])
        #expect(output.artifacts == [.file("x/y/z.md")])
        #expect(
            await fixture.failure("write_file", ["path": "x/y/z.md", "text": "two"])?.contains("there already") == true
        )
        _ = try await fixture.call("write_file", ["path": "x/y/z.md", "text": "two", "replace": true])
        #expect(try await fixture.call("read_file", ["path": "x/y/z.md"]).text == "two")
    }

    @Test func `writing over a link does not write where it leads`() async throws {
        _ = try await fixture.call("write_file", ["path": "link.txt", "text": "mine", "replace": true])
        let outside = try FileSystem.read(fixture.folder.path.appending("secret.txt"), limit: 1_000)
        #expect(String(decoding: outside, as: UTF8.self) == "warblers outside")
    }
}
