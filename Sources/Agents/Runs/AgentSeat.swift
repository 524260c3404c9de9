import Blackboard

/// The place of one agent in a run.
struct AgentSeat: Sendable {
    /// Its name.
    let id: AgentID
    /// Where it stands below the others, such as `0/2.1`: of its parent's call 2 the first task.
    ///
    /// The same each time that the run is repeated, as the names of agents are not.
    let place: JournalAgent
    /// What it is called on the board and in the audit log.
    let role: String
    /// How many agents are above it.
    let depth: Int
    /// What it may use.
    let budget: Budget

    /// Whether it works for another agent.
    var isWorker: Bool { depth > 0 }
}
