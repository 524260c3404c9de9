public import Blackboard

/// Hands out tasks to workers for one agent; the supervisor gives each agent that may delegate its own.
public protocol Delegating: Sendable {
    /// What the agent may hand out.
    var terms: DelegationTerms { get }

    /// Writes tasks down on the board.
    ///
    /// - Parameter tasks: The tasks.
    /// - Returns: The entry of each; nothing for one that has none.
    /// - Throws: `CancellationError`; another error if what the agent did until then cannot be recorded: then nobody may
    ///   work on the tasks.
    func open(_ tasks: [AgentTask]) async throws -> [EntryID?]

    /// Has tasks worked on, at the same time as far as the limits allow; cancelling the task cancels the workers.
    ///
    /// - Parameters:
    ///   - tasks: The tasks.
    ///   - records: The entry of each on the board.
    ///   - onEnd: Is handed each result as its worker ends.
    /// - Returns: A result for each task, in their order. What could not be started has a result that says so.
    func run(
        _ tasks: [AgentTask],
        records: [EntryID?],
        onEnd: @escaping @Sendable (AgentResult) async -> Void
    ) async -> [AgentResult]
}

/// What an agent may hand out.
public struct DelegationTerms: Sendable, Equatable {
    /// The roles that workers can have, with what they do.
    public var roles: [String: String]
    /// The toolsets that workers can be given.
    public var toolsets: [String]
    /// How many levels of workers are possible below the agent, from 1.
    public var depth: Int
    /// How many workers work at the same time.
    public var concurrency: Int
    /// The most tasks of one call.
    public var width: Int

    /// Creates terms.
    ///
    /// - Parameters:
    ///   - roles: The roles that workers can have, with what they do.
    ///   - toolsets: The toolsets that workers can be given.
    ///   - depth: How many levels of workers are possible below the agent.
    ///   - concurrency: How many workers work at the same time.
    ///   - width: The most tasks of one call.
    public init(
        roles: [String: String] = [:],
        toolsets: [String] = [],
        depth: Int = 1,
        concurrency: Int = 3,
        width: Int = 100
    ) {
        self.roles = roles
        self.toolsets = toolsets
        self.depth = depth
        self.concurrency = concurrency
        self.width = width
    }
}
