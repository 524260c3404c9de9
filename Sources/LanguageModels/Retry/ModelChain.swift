public import Core
import Synchronization

/// Models of which the next is asked where one fails, each again as often as its fault may pass.
public struct ModelChain: StreamingModel {
    /// One model of a chain.
    public struct Link: Sendable {
        let model: any StreamingModel
        let limiter: RateLimiter?
        let estimator: SharedEstimator

        /// Creates a link.
        ///
        /// - Parameters:
        ///   - model: The model.
        ///   - limiter: What keeps its provider's limits, shared by all models of the provider.
        public init(_ model: any StreamingModel, limiter: RateLimiter? = nil) {
            self.model = model
            self.limiter = limiter
            estimator = SharedEstimator()
        }
    }

    let first: Link
    let others: [Link]
    let policy: RetryPolicy
    let time: Timekeeper
    let random: @Sendable () -> Double

    /// Creates a chain.
    ///
    /// - Parameters:
    ///   - first: The model that is asked first.
    ///   - others: Those that are asked after it, in order.
    ///   - policy: How often each is asked.
    ///   - time: The clock of the waits.
    ///   - random: Gives a number from 0 up to 1.
    public init(
        _ first: Link,
        others: [Link] = [],
        policy: RetryPolicy = RetryPolicy(),
        time: Timekeeper = .system,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.first = first
        self.others = others
        self.policy = policy
        self.time = time
        self.random = random
    }

    /// Who is asked first.
    public var identity: ModelIdentity { first.model.identity }

    /// Estimates a request by what the first model reported so far.
    ///
    /// - Parameter request: The request.
    /// - Returns: Its tokens.
    public func estimatedTokens(of request: ModelRequest) -> Int { first.estimator.tokens(in: request) }

    /// Asks the models in turn.
    public func stream(_ request: ModelRequest) -> ModelEventStream {
        ModelEventStream {
            let attempts = Attempts(chain: self, request: request)
            return { try await attempts.next() }
        }
    }
}

/// An estimator that all calls to one model share.
final class SharedEstimator: Sendable {
    private let estimator = Mutex(TokenEstimator())

    func tokens(in request: ModelRequest) -> Int { estimator.withLock { $0.tokens(in: request) } }

    func tokens(bytes: Int) -> Int { estimator.withLock { $0.tokens(bytes: bytes) } }

    func learn(from request: ModelRequest, inputTokens: Int) {
        estimator.withLock { $0.learn(from: request, inputTokens: inputTokens) }
    }
}

/// The attempts at one request.
private final class Attempts {
    private let chain: ModelChain
    private let request: ModelRequest
    private var schedule: RetrySchedule
    private var events: ModelEventStream.Iterator?
    private var permit: RateLimiter.Permit?
    private var wait = Duration.zero
    /// What is known before it is asked for.
    private var pending: [ModelEvent] = []
    private var usage: Usage?
    private var outputBytes = 0
    /// After the end nothing is sent again, though someone should ask.
    private var isOver = false

    init(chain: ModelChain, request: ModelRequest) {
        self.chain = chain
        self.request = request
        schedule = RetrySchedule(policy: chain.policy, modelCount: 1 + chain.others.count)
    }

    private var link: ModelChain.Link { schedule.model == 0 ? chain.first : chain.others[schedule.model - 1] }

    func next() async throws -> ModelEvent? {
        if !pending.isEmpty { return pending.removeFirst() }
        if isOver { return nil }
        do {
            try await begin()
            guard let event = try await events?.next() else {
                end()
                isOver = true
                return nil
            }
            return observe(event)
        } catch let error as ModelError {
            let failed = link
            end()
            try recover(from: error, of: failed)
            return pending.removeFirst()
        } catch {
            end()
            isOver = true
            throw error
        }
    }

    private func begin() async throws {
        if events != nil { return }
        if wait > .zero { try await chain.time.sleep(wait) }
        wait = .zero
        usage = nil
        outputBytes = 0
        permit = try await link.limiter?.permit(tokens: link.estimator.tokens(in: request))
        events = link.model.stream(request).makeAsyncIterator()
    }

    private func end() {
        if let usage { permit?.record(used: usage.inputTokens + usage.outputTokens) }
        permit = nil
        events = nil
    }

    private func observe(_ event: ModelEvent) -> ModelEvent {
        switch event {
        case .text(let text), .reasoning(let text): outputBytes += text.utf8.count
        case .toolCall(let delta): outputBytes += delta.arguments.utf8.count
        case .usage(let usage):
            self.usage = usage
            if !usage.isEstimated { link.estimator.learn(from: request, inputTokens: usage.inputTokens) }
        case .stop:
            if let estimate = estimate() {
                pending.append(event)
                return .usage(estimate)
            }
        default: break
        }
        return event
    }

    /// What was used, where the provider does not tell.
    private func estimate() -> Usage? {
        guard usage == nil else { return nil }
        let estimate = Usage(
            inputTokens: link.estimator.tokens(in: request),
            outputTokens: link.estimator.tokens(bytes: outputBytes),
            isEstimated: true
        )
        usage = estimate
        return estimate
    }

    /// Prepares the next attempt, and the event that tells of it.
    private func recover(from error: ModelError, of failed: ModelChain.Link) throws {
        if let wait = error.code.retryAfter { failed.limiter?.close(for: min(wait, chain.policy.longestAsked)) }
        // An answer that broke off is paid for as far as it came.
        let spent = outputBytes > 0 ? estimate() : nil
        guard case .retry(_, let attempt, let wait) = schedule.failed(error.code, random: chain.random()) else {
            isOver = true
            throw error
        }
        self.wait = wait
        if let spent { pending.append(.usage(spent)) }
        pending.append(
            .retry(RetryNotice(reason: error, wait: wait, attempt: attempt, next: link.model.identity))
        )
    }
}
