public import Core

/// Which agent does a step, in which attempt.
public struct JournalAgent: Sendable, Hashable, Comparable {
    /// Where it stands in the tree of agents, such as `0/1.0`; the same whenever the run is repeated.
    public let path: String
    /// Which attempt at its task it is, from 1.
    public let attempt: Int

    /// Creates a name.
    ///
    /// - Parameters:
    ///   - path: Where it stands in the tree of agents.
    ///   - attempt: Which attempt at its task it is.
    public init(_ path: String, attempt: Int = 1) {
        self.path = path
        self.attempt = attempt
    }

    /// Whether one stands before the other: parents before children, and children by their numbers.
    public static func < (left: JournalAgent, right: JournalAgent) -> Bool {
        left.path == right.path ? left.attempt < right.attempt : left.order.lexicographicallyPrecedes(right.order)
    }

    /// How many agents stand above it.
    public var depth: Int { path.utf8.count { $0 == UInt8(ascii: "/") } }

    private var order: [Int] {
        path.split(separator: "/").flatMap { part in
            // A boundary that is smaller than any number, so that `1` stands before `1.0`.
            [-1] + part.split(separator: ".").map { Int($0) ?? Int.max }
        }
    }
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
