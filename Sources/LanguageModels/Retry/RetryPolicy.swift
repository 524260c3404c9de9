/// How often and after what wait a model is asked again.
public struct RetryPolicy: Sendable, Equatable {
    /// The most attempts for each model of a chain.
    public var attempts: Int
    /// The upper limit of the first wait; each further one doubles it.
    public var firstWait: Duration
    /// The upper limit of all waits that we choose.
    public var longestWait: Duration
    /// The longest wait that a provider may ask for; beyond it the next model is asked.
    public var longestAsked: Duration

    /// Creates a policy.
    ///
    /// - Parameters:
    ///   - attempts: The most attempts for each model.
    ///   - firstWait: The upper limit of the first wait.
    ///   - longestWait: The upper limit of all waits that we choose.
    ///   - longestAsked: The longest wait that a provider may ask for.
    public init(
        attempts: Int = 5,
        firstWait: Duration = .milliseconds(500),
        longestWait: Duration = .seconds(30),
        longestAsked: Duration = .seconds(120)
    ) {
        self.attempts = max(1, attempts)
        self.firstWait = firstWait
        self.longestWait = longestWait
        self.longestAsked = longestAsked
    }

    /// How often a model is tried again that cannot even be reached: a server that does not run will hardly start now.
    private static let attemptsUnreachable = 2

    /// The most attempts after an error of this kind; 1 where the same request would fail again.
    func attempts(after code: ModelError.Code) -> Int {
        switch code {
        case .rateLimited, .overloaded, .unavailable, .timedOut, .droppedStream: attempts
        case .unreachable: min(attempts, Self.attemptsUnreachable)
        default: 1
        }
    }

    /// The wait before another attempt: what the provider asks, else a random part of a limit that doubles.
    ///
    /// A random part of all of it ("full jitter") keeps many clients from coming back at once. Source: Marc Brooker,
    /// "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
    ///
    /// - Parameters:
    ///   - failures: How many attempts have failed, from 1.
    ///   - code: Why the last one did.
    ///   - random: A number from 0 up to 1.
    /// - Returns: The wait, or nothing if the provider asks for too long a one.
    func wait(failures: Int, code: ModelError.Code, random: Double) -> Duration? {
        if let asked = code.retryAfter {
            guard asked <= longestAsked else { return nil }
            // Never less than asked; a little more, so that not all come at once.
            return asked + min(asked * 0.1, .seconds(1)) * random
        }
        let limit = min(longestWait, firstWait * (1 << min(failures - 1, 20)))
        return limit * random
    }
}

extension ModelError.Code {
    /// How long the provider asks to wait.
    var retryAfter: Duration? {
        switch self {
        case .rateLimited(let wait), .overloaded(let wait): wait
        default: nil
        }
    }

    /// Whether another model may answer what this one did not.
    var concernsOnlyThisModel: Bool {
        switch self {
        // The caller must shorten the conversation, or the answer is an answer.
        case .contextTooLong, .refused, .unusableAnswer: false
        default: true
        }
    }
}

/// Decides what follows each failed attempt at a chain of models.
struct RetrySchedule {
    enum Step: Equatable {
        /// Ask this model of the chain after a wait.
        case retry(model: Int, attempt: Int, wait: Duration)
        /// Give up.
        case fail
    }

    private let policy: RetryPolicy
    private let modelCount: Int
    private(set) var model = 0
    private var failures = 0

    init(policy: RetryPolicy, modelCount: Int) {
        self.policy = policy
        self.modelCount = modelCount
    }

    /// Takes note of a failed attempt.
    ///
    /// - Parameters:
    ///   - code: Why it failed.
    ///   - random: A number from 0 up to 1.
    /// - Returns: What to do.
    mutating func failed(_ code: ModelError.Code, random: Double) -> Step {
        failures += 1
        if failures < policy.attempts(after: code),
            let wait = policy.wait(failures: failures, code: code, random: random)
        {
            return .retry(model: model, attempt: failures + 1, wait: wait)
        }
        guard code.concernsOnlyThisModel, model + 1 < modelCount else { return .fail }
        model += 1
        failures = 0
        return .retry(model: model, attempt: 1, wait: .zero)
    }
}
