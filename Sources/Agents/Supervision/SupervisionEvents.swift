/// The name of an agent within a run.
public struct AgentID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The agent at the top, whom nobody supervises.
    public static let top = AgentID(0)

    /// Its number, in the order in which the agents were asked for.
    public let number: Int

    /// Creates a name.
    ///
    /// - Parameter number: Its number.
    public init(_ number: Int) { self.number = number }

    /// Whether one was asked for before the other.
    public static func < (left: AgentID, right: AgentID) -> Bool { left.number < right.number }

    /// Such as `A3`.
    public var description: String { "A\(number)" }
}

/// A sign of life of an agent.
public enum Activity: Sendable, Equatable {
    /// Something came from the model or a tool went on.
    case progress
    /// A tool began; several may work at once.
    case toolStarted
    /// A tool ended.
    case toolEnded
}

/// How one attempt at a task ended.
public enum AttemptEnd: Sendable, Equatable {
    /// With what was asked for.
    case success
    /// With a part of it.
    case partial(String)
    /// With an error; whether another attempt can do better.
    case failure(String, mayRestart: Bool)
    /// Because it was told to.
    case cancelled
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

/// What the supervisor wants done.
public enum SupervisionAction: Sendable, Equatable {
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

/// A task that is to be supervised.
public struct SpawnRequest: Sendable, Equatable {
    /// Who asks; the agent at the top needs no spawning.
    public var parent: AgentID
    /// Those with more come first out of the queue.
    public var priority: Int
    /// How long it may work, at least 30 s; the configured time if nothing is told.
    public var timeout: Duration?

    /// Creates a request.
    ///
    /// - Parameters:
    ///   - parent: Who asks.
    ///   - priority: Those with more come first.
    ///   - timeout: How long it may work.
    public init(parent: AgentID = .top, priority: Int = 0, timeout: Duration? = nil) {
        self.parent = parent
        self.priority = priority
        self.timeout = timeout
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
