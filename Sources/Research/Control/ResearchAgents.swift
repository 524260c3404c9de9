public import Agents
public import LanguageModels

/// The agents of a run, as the engine needs them; whoever supervises them fills it in.
public struct ResearchAgents: Sendable {
    /// One call of a model, within the budget and in the journal of the run.
    ///
    /// Takes the role, the path of the step within the run, such as `write/2`, and the request.
    public typealias Ask =
        @Sendable (_ role: String, _ path: String, _ request: ModelRequest) async throws -> ModelResponse
    /// Has agents work on tasks, at the same time as far as the limits allow.
    ///
    /// Tells each result as soon as it is there; a task's `id` is that of its entry on the board.
    public typealias Work =
        @Sendable (_ tasks: [AgentTask], _ onEnd: @escaping @Sendable (AgentResult) async -> Void) async throws ->
        [AgentResult]

    /// One call of a model.
    public var ask: Ask
    /// Has agents work on tasks.
    public var work: Work
    /// The model of each role, for the report.
    public var models: [String: String]
    /// What the run has used so far.
    public var usage: @Sendable () -> AgentUsage

    /// Creates agents.
    ///
    /// - Parameters:
    ///   - models: The model of each role, for the report.
    ///   - usage: What the run has used so far.
    ///   - ask: One call of a model.
    ///   - work: Has agents work on tasks.
    public init(
        models: [String: String] = [:],
        usage: @escaping @Sendable () -> AgentUsage = { AgentUsage() },
        ask: @escaping Ask,
        work: @escaping Work
    ) {
        self.models = models
        self.usage = usage
        self.ask = ask
        self.work = work
    }
}
