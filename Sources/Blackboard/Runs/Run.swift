public import Core

/// One question or task that was or is being worked on.
public struct Run: Sendable, Equatable {
    /// How a run stands.
    public enum State: String, Sendable, CaseIterable {
        /// Its process works on it.
        case running
        /// It came to what was asked for.
        case done
        /// It came to a part of it.
        case partial
        /// It came to nothing.
        case failed
        /// It was told to end.
        case cancelled
        /// Its process ended midway, or a person pressed Ctrl-C.
        case interrupted

        /// Whether it can be taken up again.
        public var isResumable: Bool { self != .running && self != .done }
    }

    /// What the steps of a run used in all, those that were done anew counted too.
    public struct Totals: Sendable, Equatable {
        /// Calls of models.
        public var calls = 0
        /// Steps in the journal.
        public var steps = 0
        /// Tokens of requests.
        public var inputTokens = 0
        /// Tokens of answers.
        public var outputTokens = 0
        /// US dollars; nothing if the price of a call is not known.
        public var cost: Double? = 0

        /// Creates totals of nothing.
        public init() {}
    }

    /// Its identifier, a ULID.
    public let id: String
    /// The command that began it, such as `ask`.
    public let command: String
    /// The question.
    public let task: String
    /// How the command was called, so that it can be called again.
    public let options: JSON
    /// How it stands.
    public internal(set) var state: State
    /// When it began.
    public let started: Timestamp
    /// When it ended; nothing while it runs, and if its process ended midway.
    public let ended: Timestamp?
    /// The number of the process that works or worked on it.
    public let process: Int32
    /// Why it ended.
    public let reason: String?
    /// What it used, as its command told.
    public let usage: JSON?
    /// What its steps used.
    public internal(set) var totals = Totals()
    /// How long it was worked on, in seconds: until its end or, without one, until its last step; the time in which it lay
    /// before it was taken up does not count.
    public internal(set) var seconds = 0.0
}

/// How a run ends.
public struct RunEnd: Sendable, Equatable {
    /// How it stands from now on.
    public var state: Run.State
    /// Why.
    public var reason: String?
    /// What it used, for its command's answer.
    public var usage: JSON?

    /// Creates an end.
    ///
    /// - Parameters:
    ///   - state: How it stands from now on.
    ///   - reason: Why.
    ///   - usage: What it used.
    public init(_ state: Run.State, reason: String? = nil, usage: JSON? = nil) {
        self.state = state
        self.reason = reason
        self.usage = usage
    }
}

/// A run that this process works on: while it is held, others see that it is alive.
public final class ActiveRun: Sendable {
    /// The run's identifier.
    public let id: String
    let lock: FileLock

    init(id: String, lock: FileLock) {
        self.id = id
        self.lock = lock
    }
}
