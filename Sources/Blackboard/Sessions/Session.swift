public import Core

/// A conversation with a person, as a list shows it.
public struct SessionSummary: Sendable, Equatable {
    /// Its number.
    public let id: Int
    /// What it is about, on one line.
    public let title: String
    /// When its first message came.
    public let created: Timestamp
    /// When its latest message came.
    public let updated: Timestamp
    /// The session that it branched off.
    public let parent: Int?
    /// How many messages it has.
    public let messageCount: Int
}

/// One message of a conversation.
public struct SessionMessage: Sendable, Equatable {
    /// Who wrote it.
    public enum Author: String, Sendable {
        /// The person.
        case person
        /// Whoever answered.
        case assistant
        /// A tool that the answer called.
        case tool
    }

    /// The longest text that is kept, in bytes.
    public static let textLimit = 1 << 20

    /// Who wrote it.
    public let author: Author
    /// What was read or written on the screen.
    public let text: String
    /// What else is needed to go on, such as citations, or the message as a model wants it back.
    public let details: JSON
    /// The run that it belongs to.
    public let run: String?

    /// Creates a message.
    ///
    /// - Parameters:
    ///   - author: Who wrote it.
    ///   - text: What is read on the screen; cut behind `textLimit`.
    ///   - details: What else is needed to go on.
    ///   - run: The run that it belongs to.
    public init(_ author: Author, _ text: String, details: JSON = .null, run: String? = nil) {
        self.author = author
        self.text = text.utf8.count <= Self.textLimit ? text : String(text.prefix(Self.textLimit / 4))
        self.details = details
        self.run = run
    }
}
