public import Core

/// Which agent does a step, in which attempt.
public struct JournalAgent: Sendable, Hashable {
    /// So many digits tell a call from the others of its agent.
    private static let digits = 6

    /// Where it stands in the tree of agents, such as `0/1.0`; the same whenever the run is repeated.
    public let path: String
    /// Which attempt at its task it is, from 1.
    public let attempt: Int

    /// Creates a name.
    ///
    /// - Parameters:
    ///   - path: Where it stands in the tree of agents: for each agent above it, from the top, and for itself, a part;
    ///     parts are divided by slashes, and may end in a point and a number that tells agents of one call apart.
    ///   - attempt: Which attempt at its task it is.
    public init(_ path: String, attempt: Int = 1) {
        self.path = path
        self.attempt = attempt
    }

    /// Creates the name of an agent that a step of another one hands a task to.
    ///
    /// Calls that run at the same time are told apart by what they ask, not by which came first. It can be called within
    /// a step only, such as a tool's.
    ///
    /// - Parameters:
    ///   - place: Its place among the agents of the call.
    ///   - attempt: Which attempt at its task it is.
    /// - Returns: The name; nothing outside of a step.
    public static func workerOfCurrentStep(_ place: Int, attempt: Int = 1) -> JournalAgent? {
        guard let step = StepWrites.current?.step else { return nil }
        let call =
            step.key.request.hexadecimal.prefix(digits)
            + (step.place.occurrence == 0 ? "" : "-\(step.place.occurrence)")
        return JournalAgent("\(step.key.agent.path)/\(call).\(place)", attempt: attempt)
    }

    /// How many agents stand above it.
    public var depth: Int { path.utf8.count { $0 == UInt8(ascii: "/") } }
}

/// What a step is known by when a run is repeated.
public struct JournalKey: Sendable, Hashable {
    /// What is done in a step.
    public enum Kind: String, Sendable, CaseIterable {
        /// A model is asked.
        case model
        /// A tool is used.
        case tool
        /// A page is fetched.
        case fetch
        /// A search engine is asked.
        case search
        /// A person or the rules decide on a tool.
        case approval
        /// The clock is read.
        case clock
        /// An identifier is made.
        case id
    }

    /// Who does it.
    public let agent: JournalAgent
    /// What is done.
    public let kind: Kind
    /// The hash of what is asked.
    public let request: ContentHash

    /// Creates a key.
    ///
    /// - Parameters:
    ///   - agent: Who does it.
    ///   - kind: What is done.
    ///   - request: The hash of all that the outcome depends on.
    public init(_ agent: JournalAgent, _ kind: Kind, request: ContentHash) {
        self.agent = agent
        self.kind = kind
        self.request = request
    }

    /// Creates a key.
    ///
    /// - Parameters:
    ///   - agent: Who does it.
    ///   - kind: What is done.
    ///   - request: All that the outcome depends on.
    public init(_ agent: JournalAgent, _ kind: Kind, request: String) {
        self.init(agent, kind, request: ContentHash(of: request.utf8))
    }
}

/// A failure that belongs to a run as a result does.
public struct StepFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong, in a form from which its error can be made again.
    public let value: JSON
    /// Whether it may go away by itself: then the step is tried again when the run is taken up.
    public let isTransient: Bool

    /// Creates a failure.
    ///
    /// - Parameters:
    ///   - value: What went wrong.
    ///   - isTransient: Whether it may go away by itself.
    public init(_ value: JSON, isTransient: Bool) {
        self.value = value
        self.isTransient = isTransient
    }

    /// The failure in words.
    public var description: String { value["message"]?.string ?? value.string ?? value.text }
}

/// What a step cost.
public struct StepUsage: Sendable, Equatable {
    /// Tokens of the request.
    public var inputTokens: Int
    /// Tokens of the answer.
    public var outputTokens: Int
    /// US dollars; nothing if the price is not known.
    public var cost: Double?

    /// Creates figures.
    ///
    /// - Parameters:
    ///   - inputTokens: Tokens of the request.
    ///   - outputTokens: Tokens of the answer.
    ///   - cost: US dollars; nothing if the price is not known.
    public init(inputTokens: Int = 0, outputTokens: Int = 0, cost: Double? = 0) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.cost = cost
    }
}
