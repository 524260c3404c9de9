/// What the supervisor wants done.
public enum SupervisionAction: Sendable, Equatable {
    /// Tell that it waits for its turn.
    case spawn(AgentID, SpawnRequest)
    /// Start the agent.
    case start(AgentID)
    /// Start it again with a fresh context that knows what went wrong.
    case restart(AgentID, attempt: Int, lastError: String)
    /// Tell the agent to end; its end is awaited.
    case cancel(AgentID, CancelReason)
    /// Say that it is alive, such as by renewing a lease.
    case heartbeat(AgentID)
    /// Tell somebody.
    case warn(AgentID, SupervisionWarning)
    /// Hand over how it ended; nothing follows of this agent.
    case report(SupervisionReport)
}

/// What a person or a log is told of an agent that works on.
public enum SupervisionWarning: Sendable, Equatable {
    /// It shows no activity, and will be cancelled.
    case idle(Duration)
    /// Three quarters of its time are gone.
    case timeIsShort(left: Duration)
    /// It was cancelled and has not ended.
    case doesNotStop
    /// It would have been restarted, but too many were.
    case tooManyRestarts
}

extension SupervisionAction {
    /// Whom it is about.
    public var agent: AgentID {
        switch self {
        case .spawn(let id, _), .start(let id), .restart(let id, _, _), .cancel(let id, _), .heartbeat(let id),
            .warn(let id, _):
            id
        case .report(let report): report.agent
        }
    }
}
