@testable import Blackboard
import Core
import FoundationEssentials
import TestSupport
import Testing

/// A board in a private folder, with a clock that stands still.
struct BoardFixture {
    let home: TemporaryFolder
    let board: Blackboard

    init() throws {
        home = try TemporaryFolder()
        board = try Blackboard(home: home.path, clock: Self.clock)
    }

    static let clock = WallClock { Timestamp(milliseconds: 1_769_860_800_000) }

    /// Adds a source.
    @discardableResult
    func source(_ text: String, title: String = "A title", uri: String = "file:///a.txt") async throws -> Entry {
        let draft = SourceDraft(title: title, text: text, uri: uri, mediaType: "text/plain")
        let id = try #require(try await board.ingest([draft], by: "human").first?.id)
        return try await board.entry(id)
    }

    /// A quote of words in a source.
    func quote(_ words: String, of source: Entry) async throws -> Quote {
        let hash = try #require(source.content.origin?.snapshot)
        let snapshot = try await board.snapshot(hash)
        return snapshot.quote(try #require(snapshot.locate(words)), of: source.id)
    }
}

@Suite struct BlackboardTests {
    @Test func `an entry is a file that people can read`() async throws {
        let fixture = try BoardFixture()
        let note = try await fixture.board.post(
            EntryContent(title: "Water: a \"note\"", status: .current, tags: ["wet"], body: "Some *text*."),
            kind: .note,
            by: "human"
        )
        try await fixture.board.settle()
        let file = fixture.home.path.appending(note.path)
        #expect(note.path == "notes/N0001-water-a-note.md")
        let text = String(decoding: try FileSystem.read(file, limit: 10_000), as: UTF8.self)
        #expect(
            text == """
                ---
                id: N1
                kind: note
                title: "Water: a \\"note\\""
                status: current
                created: 2026-01-31T12:00:00.000Z
                updated: 2026-01-31T12:00:00.000Z
                by: human
                revision: 1
                tags: ["wet"]
                ---
                Some *text*.

                """
        )
        #expect(try await fixture.board.entry(note.id) == note)
    }

    @Test func `numbers go up by kind`() async throws {
        let fixture = try BoardFixture()
        let content = EntryContent(title: "x", status: .open)
        let ids = [
            try await fixture.board.post(content, kind: .question, by: "human").id,
            try await fixture.board.post(content, kind: .task, by: "human").id,
            try await fixture.board.post(content, kind: .question, by: "human").id,
        ]
        #expect(ids.map(\.description) == ["Q1", "T1", "Q2"])
    }

    @Test func `an update of an old revision is a conflict`() async throws {
        let fixture = try BoardFixture()
        let note = try await fixture.board.post(EntryContent(title: "x", status: .current), kind: .note, by: "human")
        let second = try await fixture.board.update(note.id, expecting: 1, by: "writer") { $0.body = "new" }
        #expect(second.revision == 2 && second.author == "writer")
        let error = await #expect(throws: BlackboardError.self) {
            try await fixture.board.update(note.id, expecting: 1, by: "writer") { $0.body = "lost" }
        }
        #expect(error?.code == .conflict(head: 2))
        #expect(try await fixture.board.entry(note.id).content.body == "new")
    }

    @Test func `a quote that is not there is refused with the nearest sentence`() async throws {
        let fixture = try BoardFixture()
        let source = try await fixture.source("Peat burns. Rewetting cut emissions by 62 percent. Birds came back.")
        let good = try await fixture.quote("cut emissions by 62 percent", of: source)
        let finding = try await fixture.board.post(
            EntryContent(title: "Emissions fell", status: .supported, quotes: [good]),
            kind: .finding,
            by: "researcher"
        )
        #expect(try await fixture.board.finding(quoting: good)?.id == finding.id)
        let bad = Quote(
            source: source.id,
            snapshot: good.snapshot,
            exact: "cut emissions by 63 percent",
            prefix: "",
            suffix: "",
            start: good.start,
            end: good.end
        )
        let error = await #expect(throws: BlackboardError.self) {
            try await fixture.board.post(
                EntryContent(title: "Wrong", status: .supported, quotes: [bad]),
                kind: .finding,
                by: "researcher"
            )
        }
        #expect(error?.code == .quoteNotFound(nearest: "Rewetting cut emissions by 62 percent."))
    }

    @Test(arguments: [
        (EntryKind.finding, EntryContent(title: "no quote", status: .supported)),
        (.note, EntryContent(title: "", status: .current)), (.note, EntryContent(title: "x", status: .answered)),
        (.note, EntryContent(title: "x", status: .current, links: [Link(.about, EntryID(.question, 9))])),
        (.source, EntryContent(title: "x", status: .current)),
    ])
    func `what is not valid is refused`(kind: EntryKind, content: EntryContent) async throws {
        let fixture = try BoardFixture()
        await #expect(throws: BlackboardError.self) { try await fixture.board.post(content, kind: kind, by: "human") }
        #expect(try await fixture.board.entries().isEmpty)
    }

    @Test func `links are found from the other side`() async throws {
        let fixture = try BoardFixture()
        let question = try await fixture.board.post(
            EntryContent(title: "Why?", status: .open),
            kind: .question,
            by: "human"
        )
        let note = try await fixture.board.post(
            EntryContent(title: "x", status: .current, links: [Link(.answers, question.id)]),
            kind: .note,
            by: "human"
        )
        #expect(try await fixture.board.links(to: question.id) == [IncomingLink(from: note.id, relation: .answers)])
    }

    @Test func `reading a source again makes a revision only if its text changed`() async throws {
        let fixture = try BoardFixture()
        let first = try await fixture.source("One text about apples.")
        #expect(try await fixture.source("One text about apples.").revision == 1)
        let second = try await fixture.source("Another text about pears.")
        #expect(second.id == first.id && second.revision == 2)
        #expect(try await fixture.board.search(SearchQuery("pears")).map(\.entry.id) == [first.id])
        #expect(try await fixture.board.search(SearchQuery("apples")).isEmpty)
        // What a report may rest on stays.
        let old = try #require(first.content.origin?.snapshot)
        #expect(try await fixture.board.snapshot(old).text == "One text about apples.")
    }

    @Test func `a snapshot that was altered is not believed`() async throws {
        let fixture = try BoardFixture()
        let hash = try #require(try await fixture.source("The truth.").content.origin?.snapshot)
        try await fixture.source("Another.", uri: "file:///b")
        _ = try await fixture.board.snapshot(
            try #require(try await fixture.board.entry(EntryID(.source, 2)).content.origin?.snapshot)
        )
        try AtomicFile.write(Array("A lie....".utf8), to: fixture.board.folder.object(hash))
        let error = await #expect(throws: BlackboardError.self) { try await fixture.board.snapshot(hash) }
        #expect(error?.code == .snapshotMissing)
    }

    @Test func `without its database a board is rebuilt from the files`() async throws {
        let fixture = try BoardFixture()
        let source = try await fixture.source("Rewetting cut emissions by 62 percent.")
        let finding = try await fixture.board.post(
            EntryContent(
                title: "Emissions fell",
                status: .supported,
                links: [Link(.quotes, source.id)],
                quotes: [try await fixture.quote("62 percent", of: source)]
            ),
            kind: .finding,
            by: "researcher"
        )
        try fixture.home.write("notes/N0007-broken.md", "---\nid: [\n---\n")
        try await fixture.board.close()
        for name in ["board.db", "board.db-wal", "board.db-shm"] {
            try FileSystem.remove(fixture.home.path.appending(name))
        }
        let again = try Blackboard(home: fixture.home.path, clock: BoardFixture.clock)
        #expect(try await again.entry(finding.id) == finding)
        #expect(try await again.entry(source.id) == source)
        #expect(
            try await again.search(SearchQuery("emissions")).map(\.entry.id.kind).sorted { $0.rawValue < $1.rawValue }
                == [.finding, .source]
        )
        #expect(await again.invalidFiles.count == 1)
        #expect(FileSystem.exists(fixture.home.path.appending("notes/N0007-broken.md")))
    }

    @Test func `a file that a crash left unwritten is written at the next start`() async throws {
        let fixture = try BoardFixture()
        let note = try await fixture.board.post(EntryContent(title: "lost", status: .current), kind: .note, by: "human")
        // Not noted: the database does not know that the file was written.
        await fixture.board.writeFiles()
        try FileSystem.remove(fixture.home.path.appending(note.path))
        _ = try Blackboard(home: fixture.home.path, clock: BoardFixture.clock)
        #expect(FileSystem.exists(fixture.home.path.appending(note.path)))
    }

    @Test func `a hand edit that followed a crash is taken over, not replaced`() async throws {
        let fixture = try BoardFixture()
        let note = try await fixture.board.post(
            EntryContent(title: "edited", status: .current),
            kind: .note,
            by: "human"
        )
        await fixture.board.writeFiles()
        try fixture.home.write(note.path, "---\nid: N1\ntitle: mine\n---\nmy words\n")
        let again = try Blackboard(home: fixture.home.path, clock: BoardFixture.clock)
        let entry = try await again.entry(note.id)
        #expect(entry.content.title == "mine" && entry.content.body == "my words" && entry.revision == 2)
    }

    @Test(arguments: [
        ("no database", "not a database at all, but long enough to look like a header of one ........"), ("", ""),
    ])
    func `a file that is no database is told apart from none`(title: String, content: String) throws {
        let home = try TemporaryFolder()
        try home.write("board.db", content)
        if content.isEmpty {
            _ = try Blackboard(home: home.path)
        } else {
            let error = #expect(throws: BlackboardError.self) { try Blackboard(home: home.path) }
            #expect(error?.message.contains("move it away") == true)
        }
    }

    @Test func `what a source says of itself is kept, on one line each`() async throws {
        let fixture = try BoardFixture()
        let draft = SourceDraft(
            title: "T",
            text: "Words.",
            uri: "https://a.example/",
            mediaType: "text/html",
            author: "Ann: \"Lind\"\nB",
            published: "2024-05-06",
            kind: "website",
            credibility: "a site of unknown standing; no date told"
        )
        let id = try await fixture.board.ingest([draft], by: "human")[0].id
        let origin = try #require(try await fixture.board.entry(id).content.origin)
        #expect(origin.author == "Ann: \"Lind\" B" && origin.published == "2024-05-06" && origin.kind == "website")
        #expect(origin.credibility == "a site of unknown standing; no date told")
    }
}
