/// What a provider allows.
public struct RateLimits: Sendable, Equatable {
    /// The most calls at once.
    public var concurrent: Int?
    /// The most calls that begin within a minute.
    public var requestsPerMinute: Int?
    /// The most tokens of the calls that begin within a minute.
    public var tokensPerMinute: Int?

    /// Creates limits; nothing for none.
    ///
    /// - Parameters:
    ///   - concurrent: The most calls at once.
    ///   - requestsPerMinute: The most calls that begin within a minute.
    ///   - tokensPerMinute: The most tokens of the calls that begin within a minute.
    public init(concurrent: Int? = nil, requestsPerMinute: Int? = nil, tokensPerMinute: Int? = nil) {
        self.concurrent = concurrent.map { max(1, $0) }
        self.requestsPerMinute = requestsPerMinute.map { max(1, $0) }
        self.tokensPerMinute = tokensPerMinute.map { max(1, $0) }
    }
}

/// Decides when the next call to a provider may begin.
///
/// It remembers the calls of the last minute, so that in no minute, wherever it begins, there are more than allowed.
struct RateWindow {
    enum Verdict: Equatable {
        /// It may begin; the number names it.
        case granted(Int)
        /// It may not before this much time has gone by.
        case wait(Duration)
        /// It must wait for another call to end.
        case busy
    }

    private struct Call {
        let number: Int
        let begun: Duration
        var tokens: Int
    }

    private static let minute = Duration.seconds(60)

    private let limits: RateLimits
    /// Those of the last minute in the order of their numbers, without a gap.
    private var calls: [Call] = []
    /// The sum over those calls.
    private var tokens = 0
    private var running: Set<Int> = []
    private var nextNumber = 0
    private var closedUntil = Duration.zero

    init(limits: RateLimits) { self.limits = limits }

    /// Asks to begin a call.
    ///
    /// - Parameters:
    ///   - tokens: How many it will use, as far as one can tell.
    ///   - now: The time.
    /// - Returns: Whether it may.
    mutating func begin(tokens: Int, at now: Duration) -> Verdict {
        forget(before: now)
        if let limit = limits.concurrent, running.count >= limit { return .busy }
        if now < closedUntil { return .wait(closedUntil - now) }
        if let limit = limits.requestsPerMinute, calls.count >= limit {
            return .wait(Self.minute - (now - calls[calls.count - limit].begun))
        }
        if let limit = limits.tokensPerMinute, let wait = wait(for: tokens, within: limit, at: now) {
            return .wait(wait)
        }
        nextNumber += 1
        calls.append(Call(number: nextNumber, begun: now, tokens: tokens))
        self.tokens += tokens
        running.insert(nextNumber)
        return .granted(nextNumber)
    }

    /// Takes note of a call's end.
    ///
    /// - Parameters:
    ///   - number: The call.
    ///   - used: What it used in truth, if that is known.
    mutating func end(_ number: Int, used: Int?) {
        running.remove(number)
        guard let used, let first = calls.first?.number, number >= first else { return }
        tokens += used - calls[number - first].tokens
        calls[number - first].tokens = used
    }

    /// Lets nothing begin for a while, as the provider asked of one of the calls.
    ///
    /// - Parameter moment: Until when.
    mutating func close(until moment: Duration) { closedUntil = max(closedUntil, moment) }

    private mutating func forget(before now: Duration) {
        let old = calls.prefix { now - $0.begun >= Self.minute }
        if old.isEmpty { return }
        tokens -= old.reduce(0) { $0 + $1.tokens }
        calls.removeFirst(old.count)
    }

    /// How long until enough calls are a minute old; a call above the limit itself waits for all others to be.
    private func wait(for tokens: Int, within limit: Int, at now: Duration) -> Duration? {
        var sum = self.tokens + min(tokens, limit)
        if sum <= limit { return nil }
        for call in calls {
            sum -= call.tokens
            if sum <= limit { return Self.minute - (now - call.begun) }
        }
        return nil
    }
}
