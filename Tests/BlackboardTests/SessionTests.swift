import Blackboard
import Core
import TestSupport
import Testing

@Suite struct SessionTests {
    private let folder: TemporaryFolder
    private let board: Blackboard

    init() throws {
        folder = try TemporaryFolder()
        board = try Blackboard(home: folder.path)
    }

    private func talk(_ question: String, _ answer: String, in session: Int? = nil) async throws -> Int {
        let messages = [
            SessionMessage(.person, question),
            SessionMessage(.assistant, answer, details: ["citations": []], run: "R1"),
        ]
        return try await board.add(messages, to: session, title: question)
    }

    @Test func `a conversation is there after the board was closed`() async throws {
        let session = try await talk("Which birds?", "The curlew.")
        _ = try await talk("When?", "In 2019.", in: session)
        try await board.close()
        let again = try Blackboard(home: folder.path)
        let (summary, messages) = try await again.session(session)
        #expect(summary.title == "Which birds?" && summary.messageCount == 4)
        #expect(messages.map(\.text) == ["Which birds?", "The curlew.", "When?", "In 2019."])
        #expect(messages[1].details["citations"]?.array == [] && messages[1].run == "R1")
    }

    @Test func `conversations are found by their words, in any form`() async throws {
        let birds = try await talk("Which birds?", "The curlew returned.")
        let costs = try await talk("What did it cost?", "1.3 million euros.")
        #expect(try await board.sessions().map(\.id) == [costs, birds])
        #expect(try await board.sessions(matching: "returning").map(\.id) == [birds])
        #expect(try await board.sessions(matching: "\"OR * NEAR(").isEmpty)
    }

    @Test func `what was taken back is neither read nor found`() async throws {
        let session = try await talk("Which birds?", "The curlew.")
        _ = try await talk("And the snipe?", "In 2020.", in: session)
        try await board.truncate(session: session, to: 2)
        #expect(try await board.session(session).messages.count == 2)
        #expect(try await board.sessions(matching: "snipe").isEmpty)
        _ = try await talk("And the owl?", "One pair.", in: session)
        #expect(try await board.session(session).messages.map(\.text).last == "One pair.")
    }

    @Test func `a branch goes its own way`() async throws {
        let session = try await talk("Which birds?", "The curlew.")
        let branch = try await board.branch(session: session, title: nil)
        _ = try await talk("And the owl?", "One pair.", in: branch)
        #expect(try await board.session(session).messages.count == 2)
        let (summary, messages) = try await board.session(branch)
        #expect(summary.parent == session && messages.count == 4)
    }

    @Test func `a conversation that is not there is told by its number`() async throws {
        await #expect(throws: BlackboardError.self) { _ = try await board.session(7) }
    }
}
