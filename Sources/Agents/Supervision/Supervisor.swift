public import Core
import Synchronization

/// Runs workers as structured tasks by the rules of supervision.
///
/// A worker never outlives the call that asked for it, and is told to end by the cancellation of its task, which reaches
/// its sockets, its processes and the workers below it. This is a lock around a state machine rather than an actor, so
/// that signs of life and orders can be given from where nothing can wait: a callback, a signal, a cancellation handler.
public final class Supervisor: Sendable {
    private struct State: Sendable {
        var rules: Supervision
        var mailboxes: [AgentID: SupervisorMailbox] = [:]
        /// What is still to be done and told.
        var untold = Outbox<Order>()
    }

    /// An action, with what gives the order to the task that it is for.
    private struct Order: Sendable {
        let action: SupervisionAction
        let call: SupervisorMailbox.Call?
    }

    /// How often the clock is looked at.
    private static let tickInterval = Duration.seconds(1)

    private let state: Mutex<State>
    private let timekeeper: Timekeeper
    private let observer: @Sendable (SupervisionAction) -> Void

    /// Creates a supervisor for the agents of one run.
    ///
    /// - Parameters:
    ///   - limits: What is allowed.
    ///   - timekeeper: The source of time.
    ///   - observer: Is told of every action, one at a time and in order; it must not wait.
    public init(
        limits: SupervisionLimits,
        timekeeper: Timekeeper = .system,
        observer: @escaping @Sendable (SupervisionAction) -> Void = { _ in }
    ) {
        state = Mutex(State(rules: Supervision(limits: limits)))
        self.timekeeper = timekeeper
        self.observer = observer
    }

    /// Watches the clock while something is done; outside of it nothing times out.
    ///
    /// - Parameter body: What is done, such as the whole run.
    /// - Returns: What the closure returns.
    /// - Throws: What the closure throws.
    public func supervise<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        async let _ = watchClock()
        return try await body()
    }

    /// Runs workers, as many at once as the limits allow, and waits for all.
    ///
    /// - Parameters:
    ///   - requests: The tasks; of one batch all are taken or none.
    ///   - work: Makes one attempt at the task with the given place in the batch.
    ///   - onEnd: Is handed each result as its worker ends, several at a time if they end so: what waits for the disk
    ///     must not do so a thousand times in a row.
    /// - Returns: The results in the order of the requests.
    /// - Throws: `SpawnRefusal` if a limit forbids some; then none was begun.
    public func run<Output: Sendable>(
        _ requests: [SpawnRequest],
        work: @escaping @Sendable (Int, Attempt<Output>) async throws -> AttemptResult<Output>,
        onEnd: @escaping @Sendable (Int, SupervisedResult<Output>) async -> Void = { _, _ in }
    ) async throws(SpawnRefusal) -> [SupervisedResult<Output>] {
        let agents = try spawn(requests)
        return await withTaskGroup { group in
            for (index, agent) in agents.enumerated() {
                group.addTask {
                    let result = await self.follow(agent) { try await work(index, $0) }
                    await onEnd(index, result)
                    return (index, result)
                }
            }
            var results: [Int: SupervisedResult<Output>] = [:]
            for await (index, result) in group { results[index] = result }
            return agents.indices.compactMap { results[$0] }
        }
    }

    /// Takes a sign of life.
    ///
    /// - Parameters:
    ///   - activity: The sign.
    ///   - agent: Whose; an agent that has ended is no error.
    public func note(_ activity: Activity, of agent: AgentID) {
        state.withLock { $0.rules.note(activity, of: agent, now: timekeeper.now()) }
    }

    /// Ends an agent and all below it; the top stands for all.
    ///
    /// - Parameters:
    ///   - agent: Who; an agent that has ended is no error.
    ///   - reason: Why.
    public func cancel(_ agent: AgentID, because reason: CancelReason = .interrupted) {
        update { $0.cancel(agent, because: reason, now: timekeeper.now()) }
    }

    /// Lets no new agent begin; those that work go on.
    public func pause() { state.withLock { $0.rules.pause() } }

    /// Lets those that waited begin.
    public func resume() { update { $0.resume(now: timekeeper.now()) } }

    /// Looks at the clock; `supervise` does so by itself.
    public func tick() { update { $0.tick(now: timekeeper.now()) } }

    // MARK: - One worker

    private func follow<Output: Sendable>(
        _ agent: AgentID,
        _ work: @escaping @Sendable (Attempt<Output>) async throws -> AttemptResult<Output>
    ) async -> SupervisedResult<Output> {
        let kept = KeptOutput<Output>()
        await withTaskCancellationHandler {
            guard let starts = state.withLock({ $0.mailboxes[agent]?.starts }) else { return }
            for await start in starts {
                let attempt = Attempt(agent: agent, start: start, supervisor: self, kept: kept)
                let result = await Self.run(attempt, until: start.untilCancelled, work)
                if let output = result.output { kept.keep(output) }
                update { $0.end(agent, result.end, now: timekeeper.now()) }
            }
        } onCancel: {
            cancel(agent, because: .parentEnded)
        }
        return SupervisedResult(report: takeReport(of: agent), output: kept.latest)
    }

    /// Makes an attempt, and cancels its task when the supervisor says so.
    private static func run<Output: Sendable>(
        _ attempt: Attempt<Output>,
        until cancelled: AsyncStream<Never>,
        _ work: @escaping @Sendable (Attempt<Output>) async throws -> AttemptResult<Output>
    ) async -> AttemptResult<Output> {
        await withTaskGroup(of: AttemptResult<Output>?.self) { group in
            group.addTask {
                do {
                    return try await work(attempt)
                } catch is CancellationError {
                    return AttemptResult(.cancelled)
                } catch {
                    return AttemptResult(.failure("\(error)", mayRestart: true))
                }
            }
            group.addTask {
                for await _ in cancelled {}
                return nil
            }
            var result: AttemptResult<Output>?
            // Whoever ends first, the other has nothing left to do.
            for await ended in group {
                result = result ?? ended
                group.cancelAll()
            }
            return result ?? AttemptResult(.cancelled)
        }
    }

    /// The report of a worker that is over; one whose task was cancelled before its start is ended here.
    private func takeReport(of agent: AgentID) -> SupervisionReport {
        while true {
            let report = state.withLock { state -> SupervisionReport? in
                guard let report = state.mailboxes[agent]?.report else { return nil }
                state.mailboxes[agent] = nil
                return report
            }
            if let report { return report }
            update { $0.end(agent, .cancelled, now: timekeeper.now()) }
        }
    }

    // MARK: - The state machine

    private func spawn(_ requests: [SpawnRequest]) throws(SpawnRefusal) -> [AgentID] {
        var agents: [AgentID] = []
        var refusal: SpawnRefusal?
        update { rules, mailboxes in
            let now = timekeeper.now()
            var actions: [SupervisionAction] = []
            do throws(SpawnRefusal) {
                for request in requests {
                    let (agent, more) = try rules.spawn(request, now: now)
                    agents.append(agent)
                    mailboxes[agent] = SupervisorMailbox()
                    actions.append(.spawn(agent, request))
                    actions += more
                }
                return actions
            } catch {
                // Nobody has been told of the others yet: they are as if they had never been.
                for agent in agents { _ = rules.cancel(agent, now: now) + rules.end(agent, .cancelled, now: now) }
                for agent in agents { mailboxes[agent] = nil }
                refusal = error
                return []
            }
        }
        if let refusal { throw refusal }
        return agents
    }

    private func update(_ change: (inout Supervision) -> [SupervisionAction]) {
        update { rules, _ in change(&rules) }
    }

    /// Changes the state, and sees that what follows from it is done and told.
    private func update(
        _ change: (inout Supervision, inout [AgentID: SupervisorMailbox]) -> [SupervisionAction]
    ) {
        let mustTell = state.withLock { state in
            let orders = change(&state.rules, &state.mailboxes).map { action in
                Order(action: action, call: state.mailboxes[action.agent]?.take(action))
            }
            return state.untold.add(orders)
        }
        // Outside of the lock: a task that is cancelled at this moment waits for it, and an observer may give orders.
        while mustTell, let orders = state.withLock({ $0.untold.take() }) {
            for order in orders {
                order.call?()
                observer(order.action)
            }
        }
    }

    private func watchClock() async {
        while !Task.isCancelled {
            // The only error is the cancellation at the end of what is watched.
            do { try await timekeeper.sleep(Self.tickInterval) } catch { return }
            tick()
        }
    }
}
