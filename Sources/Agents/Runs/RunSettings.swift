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
    /// How much room the results of tasks have.
    public var room: ReportRoom

    /// Creates settings.
    ///
    /// - Parameters:
    ///   - top: The limits of the agent at the top.
    ///   - worker: The limits of workers.
    ///   - supervision: How workers are supervised.
    ///   - budget: What all agents together may use.
    ///   - room: How much room the results of tasks have.
    public init(
        top: AgentLimits = AgentLimits(iterations: 90),
        worker: AgentLimits = AgentLimits(iterations: 50),
        supervision: SupervisionLimits = SupervisionLimits(),
        budget: BudgetLimits = BudgetLimits(),
        room: ReportRoom = ReportRoom()
    ) {
        self.top = top
        self.worker = worker
        self.supervision = supervision
        self.budget = budget
        self.room = room
    }
}
