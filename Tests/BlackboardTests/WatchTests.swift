import Blackboard
import Core
import TestSupport
import Testing

@Suite struct WatchTests {
    private let fixture: BoardFixture
    private var board: Blackboard { fixture.board }

    init() throws { fixture = try BoardFixture() }

    private func note(_ title: String) -> EntryContent { EntryContent(title: title, status: .current) }

    @Test func `changes of this process, of another one and by hand come once and in order`() async throws {
        let other = try Blackboard(home: fixture.home.path, clock: BoardFixture.clock)
        var changes = try await board.changes().makeAsyncIterator()
        _ = try await board.post(note("mine"), kind: .note, by: "writer")
        #expect(try await changes.next()?.title == "mine")
        let theirs = try await other.post(note("theirs"), kind: .note, by: "critic")
        #expect(try await changes.next()?.author == "critic")
        try await other.settle()
        try fixture.home.write(theirs.path, "---\nid: N2\ntitle: edited\n---\n")
        let edit = try await changes.next()
        #expect(edit?.title == "edited" && edit?.author == "human" && edit?.sequence == 3)
        try FileSystem.remove(fixture.home.path.appending(theirs.path))
        #expect(try await changes.next()?.action == .withdrawn)
    }

    @Test func `who was away reads on where it was`() async throws {
        for number in 1...1_200 { _ = try await board.post(note("\(number)"), kind: .note, by: "writer") }
        var changes = try await board.changes(since: 100).makeAsyncIterator()
        for number in 101...1_200 { #expect(try await changes.next()?.sequence == number) }
    }

    @Test func `of posts by many at once none is missed and none comes twice`() async throws {
        let board = board
        let other = try Blackboard(home: fixture.home.path, clock: BoardFixture.clock)
        let seen = try await withThrowingTaskGroup(of: [Int].self) { group in
            let changes = try await board.changes(since: 0)
            group.addTask {
                var seen: [Int] = []
                for try await change in changes {
                    seen.append(change.sequence)
                    if seen.count == 400 { break }
                }
                return seen
            }
            for (number, board) in [board, other].enumerated() {
                group.addTask {
                    for index in 0..<200 {
                        _ = try await board.post(note("\(number) \(index)"), kind: .note, by: "writer")
                    }
                    return []
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(seen == Array(1...400))
    }

    @Test func `a reader that is cancelled while it waits ends`() async throws {
        let changes = try await board.changes()
        let task = Task {
            var count = 0
            for try await _ in changes { count += 1 }
            return count
        }
        task.cancel()
        #expect(try await task.value == 0)
    }

    @Test func `a watched board sees edits at the next search, and does not look while nothing happens`() async throws {
        let entry = try await board.post(note("peat"), kind: .note, by: "writer")
        try await board.settle()
        try await board.startWatching()
        #expect(try await board.search(SearchQuery("peat")).count == 1)
        try fixture.home.write(entry.path, "---\nid: N1\ntitle: herons\n---\n")
        #expect(try await board.search(SearchQuery("herons")).count == 1)
        #expect(try await board.search(SearchQuery("peat")).isEmpty)
    }
}
