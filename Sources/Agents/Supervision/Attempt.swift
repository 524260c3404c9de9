import Synchronization

/// One attempt at a supervised task, as its worker sees it.
public struct Attempt<Output: Sendable>: Sendable {
    /// The worker's name.
    public let agent: AgentID
    /// Counts from one.
    public let number: Int
    /// Why the attempt before this one ended; nothing at the first.
    public let lastError: String?
    private let supervisor: Supervisor
    private let kept: KeptOutput<Output>

    init(agent: AgentID, start: SupervisorMailbox.Start, supervisor: Supervisor, kept: KeptOutput<Output>) {
        self.agent = agent
        number = start.attempt
        lastError = start.lastError
        self.supervisor = supervisor
        self.kept = kept
    }

    /// Gives a sign of life, such as when bytes came; cheap enough for each of them.
    ///
    /// - Parameter activity: The sign.
    public func note(_ activity: Activity) { supervisor.note(activity, of: agent) }

    /// Keeps what there is so far: it is handed over if the task ends without an output.
    ///
    /// - Parameter output: The output so far.
    public func keep(_ output: Output) { kept.keep(output) }
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

/// What an attempt came to.
public struct AttemptResult<Output: Sendable>: Sendable {
    /// How it ended.
    public let end: AttemptEnd
    /// What there is of an output.
    public let output: Output?

    /// Creates a result.
    ///
    /// - Parameters:
    ///   - end: How the attempt ended.
    ///   - output: What there is of an output.
    public init(_ end: AttemptEnd, output: Output? = nil) {
        self.end = end
        self.output = output
    }
}

/// What a supervised task came to, after all its attempts.
public struct SupervisedResult<Output: Sendable>: Sendable {
    /// How it ended.
    public let report: SupervisionReport
    /// The output; after a failure, what was kept of one.
    public let output: Output?
}

/// The latest output of a task's attempts.
final class KeptOutput<Output: Sendable>: Sendable {
    private let output = Mutex<Output?>(nil)

    var latest: Output? { output.withLock { $0 } }

    func keep(_ new: Output) { output.withLock { $0 = new } }
}
