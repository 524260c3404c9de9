/// How far the agents of a run may go.
public struct RunSettings: Sendable, Equatable {
    /// The limits of the agent at the top; its turns are `agent.max_turns`.
    public var top: AgentLimits
    /// The limits of workers; their turns are `delegation.max_iterations`.
    public var worker: AgentLimits
    /// How workers are supervised.
    public var supervision: SupervisionLimits
    /// What all agents together may use.
    public var budget: BudgetLimits
    /// The most tokens of the results that one call of `delegate_task` gives its agent.
    public var summaryTokens: Int

    /// Creates settings.
    ///
    /// - Parameters:
    ///   - top: The limits of the agent at the top.
    ///   - worker: The limits of workers.
    ///   - supervision: How workers are supervised.
    ///   - budget: What all agents together may use.
    ///   - summaryTokens: The most tokens of the results of one call of `delegate_task`, from 64.
    public init(
        top: AgentLimits = AgentLimits(iterations: BudgetLimits.parentIterations),
        worker: AgentLimits = AgentLimits(iterations: BudgetLimits.childIterations),
        supervision: SupervisionLimits = SupervisionLimits(),
        budget: BudgetLimits = BudgetLimits(),
        summaryTokens: Int = 3_000
    ) {
        self.top = top
        self.worker = worker
        self.supervision = supervision
        self.budget = budget
        self.summaryTokens = summaryTokens
    }
}
