public import Core

/// A tool call that needs consent.
public struct ApprovalRequest: Sendable, Equatable {
    /// The run.
    public var run: String
    /// Who wants to call.
    public var agent: AgentID
    /// Its role.
    public var role: String
    /// Whether it works for another agent.
    public var isSubagent: Bool
    /// The tool.
    public var tool: String
    /// What the tool does to the world.
    public var kind: ToolAccess
    /// What it is called with.
    public var arguments: JSON

    /// Creates a request.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - agent: Who wants to call.
    ///   - role: Its role.
    ///   - isSubagent: Whether it works for another agent.
    ///   - tool: The tool.
    ///   - kind: What the tool does to the world.
    ///   - arguments: What it is called with.
    public init(
        run: String,
        agent: AgentID,
        role: String,
        isSubagent: Bool,
        tool: String,
        kind: ToolAccess,
        arguments: JSON
    ) {
        self.run = run
        self.agent = agent
        self.role = role
        self.isSubagent = isSubagent
        self.tool = tool
        self.kind = kind
        self.arguments = arguments
    }
}

/// Whether a tool call may go ahead, and by whose word.
public struct ApprovalDecision: Sendable, Equatable {
    /// Whose word it is.
    public enum Source: String, Sendable {
        /// The class is free for all.
        case policy
        /// `delegation.subagent_auto_approve`.
        case configuration
        /// The person at the terminal.
        case user
    }

    /// Whether the call may go ahead.
    public let isApproved: Bool
    /// Whose word it is.
    public let source: Source
    /// One sentence for the model and the log.
    public let reason: String
}

/// What a person says to a question for consent.
public enum ApprovalAnswer: Sendable {
    /// This call may go ahead.
    case once
    /// This call may, and all of the same tool in this session.
    case always
    /// This call may not.
    case no
}
