public import Core
import Synchronization

/// Keeps all calls of this process to one provider within its limits, in the order in which they came.
public final class RateLimiter: Sendable {
    /// A call that may run; giving it up ends it.
    public final class Permit: Sendable {
        private let limiter: RateLimiter
        private let number: Int
        private let used = Mutex<Int?>(nil)

        fileprivate init(limiter: RateLimiter, number: Int) {
            self.limiter = limiter
            self.number = number
        }

        deinit { limiter.end(number, used: used.withLock { $0 }) }

        /// Corrects the estimate once it is known what the call used.
        ///
        /// - Parameter tokens: All tokens of the call.
        public func record(used tokens: Int) { used.withLock { $0 = tokens } }
    }

    private struct State {
        var window: RateWindow
        /// Those that wait, by their tickets, each with what wakes it.
        var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
        var lastTicket = 0
        /// The ticket of the one whose turn it is; all before have left.
        var turn = 1

        /// Those that left in the middle are passed over.
        mutating func advance() { while turn <= lastTicket, waiting[turn] == nil { turn += 1 } }
    }

    private let state: Mutex<State>
    private let time: Timekeeper

    /// Creates a limiter.
    ///
    /// - Parameters:
    ///   - limits: What the provider allows.
    ///   - time: The clock.
    public init(limits: RateLimits, time: Timekeeper = .system) {
        state = Mutex(State(window: RateWindow(limits: limits)))
        self.time = time
    }

    /// Waits until a call may begin.
    ///
    /// - Parameter tokens: How many it will use, as far as one can tell.
    /// - Returns: The permit, to be held while the call runs.
    /// - Throws: `CancellationError`.
    public func permit(tokens: Int) async throws -> Permit {
        let (signals, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let ticket = state.withLock { state in
            state.lastTicket += 1
            state.waiting[state.lastTicket] = wake
            return state.lastTicket
        }
        defer { leave(ticket) }
        var iterator = signals.makeAsyncIterator()
        while true {
            try Task.checkCancellation()
            switch begin(ticket, tokens: tokens) {
            case .granted(let number): return Permit(limiter: self, number: number)
            case .wait(let wait): try await time.sleep(wait)
            case .busy: await iterator.next()
            }
        }
    }

    /// Lets nothing begin for a while.
    ///
    /// - Parameter wait: For how long.
    public func close(for wait: Duration) {
        let moment = time.now() + wait
        state.withLock { $0.window.close(until: moment) }
    }

    private func begin(_ ticket: Int, tokens: Int) -> RateWindow.Verdict {
        let now = time.now()
        return state.withLock { state in
            guard state.turn == ticket else { return .busy }
            return state.window.begin(tokens: tokens, at: now)
        }
    }

    private func leave(_ ticket: Int) {
        state.withLock { state in
            state.waiting[ticket] = nil
            state.advance()
        }
        wakeNext()
    }

    private func end(_ number: Int, used: Int?) {
        state.withLock { $0.window.end(number, used: used) }
        wakeNext()
    }

    /// Wakes outside the lock: what runs then may come back here.
    private func wakeNext() { state.withLock { $0.waiting[$0.turn] }?.yield() }
}
