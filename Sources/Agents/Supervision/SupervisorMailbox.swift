/// What the supervisor has to say to the task that runs one agent.
struct SupervisorMailbox: Sendable {
    /// The order to begin an attempt.
    struct Start: Sendable {
        let attempt: Int
        let lastError: String?
        /// Ends when the attempt is to end.
        let untilCancelled: AsyncStream<Never>
    }

    /// The orders to begin; it ends with the report.
    let starts: AsyncStream<Start>
    private(set) var report: SupervisionReport?
    private let orders: AsyncStream<Start>.Continuation
    private var cancellation: AsyncStream<Never>.Continuation?

    init() { (starts, orders) = AsyncStream.makeStream() }

    /// Puts an action of the state machine in.
    mutating func take(_ action: SupervisionAction) {
        switch action {
        case .start: begin(attempt: 1, lastError: nil)
        case .restart(_, let attempt, let error): begin(attempt: attempt, lastError: error)
        case .cancel: cancellation?.finish()
        case .report(let report):
            self.report = report
            orders.finish()
        case .spawn, .heartbeat, .warn: break
        }
    }

    private mutating func begin(attempt: Int, lastError: String?) {
        let (untilCancelled, cancellation) = AsyncStream<Never>.makeStream()
        self.cancellation = cancellation
        orders.yield(Start(attempt: attempt, lastError: lastError, untilCancelled: untilCancelled))
    }
}
