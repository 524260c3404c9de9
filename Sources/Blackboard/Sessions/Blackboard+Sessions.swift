import Core
import SQLite

extension Blackboard {
    private var sessionStore: SessionStore { SessionStore(database: database) }

    /// Adds messages to a conversation.
    ///
    /// - Parameters:
    ///   - messages: The messages, in order.
    ///   - session: The conversation; nothing for a new one.
    ///   - title: What a new one is about.
    /// - Returns: The conversation; what was added is durable.
    /// - Throws: `BlackboardError` with `invalid` if there is no such session; `SQLiteError`.
    @discardableResult
    public func add(_ messages: [SessionMessage], to session: Int?, title: String) async throws -> Int {
        try await commit { [self] in
            let now = clock.now()
            let store = sessionStore
            if let session { _ = try found(session) }
            let session = try session ?? store.create(title: Self.title(title), parent: nil, at: now)
            for message in messages { try store.add(message, to: session, at: now) }
            return session
        }
    }

    /// Lists conversations.
    ///
    /// - Parameters:
    ///   - text: Words of their titles or messages; nothing for all.
    ///   - limit: The most that are returned.
    /// - Returns: Conversations, the latest first.
    /// - Throws: `SQLiteError`.
    public func sessions(matching text: String? = nil, limit: Int = 20) throws -> [SessionSummary] {
        try sessionStore.sessions(matching: text, limit: limit)
    }

    /// Reads a conversation.
    ///
    /// - Parameter id: Its number.
    /// - Returns: The conversation and its messages.
    /// - Throws: `BlackboardError` with `invalid` if there is none; `SQLiteError`.
    public func session(_ id: Int) throws -> (summary: SessionSummary, messages: [SessionMessage]) {
        try database.reading { (try found(id), try sessionStore.messages(of: id)) }
    }

    /// Takes the latest messages of a conversation back; what was found meanwhile stays on the board.
    ///
    /// - Parameters:
    ///   - session: The conversation.
    ///   - count: How many messages are left.
    /// - Throws: `SQLiteError`.
    public func truncate(session: Int, to count: Int) async throws {
        try await commit { [self] in try sessionStore.truncate(session, to: count) }
    }

    /// Says what a conversation is about.
    ///
    /// - Parameters:
    ///   - session: The conversation.
    ///   - title: Some words.
    /// - Throws: `SQLiteError`.
    public func rename(session: Int, to title: String) async throws {
        try await commit { [self] in try sessionStore.rename(session, Self.title(title)) }
    }

    /// Begins a conversation with the messages of another.
    ///
    /// - Parameters:
    ///   - session: The conversation that is left as it is.
    ///   - title: What the new one is about; nothing for the title of the old one.
    /// - Returns: The new conversation.
    /// - Throws: `BlackboardError` with `invalid` if there is no such session; `SQLiteError`.
    public func branch(session: Int, title: String?) async throws -> Int {
        try await commit { [self] in
            let old = try found(session)
            let store = sessionStore
            let new = try store.create(title: title.map(Self.title) ?? old.title, parent: session, at: clock.now())
            for message in try store.messages(of: session) { try store.add(message, to: new, at: clock.now()) }
            return new
        }
    }

    private func found(_ id: Int) throws -> SessionSummary {
        if let session = try sessionStore.session(id) { return session }
        throw BlackboardError(.invalid, "there is no conversation \(id); /sessions lists those that there are")
    }

    private static func title(_ text: String) -> String {
        let line = EntryRules.line(text)
        return line.isEmpty ? "untitled" : line
    }
}
