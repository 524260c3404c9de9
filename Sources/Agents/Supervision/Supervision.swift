/// The rules of supervision for all agents of a run, as a state machine that does nothing itself.
///
/// Each agent has one parent, and may have children as deep as the limits allow. As in Erlang/OTP a child that fails is
/// started again alone (one for one), within a restart intensity that counts for all children of one parent; beyond it
/// the failure stands, and its siblings work on.
public struct Supervision: Sendable {
    /// What is allowed.
    public let limits: SupervisionLimits
    /// Whether no new agent begins to work.
    public private(set) var isPaused = false

    private var agents: [AgentID: SupervisedAgent] = [:]
    private var queue = SpawnQueue()
    private var childrenOfTop: Set<AgentID> = []
    private var working: [AgentID: Int] = [:]
    private var restarts: [AgentID: [Duration]] = [:]
    private var lastNumber = 0

    /// Creates the state before the first request.
    ///
    /// - Parameter limits: What is allowed.
    public init(limits: SupervisionLimits) { self.limits = limits }

    /// The agents that work or wait.
    public var agentCount: Int { agents.count }

    /// How many children of a parent work.
    ///
    /// - Parameter parent: The parent.
    /// - Returns: The number, those included that were told to end and have not.
    public func workingChildren(of parent: AgentID) -> Int { working[parent, default: 0] }

    /// Takes a task.
    ///
    /// - Parameters:
    ///   - request: Who asks, and how urgent it is.
    ///   - now: The time.
    /// - Returns: The agent's name, and what is to be done.
    /// - Throws: `SpawnRefusal` if a limit forbids it.
    public mutating func spawn(
        _ request: SpawnRequest,
        now: Duration
    ) throws(SpawnRefusal) -> (AgentID, [SupervisionAction]) {
        let depth = try admit(request)
        lastNumber += 1
        let id = AgentID(lastNumber)
        agents[id] = SupervisedAgent(
            id: id,
            parent: request.parent,
            depth: depth,
            priority: request.priority,
            timeout: max(SupervisionLimits.leastTimeout, request.timeout ?? limits.childTimeout)
        )
        adopt(id, by: request.parent)
        queue.add(id, parent: request.parent, priority: request.priority)
        return (id, startWaiting(of: request.parent, now: now))
    }

    /// Takes a sign of life; it counts for all agents above too, which wait for this one.
    ///
    /// - Parameters:
    ///   - activity: The sign.
    ///   - id: Whose; an agent that has ended is no error.
    ///   - now: The time.
    public mutating func note(_ activity: Activity, of id: AgentID, now: Duration) {
        agents[id]?.note(activity, now: now)
        var next = agents[id]?.parent
        while let above = next, agents[above] != nil {
            agents[above]?.note(.progress, now: now)
            next = agents[above]?.parent
        }
    }

    /// Takes the end of an attempt.
    ///
    /// - Parameters:
    ///   - id: Whose; an agent that has ended is no error.
    ///   - end: How it ended.
    ///   - now: The time.
    /// - Returns: What is to be done: a restart or a report, and the start of those that waited.
    public mutating func end(_ id: AgentID, _ end: AttemptEnd, now: Duration) -> [SupervisionAction] {
        guard let agent = agents[id] else { return [] }
        var actions = agent.children.sorted().flatMap { cancel($0, because: .parentEnded, now: now) }
        if let error = restartableError(of: agent, end) {
            if mayRestart(agent, now: now) {
                restarts[agent.parent, default: []].append(now)
                agents[id]?.begin(now: now)
                return actions + [.restart(id, attempt: agent.attempts + 1, lastError: error)]
            }
            actions.append(.warn(id, .tooManyRestarts))
        }
        return actions + finish(agent, outcome(of: agent, end), now: now)
    }

    /// Takes the time.
    ///
    /// - Parameter now: The time.
    /// - Returns: What is to be done.
    public mutating func tick(now: Duration) -> [SupervisionAction] {
        var actions: [SupervisionAction] = []
        for id in agents.keys.sorted() {
            let news = agents[id]?.tick(limits, now: now) ?? []
            for action in news {
                if case .cancel(_, let reason) = action {
                    actions += cancel(id, because: reason, now: now)
                } else {
                    actions.append(action)
                }
            }
        }
        return actions
    }

    /// Lets no new agent begin; those that work go on.
    public mutating func pause() { isPaused = true }

    /// Lets those that waited begin.
    ///
    /// - Parameter now: The time.
    /// - Returns: What is to be done.
    public mutating func resume(now: Duration) -> [SupervisionAction] {
        isPaused = false
        return queue.parents.flatMap { startWaiting(of: $0, now: now) }
    }

    /// Ends an agent and all below it; the top stands for all.
    ///
    /// - Parameters:
    ///   - id: Who; an agent that has ended is no error.
    ///   - reason: Why.
    ///   - now: The time.
    /// - Returns: What is to be done.
    public mutating func cancel(
        _ id: AgentID,
        because reason: CancelReason = .interrupted,
        now: Duration
    ) -> [SupervisionAction] {
        guard id != .top else { return childrenOfTop.sorted().flatMap { cancel($0, because: reason, now: now) } }
        guard let agent = agents[id] else { return [] }
        if case .stopping(.stale, let since) = agent.state, reason != .stale {
            // Who is stale may be restarted, but not who is also told to end.
            agents[id]?.state = .stopping(reason, since: since)
        }
        if agent.isStopping { return [] }
        // Those below first, so that none of them is seen to fail because its parent has gone.
        let below: CancelReason = reason == .interrupted ? .interrupted : .parentEnded
        let actions = agent.children.sorted().flatMap { cancel($0, because: below, now: now) }
        guard agent.isRunning else { return actions + finish(agent, .cancelled(reason), now: now) }
        agents[id]?.state = .stopping(reason, since: now)
        return actions + [.cancel(id, reason)]
    }

    // MARK: - Rules

    /// The depth that a new child would have.
    private func admit(_ request: SpawnRequest) throws(SpawnRefusal) -> Int {
        let parent = agents[request.parent]
        guard request.parent == .top || parent?.isRunning == true else {
            throw SpawnRefusal(
                code: .parentEnded,
                message: "\(request.parent) is about to end and can delegate no more"
            )
        }
        let depth = (parent?.depth ?? 0) + 1
        guard depth <= limits.maxSpawnDepth else {
            throw SpawnRefusal(
                code: .depth,
                message:
                    "agents may be \(limits.maxSpawnDepth) deep (delegation.max_spawn_depth): do this task yourself"
            )
        }
        guard (parent?.children ?? childrenOfTop).count < limits.maxChildren else {
            throw SpawnRefusal(
                code: .width,
                message: "one agent may have \(limits.maxChildren) children at a time: wait for some to end"
            )
        }
        return depth
    }

    private func restartableError(of agent: SupervisedAgent, _ end: AttemptEnd) -> String? {
        switch (agent.state, end) {
        case (.stopping(.stale, _), .failure), (.stopping(.stale, _), .cancelled):
            "the last attempt showed no activity and was cancelled"
        case (.running, .failure(let error, mayRestart: true)): error
        default: nil
        }
    }

    private mutating func mayRestart(_ agent: SupervisedAgent, now: Duration) -> Bool {
        restarts[agent.parent]?.removeAll { now - $0 >= limits.restartWindow }
        // What is stopping together with its parent must not come back, nor what has no time left.
        let isParentUp = agent.parent == .top || agents[agent.parent]?.isRunning == true
        return isParentUp && now - agent.start < agent.timeout && agent.attempts <= limits.maxRestarts
            && restarts[agent.parent, default: []].count < limits.maxRestarts
    }

    private func outcome(of agent: SupervisedAgent, _ end: AttemptEnd) -> SupervisionReport.Outcome {
        switch (agent.state, end) {
        // What was finished while the order to end was on its way is finished.
        case (_, .success): .success
        case (.stopping(let reason, _), _): .cancelled(reason)
        case (_, .partial(let reason)): .partial(reason)
        case (_, .failure(let error, _)): .failure(error)
        case (_, .cancelled): .cancelled(.interrupted)
        }
    }

    // MARK: - Bookkeeping

    private mutating func adopt(_ id: AgentID, by parent: AgentID) {
        if parent == .top { childrenOfTop.insert(id) } else { agents[parent]?.children.insert(id) }
    }

    private mutating func finish(
        _ agent: SupervisedAgent,
        _ outcome: SupervisionReport.Outcome,
        now: Duration
    ) -> [SupervisionAction] {
        agents[agent.id] = nil
        working[agent.id] = nil
        restarts[agent.id] = nil
        if agent.parent == .top {
            childrenOfTop.remove(agent.id)
        } else {
            agents[agent.parent]?.children.remove(agent.id)
        }
        queue.drop(agent.id)
        // One that waited stays in the queue, and is passed over when its turn comes.
        if agent.state != .queued, let count = working[agent.parent] { working[agent.parent] = count - 1 }
        let time = agent.attempts == 0 ? .zero : now - agent.start
        let report = SupervisionReport(agent: agent.id, outcome: outcome, attempts: agent.attempts, time: time)
        return [.report(report)] + startWaiting(of: agent.parent, now: now)
    }

    private mutating func startWaiting(of parent: AgentID, now: Duration) -> [SupervisionAction] {
        var actions: [SupervisionAction] = []
        while !isPaused, working[parent, default: 0] < limits.maxConcurrentChildren,
            parent == .top || agents[parent]?.isRunning == true, let id = queue.takeFirst(of: parent)
        {
            guard agents[id] != nil else { continue }
            agents[id]?.begin(now: now)
            working[parent, default: 0] += 1
            actions.append(.start(id))
        }
        return actions
    }
}
