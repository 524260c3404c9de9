@testable import Blackboard
import Core
import SQLite
import TestSupport
import Testing

@Suite struct CommitTests {
    private let fixture: BoardFixture
    private var board: Blackboard { fixture.board }

    init() throws { fixture = try BoardFixture() }

    private func note(_ title: String, links: [Link] = []) -> EntryContent {
        EntryContent(title: title, status: .current, links: links)
    }

    @Test func `posts that wait at once share transactions, and one that is refused harms none`() async throws {
        let board = board
        let content = (0..<200).map { note($0 % 10 == 3 ? "" : "note \($0)") }
        let ids = await withTaskGroup(of: EntryID?.self) { group in
            for content in content { group.addTask { try? await board.post(content, kind: .note, by: "writer").id } }
            return await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
        }
        #expect(Set(ids).count == 180)
        #expect(try await board.entries(matching: EntryFilter(limit: 1_000)).count == 180)
        #expect(Set(ids.map(\.number)) == Set(1...180))
    }

    @Test func `a change that fails midway is undone alone`() async throws {
        let board = board
        async let good = board.post(note("good"), kind: .note, by: "writer")
        async let bad = board.writeThenFail(note("bad"), Refusal())
        async let alsoGood = board.post(note("also good"), kind: .note, by: "writer")
        _ = try await (good, alsoGood)
        #expect(await bad is Refusal)
        #expect(try await Set(board.entries().map(\.title)) == ["good", "also good"])
        #expect(try await board.check().problems.isEmpty)
    }

    @Test func `files that nobody waited for are written at the next start`() async throws {
        _ = try await board.post((0..<300).map { note("note \($0)") }, kind: .note, by: "writer")
        try await board.close(leavesFiles: true)
        let notes = fixture.home.path.appending("notes")
        #expect(try FileSystem.names(in: notes).filter { !$0.hasSuffix(".md") } == [])
        let again = try Blackboard(home: fixture.home.path, clock: BoardFixture.clock)
        #expect(try FileSystem.names(in: notes).filter { $0.hasSuffix(".md") }.count == 300)
        #expect(try await again.check().problems.isEmpty)
    }

    @Test func `entries posted together may refer to one another`() async throws {
        let results = try await board.post(
            [note("first"), note("second", links: [Link(.about, EntryID(.note, 1))]), note(""), note("fourth")],
            kind: .note,
            by: "human"
        )
        #expect(try results[1].get().content.links.count == 1)
        #expect(throws: BlackboardError.self) { try results[2].get() }
        #expect(try results[3].get().id == EntryID(.note, 3))
    }

    @Test func `every change is an event, in order`() async throws {
        let first = try await board.post(note("first"), kind: .note, by: "writer")
        _ = try await board.update(first.id, expecting: 1, by: "critic") { $0.body = "x" }
        _ = try await board.withdraw(first.id, by: "human")
        _ = try await board.restore(first.id, to: 1, by: "human")
        let changes = try await board.changes(after: 0)
        #expect(changes.map(\.action) == [.added, .changed, .withdrawn, .restored])
        #expect(changes.map(\.sequence) == [1, 2, 3, 4] && changes.map(\.revision) == [1, 2, 3, 4])
        #expect(changes.map(\.author) == ["writer", "critic", "human", "human"])
        #expect(try await board.changes(after: 2).map(\.sequence) == [3, 4])
    }

    @Test func `a clock that goes back loses nothing and orders nothing wrong`() async throws {
        let entry = try await board.post(note("first"), kind: .note, by: "writer")
        let past = WallClock { Timestamp(milliseconds: 1_000) }
        let other = try Blackboard(home: fixture.home.path, clock: past)
        let changed = try await other.update(entry.id, expecting: 1, by: "writer") { $0.body = "later" }
        #expect(changed.updated == entry.updated && changed.revision == 2)
        _ = try await other.post(note("second"), kind: .note, by: "writer")
        #expect(try await board.changes(after: 0).map(\.id.number) == [1, 1, 2])
        #expect(try await board.check().problems.isEmpty)
    }

    @Test func `a locked database is waited for, then told of, and opening and reading need no lock`() async throws {
        _ = try await board.post(note("first"), kind: .note, by: "writer")
        try await board.close()
        let other = try Connection(board.folder.database, mode: .readWrite)
        try other.execute("BEGIN IMMEDIATE")
        let second = try Blackboard(home: fixture.home.path, clock: BoardFixture.clock, busySeconds: 0.2)
        #expect(try await second.search(SearchQuery("first")).count == 1)
        let error = await #expect(throws: SQLiteError.self) {
            try await second.post(note("second"), kind: .note, by: "writer")
        }
        #expect(error?.code == .busy)
        try other.execute("COMMIT")
        _ = try await second.post(note("second"), kind: .note, by: "writer")
        #expect(try await second.entries().count == 2)
    }

    @Test func `without shared memory the board works, and says so once`() throws {
        let objects = ObjectStore(folder: board.folder)
        let path = fixture.home.path.appending("other.db")
        for count in [1, 0] {
            let opened = try BoardDatabase.open(
                path,
                objects: objects,
                ranker: PassageRanker(),
                busySeconds: 1,
                system: "unix-dotfile"
            )
            #expect(opened.notices.count == count)
            #expect(try opened.connection.first("PRAGMA journal_mode") { $0.text(0) } == "delete")
        }
    }
}

private struct Refusal: Error {}

extension Blackboard {
    /// Writes an entry and fails in the same change.
    fileprivate func writeThenFail(_ content: EntryContent, _ failure: any Error) async -> (any Error)? {
        do {
            try await commit { [self] in
                _ = try writer.write(try newEntry(content, kind: .note, by: "writer", run: nil))
                throw failure
            }
            return nil
        } catch {
            return error
        }
    }
}
