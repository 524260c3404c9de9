import Blackboard
import Core
import TestSupport
import Testing

@Suite struct SearchTests {
    private func fixture() async throws -> BoardFixture {
        let fixture = try BoardFixture()
        let texts = [
            "Boundary layer flow over a flat plate. The heat transfer was measured.",
            "The layer of paint marks the boundary of the field.",
            "水位が低下すると泥炭が乾く。",
            "To be or not to be, that is the question.",
            "See /usr/local/bin and C++ for the heating of plates.",
        ]
        for (number, text) in texts.enumerated() {
            try await fixture.source(text, title: "Document \(number)", uri: "file:///\(number)")
        }
        return fixture
    }

    @Test(arguments: [
        ("boundary layer", 0), ("heating", 4), ("泥炭", 2), ("低", 2), ("to be or not to be", 3), ("/usr/local/bin", 4),
        ("layers of paint?", 1), ("\"boundary layer\"", 0), ("body:flat* NEAR(plate", 0),
    ])
    func `the right document comes first`(text: String, number: Int) async throws {
        let results = try await fixture().board.search(SearchQuery(text))
        #expect(results.first?.entry.id == EntryID(.source, number + 1))
    }

    @Test(arguments: ["", " ", "?!", "--", "\"", "🎉", "zzzz"])
    func `what cannot be found finds nothing and fails not`(text: String) async throws {
        #expect(try await fixture().board.search(SearchQuery(text)).isEmpty)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `any text is safe`(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let text = generator.text(from: "ab \"'*()^:+-{}AND OR NOT NEAR\\\0漢é\n", upTo: 60)
        _ = try await SearchTests.shared.value.board.search(SearchQuery(text))
    }

    private static let shared = Task { try await SearchTests().fixture() }

    @Test func `withdrawn entries are left out`() async throws {
        let fixture = try await fixture()
        _ = try await fixture.board.withdraw(EntryID(.source, 1), by: "human")
        #expect(try await fixture.board.search(SearchQuery("boundary")).map(\.entry.id) == [EntryID(.source, 2)])
        var query = SearchQuery("boundary")
        query.includesWithdrawn = true
        #expect(try await fixture.board.search(query).count == 2)
    }

    @Test func `a search can be narrowed to kinds and sources`() async throws {
        let fixture = try await fixture()
        let note = try await fixture.board.post(
            EntryContent(title: "Boundary note", status: .current),
            kind: .note,
            by: "human"
        )
        #expect(try await fixture.board.search(SearchQuery("boundary", kinds: [.note])).map(\.entry.id) == [note.id])
        let only = SearchQuery("boundary", sources: [EntryID(.source, 2)])
        #expect(try await fixture.board.search(only).map(\.entry.id) == [EntryID(.source, 2)])
    }

    @Test func `a passage is where it says`() async throws {
        let fixture = try BoardFixture()
        let paragraph = String(repeating: "Nothing of note happened on that day. ", count: 30)
        let text = paragraph + "\n\n" + "The heron returned in spring.\n\n" + paragraph
        let source = try await fixture.source(text)
        let hit = try #require(try await fixture.board.passages(matching: SearchQuery("heron spring")).first)
        let hash = try #require(source.content.origin?.snapshot)
        let bytes = Array(try await fixture.board.snapshot(hash).text.utf8)
        #expect(String(decoding: bytes[hit.range], as: UTF8.self) == hit.text)
        #expect(hit.text.contains("heron"))
    }

    @Test func `a title counts`() async throws {
        let fixture = try BoardFixture()
        let padding = "Some words on other things that are as long as these."
        try await fixture.source("A report mentions herons once. \(padding)", title: "Budget", uri: "file:///1")
        let second = try await fixture.source(
            "A report mentions herons once. \(padding)",
            title: "Herons",
            uri: "file:///2"
        )
        #expect(try await fixture.board.search(SearchQuery("herons")).first?.entry.id == second.id)
    }
}
