import Blackboard
import Core
import FoundationEssentials
import TestSupport
import Testing

@Suite struct HandEditTests {
    private let fixture: BoardFixture
    private var board: Blackboard { fixture.board }

    init() throws { fixture = try BoardFixture() }

    private func note(_ title: String, body: String = "text") async throws -> Entry {
        let content = EntryContent(title: title, status: .current, body: body)
        let entry = try await board.post(content, kind: .note, by: "writer")
        try await board.settle()
        return entry
    }

    private func file(_ entry: Entry) throws -> String {
        String(decoding: try FileSystem.read(fixture.home.path.appending(entry.path), limit: 1 << 20), as: UTF8.self)
    }

    @Test func `an edited file is a new revision by a human, found at once`() async throws {
        let entry = try await note("Peat", body: "wet")
        try fixture.home.write(entry.path, try file(entry).replacing("wet", with: "drained and dry"))
        try await board.refresh()
        let read = try await board.entry(entry.id)
        #expect(read.content.body == "drained and dry" && read.author == "human" && read.revision == 2)
        #expect(try await board.search(SearchQuery("drained")).map(\.entry.id) == [entry.id])
        #expect(try await board.search(SearchQuery("wet")).isEmpty)
        // What the board adds stands in the file too.
        #expect(try file(entry).contains("revision: 2") && file(entry).contains("by: human"))
        try await board.refresh()
        #expect(try await board.entry(entry.id).revision == 2)
    }

    @Test func `an agent's change of what was edited meanwhile is a conflict`() async throws {
        let entry = try await note("Peat")
        try fixture.home.write(entry.path, try file(entry).replacing("text", with: "my own words"))
        let error = await #expect(throws: BlackboardError.self) {
            try await board.update(entry.id, expecting: 1, by: "writer") { $0.body = "overwritten" }
        }
        #expect(error?.code == .conflict(head: 2))
        #expect(try await board.entry(entry.id).content.body == "my own words")
        #expect(try file(entry).contains("my own words"))
        let merged = try await board.update(entry.id, expecting: 2, by: "writer") { $0.body += ", and mine" }
        #expect(merged.content.body == "my own words, and mine")
    }

    @Test func `a minimal new file becomes an entry and is filled in`() async throws {
        try fixture.home.write("notes/my thought.md", "# A thought\n\nabout herons\n")
        try await board.refresh()
        let found = try #require(try await board.entries(matching: EntryFilter(kinds: [.note])).first)
        #expect(found.title == "A thought" && found.author == "human" && found.path == "notes/my thought.md")
        let text = try file(try await board.entry(found.id))
        #expect(text.contains("id: \(found.id)") && text.contains("about herons"))
        #expect(try await board.search(SearchQuery("herons")).count == 1)
    }

    @Test func `a new file with an id that is free keeps it, and numbers go on behind it`() async throws {
        try fixture.home.write("notes/a.md", "no id\n")
        try fixture.home.write("notes/z.md", "---\nid: N1\ntitle: first\n---\n")
        try await board.refresh()
        let titles = try await board.entries(matching: EntryFilter(kinds: [.note])).map { "\($0.id) \($0.title)" }
        #expect(titles.sorted() == ["N1 first", "N2 a"])
    }

    @Test func `a renamed file keeps its entry`() async throws {
        let entry = try await note("Peat")
        let (old, new) = (fixture.home.path.appending(entry.path), fixture.home.path.appending("notes/renamed.md"))
        try FileManager.default.moveItem(atPath: old.string, toPath: new.string)
        try await board.refresh()
        let read = try await board.entry(entry.id)
        #expect(read.path == "notes/renamed.md" && read.revision == 1 && read.content.status == .current)
        _ = try await board.update(entry.id, expecting: 1, by: "writer") { $0.body = "more" }
        try await board.settle()
        #expect(!FileSystem.exists(old))
        #expect(try file(read).contains("more"))
    }

    @Test func `a deleted file withdraws its entry and stays away`() async throws {
        let entry = try await note("Peat")
        try await board.close()
        try FileSystem.remove(fixture.home.path.appending(entry.path))
        try await board.refresh()
        let read = try await board.entry(entry.id)
        #expect(read.content.status == .withdrawn && read.author == "human" && read.revision == 2)
        try await board.refresh()
        let again = try Blackboard(home: fixture.home.path, clock: BoardFixture.clock)
        #expect(try await again.entry(entry.id).revision == 2)
        #expect(!FileSystem.exists(fixture.home.path.appending(entry.path)))
        // Put back, it is there again.
        try fixture.home.write(entry.path, "---\nid: N1\ntitle: Peat\n---\nback\n")
        try await again.refresh()
        #expect(try await again.entry(entry.id).content.status == .current)
    }

    @Test(arguments: [
        ("---\nid: [\n---\nx\n", "line"), ("---\nid: Q1\nkind: note\n---\n", "'id'"),
        ("---\nid: N1\n---\ncopy\n", "another file"), ("---\nstatus: answered\n---\nx\n", "'status'"),
        ("---\nkind: nonsense\n---\nx\n", "'kind'"),
    ])
    func `a file that is no entry is left as it is and told of`(text: String, reason: String) async throws {
        _ = try await note("first")
        let path = try fixture.home.write("notes/bad.md", text)
        try await board.refresh()
        let invalid = await board.invalidFiles
        #expect(
            invalid.count == 1 && invalid[0].path == "notes/bad.md" && "\(invalid[0])".contains(reason),
            "\(invalid)"
        )
        #expect(try FileSystem.read(path, limit: 1_000) == Array(text.utf8))
        #expect(try await board.entries().count == 1)
    }

    @Test func `lines that mean nothing to us stay`() async throws {
        let entry = try await note("Peat")
        let text = try file(entry).replacing("revision: 1", with: "revision: 1\nmood: good\nlist:\n  - a\n  - b")
        try fixture.home.write(entry.path, text)
        try await board.refresh()
        _ = try await board.update(entry.id, expecting: 2, by: "writer") { $0.body = "new" }
        try await board.settle()
        #expect(try file(entry).contains("mood: good\nlist:\n  - a\n  - b\n---"))
    }

    @Test func `what nobody touched is not written, and needs no lock`() async throws {
        let entry = try await note("Peat")
        try await board.close()
        let before = try FileSystem.status(fixture.home.path.appending(entry.path))
        let database = try FileSystem.status(board.folder.database)
        let again = try Blackboard(home: fixture.home.path, clock: BoardFixture.clock)
        try await again.refresh()
        #expect(try FileSystem.status(fixture.home.path.appending(entry.path)) == before)
        #expect(try FileSystem.status(board.folder.database) == database)
    }

    @Test func `a link among the entries is not followed`() async throws {
        let entry = try await note("Peat")
        let secret = try fixture.home.write("secret.txt", "the password is swordfish\n")
        let link = fixture.home.path.appending("notes/link.md").string
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: secret.string)
        try await board.refresh()
        #expect(await board.invalidFiles.map(\.path) == ["notes/link.md"])
        #expect(try await board.search(SearchQuery("swordfish")).isEmpty)
        // Nor is one that takes the place of an entry's file.
        try FileManager.default.removeItem(atPath: fixture.home.path.appending(entry.path).string)
        let place = fixture.home.path.appending(entry.path).string
        try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: secret.string)
        try await board.refresh()
        #expect(await board.invalidFiles.count == 2)
        #expect(try await board.search(SearchQuery("swordfish")).isEmpty)
        #expect(try String(contentsOfFile: secret.string, encoding: .utf8) == "the password is swordfish\n")
    }

    @Test func `a person's own keys stay in a note, also those that mean something in a source`() async throws {
        let keys = "author: me\npublished: 1998\norigin: attic\ncolour: red"
        try fixture.home.write("notes/found.md", "---\ntitle: Found\n\(keys)\n---\nA letter.\n")
        try await board.refresh()
        let note = try #require(try await board.entries(matching: EntryFilter(kinds: [.note])).first)
        let text = try file(try await board.entry(note.id))
        for key in keys.split(separator: "\n") { #expect(text.contains("\n\(key)\n"), "\(key)") }
    }
}
