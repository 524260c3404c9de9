import Core

extension AgentRun {
    private enum Moment<Value: Sendable>: Sendable {
        case ended(Value)
        case timeIsOver
        /// The clock was no longer needed.
        case idle
    }

    /// What a user is told when the run's time is over.
    var timeIsOver: String {
        let seconds = settings.budget.time?.components.seconds ?? 0
        return "the time of \(seconds) s is over; raise --max-time or budget.seconds"
    }

    /// Does something, and calls it off when the run's time is over.
    ///
    /// - Parameter body: What is done; it ends soon once its task is cancelled.
    /// - Returns: What the closure returns, and whether it was called off.
    func withinTime<Value: Sendable>(
        _ body: @escaping @Sendable () async -> Value
    ) async -> (value: Value, isLate: Bool) {
        guard let left = budget.timeLeft else { return (await body(), false) }
        return await withTaskGroup(of: Moment<Value>.self) { group in
            group.addTask { .ended(await body()) }
            group.addTask { [timekeeper] in
                // Its only error is the cancellation, after which the work ends by itself.
                do { try await timekeeper.sleep(left) } catch { return .idle }
                return .timeIsOver
            }
            var isLate = false
            while let moment = await group.next() {
                switch moment {
                case .ended(let value):
                    group.cancelAll()
                    return (value, isLate)
                case .timeIsOver:
                    isLate = true
                    group.cancelAll()
                case .idle: break
                }
            }
            // Nothing but an end leaves the loop while there is something to wait for.
            return (await body(), isLate)
        }
    }
}
