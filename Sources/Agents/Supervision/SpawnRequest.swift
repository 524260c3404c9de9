/// A task that is to be supervised.
public struct SpawnRequest: Sendable, Equatable {
    /// Who asks; the agent at the top needs no spawning.
    public var parent: AgentID
    /// Those with more come first out of the queue.
    public var priority: Int
    /// How long it may work, at least 30 s; the configured time if nothing is told.
    public var timeout: Duration?
    /// The role of who does it, for those who watch.
    public var role: String
    /// The task in words, for those who watch.
    public var task: String

    /// Creates a request.
    ///
    /// - Parameters:
    ///   - parent: Who asks.
    ///   - priority: Those with more come first.
    ///   - timeout: How long it may work.
    ///   - role: The role of who does it.
    ///   - task: The task in words.
    public init(
        parent: AgentID = .top,
        priority: Int = 0,
        timeout: Duration? = nil,
        role: String = "",
        task: String = ""
    ) {
        self.parent = parent
        self.priority = priority
        self.timeout = timeout
        self.role = role
        self.task = task
    }
}

/// A task that a supervisor does not take.
public struct SpawnRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// Why, for callers that act on it.
    public enum Code: Sendable, Equatable {
        /// The parent is as deep as agents may be.
        case depth
        /// The parent has as many children as it may have.
        case width
        /// The parent is about to end, or is unknown.
        case parentEnded
    }

    /// Why.
    public let code: Code
    /// One sentence for a person or a model, which says what to do.
    public let message: String

    /// The message.
    public var description: String { message }
}
