/// Why and how a supervised agent's work is over, after all its attempts.
public struct SupervisionReport: Sendable, Equatable {
    /// How it ended.
    public enum Outcome: Sendable, Equatable {
        /// With what was asked for.
        case success
        /// With a part of it, and why not all.
        case partial(String)
        /// With an error.
        case failure(String)
        /// It was told to end, or never began.
        case cancelled(CancelReason)
    }

    /// Who.
    public let agent: AgentID
    /// How it ended.
    public let outcome: Outcome
    /// How many attempts were made; none if it never began.
    public let attempts: Int
    /// From the first start to the end.
    public let time: Duration
}

/// Why an agent was told to end.
public enum CancelReason: String, Sendable, Equatable {
    /// A person or program asked for it.
    case interrupted
    /// Its parent was cancelled or has ended.
    case parentEnded = "parent_ended"
    /// It used up its time.
    case timedOut = "timed_out"
    /// It showed no activity.
    case stale
}
