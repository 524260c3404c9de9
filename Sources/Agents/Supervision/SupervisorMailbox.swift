/// What the supervisor has to say to the task that runs one agent.
struct SupervisorMailbox: Sendable {
    /// Gives an order.
    typealias Call = @Sendable () -> Void

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

    /// Takes note of an action of the state machine.
    ///
    /// - Returns: The call that gives the order to the task; to be made without any lock, as it wakes the task.
    mutating func take(_ action: SupervisionAction) -> Call? {
        switch action {
        case .start: return begin(attempt: 1, lastError: nil)
        case .restart(_, let attempt, let error): return begin(attempt: attempt, lastError: error)
        case .cancel: return { [cancellation] in cancellation?.finish() }
        case .report(let report):
            self.report = report
            return { [orders] in orders.finish() }
        case .spawn, .heartbeat, .warn: return nil
        }
    }

    private mutating func begin(attempt: Int, lastError: String?) -> Call {
        let (untilCancelled, cancellation) = AsyncStream<Never>.makeStream()
        self.cancellation = cancellation
        let start = Start(attempt: attempt, lastError: lastError, untilCancelled: untilCancelled)
        return { [orders] in orders.yield(start) }
    }
}
