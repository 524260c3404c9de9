import Blackboard
import Core
import TestSupport
import Testing

@Suite struct InboxTests {
    private let home: TemporaryFolder
    private let folder: BoardFolder

    init() throws {
        home = try TemporaryFolder()
        folder = BoardFolder(root: home.path)
    }

    @Test func `messages come in order, once, even if the clock stands still or goes back`() throws {
        let inbox = try Inbox(of: "crawler", in: folder)
        for number in 0..<50 {
            let clock = WallClock { Timestamp(milliseconds: 1_769_860_800_000 - Int64(number / 10) * 1_000) }
            _ = try inbox.send(["n": .int(number)], clock: clock)
        }
        let first = try inbox.take(limit: 20).messages
        let rest = try Inbox(of: "crawler", in: folder).take().messages
        #expect((first + rest).compactMap { $0.content["n"]?.int } == Array(0..<50))
        for message in first { try inbox.finish(message) }
        #expect(try FileSystem.names(in: home.path.appending("inbox/crawler/taken")).count == 30)
        #expect(try inbox.take().messages.isEmpty)
    }

    @Test func `of many readers each message has one`() async throws {
        let inbox = try Inbox(of: "crawler", in: folder)
        for number in 0..<200 { _ = try inbox.send(["n": .int(number)]) }
        let taken = try await withThrowingTaskGroup(of: [Int].self) { group in
            for _ in 0..<4 { group.addTask { try inbox.take().messages.compactMap { $0.content["n"]?.int } } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(taken.sorted() == Array(0..<200))
    }

    @Test func `what is no message is set aside and told of`() throws {
        let inbox = try Inbox(of: "crawler", in: folder)
        try home.write("inbox/crawler/0.json", "{\"half\": ")
        try home.write("inbox/crawler/1.json", "{\"whole\": true}")
        try home.write("inbox/crawler/.hidden.json", "{}")
        let taken = try inbox.take()
        #expect(taken.messages.map(\.name) == ["1.json"] && taken.rejected.map(\.name) == ["0.json"])
        #expect(FileSystem.exists(home.path.appending("inbox/crawler/rejected/0.json")))
    }

    @Test(arguments: ["", "..", ".x", "a/b", "a b", "ä", String(repeating: "a", count: 65)])
    func `a name that could leave the folder is refused`(name: String) {
        #expect(throws: BlackboardError.self) { try Inbox(of: name, in: folder) }
    }
}
