import Blackboard
import Core
import TestSupport
import Testing

@Suite struct HistoryTests {
    private let fixture: BoardFixture
    private var board: Blackboard { fixture.board }

    init() throws { fixture = try BoardFixture() }

    private func note(_ bodies: String...) async throws -> EntryID {
        let content = EntryContent(title: "Peat", status: .current, body: bodies[0])
        let id = try await board.post(content, kind: .note, by: "writer").id
        for (index, body) in bodies.dropFirst().enumerated() {
            _ = try await board.update(id, expecting: index + 1, by: "critic") { $0.body = body }
        }
        return id
    }

    @Test func `every revision is kept with its author`() async throws {
        let id = try await note("one", "two", "three")
        let revisions = try await board.revisions(of: id)
        #expect(revisions.map(\.number) == [1, 2, 3] && revisions.map(\.author) == ["writer", "critic", "critic"])
        #expect(zip(revisions, ["one", "two", "three"]).allSatisfy { $0.text.hasSuffix("---\n\($1)\n") })
        await #expect(throws: BlackboardError.self) { try await board.revisions(of: EntryID(.note, 9)) }
    }

    @Test func `an old revision comes back as a new one, file and index too`() async throws {
        let id = try await note("herons", "storks")
        let entry = try await board.restore(id, to: 1, by: "human")
        #expect(entry.revision == 3 && entry.content.body == "herons" && entry.author == "human")
        #expect(try await board.search(SearchQuery("herons")).count == 1)
        #expect(try await board.search(SearchQuery("storks")).isEmpty)
        #expect(try await board.restore(id, to: 1, by: "human").revision == 3)
        await #expect(throws: BlackboardError.self) { try await board.restore(id, to: 9, by: "human") }
    }

    @Test func `a deleted entry comes back with its file`() async throws {
        let id = try await note("herons")
        try await board.settle()
        let path = fixture.home.path.appending(try await board.entry(id).path)
        try FileSystem.remove(path)
        try await board.refresh()
        #expect(try await board.entry(id).content.status == .withdrawn)
        _ = try await board.restore(id, to: 1, by: "human")
        try await board.settle()
        #expect(FileSystem.exists(path))
        try await board.refresh()
        #expect(try await board.entry(id).content.status == .current)
    }

    @Test func `an edited text is taken over only if it is valid and based on the latest`() async throws {
        let id = try await note("one")
        let text = try await board.revisions(of: id)[0].text
        let edited = try await board.replace(
            id,
            with: text.replacing("one", with: "mine"),
            expecting: 1,
            by: "human"
        )
        #expect(edited.content.body == "mine" && edited.revision == 2)
        let conflict = await #expect(throws: BlackboardError.self) {
            try await board.replace(id, with: text.replacing("one", with: "late"), expecting: 1, by: "human")
        }
        #expect(conflict?.code == .conflict(head: 2))
        for bad in [
            "---\nid: [\n---\n", text.replacing("id: N1", with: "id: N2"), text.replacing("current", with: "x"),
        ] {
            let error = await #expect(throws: BlackboardError.self) {
                try await board.replace(id, with: bad, expecting: 2, by: "human")
            }
            #expect(error?.code == .invalid && error?.message.contains("line ") == true)
        }
    }
}
