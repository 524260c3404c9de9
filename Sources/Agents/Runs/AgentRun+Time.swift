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

    /// What is told of an agent whose role gives it no more time.
    private static func roleTimeIsOver(_ limit: Duration) -> String {
        "the time of \(limit.components.seconds) s is over; raise it under budgets of its role"
    }

    /// Has an agent work for as long as its role allows, if that says something of time.
    ///
    /// - Parameters:
    ///   - agent: The agent.
    ///   - limit: What its role allows.
    ///   - budget: What it may use, which knows since when.
    /// - Returns: What became of its task.
    func work(of agent: Agent, upTo limit: Duration?, in budget: Budget) async -> AgentResult {
        guard let limit else { return await agent.run() }
        var (result, isLate) = await withinTime(of: budget) { await agent.run() }
        // Of the time of the run others tell.
        if isLate, result.exitReason == .cancelled, self.budget.timeLeft.map({ $0 > .zero }) ?? true {
            result.exitReason = .budgetExhausted
            result.error = Self.roleTimeIsOver(limit)
        }
        return result
    }

    /// Does something, and calls it off when a budget's time is over.
    ///
    /// - Parameters:
    ///   - budget: The budget; that of the run if nothing is told.
    ///   - body: What is done; it ends soon once its task is cancelled.
    /// - Returns: What the closure returns, and whether it was called off.
    func withinTime<Value: Sendable>(
        of budget: Budget? = nil,
        _ body: @escaping @Sendable () async -> Value
    ) async -> (value: Value, isLate: Bool) {
        guard let left = (budget ?? self.budget).timeLeft else { return (await body(), false) }
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
