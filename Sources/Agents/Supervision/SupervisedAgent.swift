/// What the supervisor knows of one agent.
struct SupervisedAgent: Sendable {
    enum State: Sendable, Equatable {
        /// Waits for its turn.
        case queued
        case running
        /// Was told to end.
        case stopping(CancelReason, since: Duration)
    }

    let id: AgentID
    let parent: AgentID
    let depth: Int
    let priority: Int
    let timeout: Duration
    var state = State.queued
    var attempts = 0
    /// When the first attempt began.
    var start = Duration.zero
    var lastActivity = Duration.zero
    var lastHeartbeat = Duration.zero
    var tools = 0
    var isWarnedOfIdleness = false
    var isWarnedOfTime = false
    var isWarnedOfStopping = false
    var children: Set<AgentID> = []

    var isRunning: Bool { state == .running }
    var isStopping: Bool { if case .stopping = state { true } else { false } }

    mutating func begin(now: Duration) {
        state = .running
        if attempts == 0 { start = now }
        attempts += 1
        (lastActivity, lastHeartbeat, tools) = (now, now, 0)
        (isWarnedOfIdleness, isWarnedOfStopping) = (false, false)
    }

    mutating func note(_ activity: Activity, now: Duration) {
        lastActivity = now
        isWarnedOfIdleness = false
        switch activity {
        case .progress: break
        case .toolStarted: tools += 1
        case .toolEnded: tools = max(0, tools - 1)
        }
    }

    /// What the time has brought.
    mutating func tick(_ limits: SupervisionLimits, now: Duration) -> [SupervisionAction] {
        switch state {
        case .queued: []
        case .stopping(_, let since): stopping(since, limits, now: now)
        case .running: running(limits, now: now)
        }
    }

    private mutating func stopping(
        _ since: Duration,
        _ limits: SupervisionLimits,
        now: Duration
    ) -> [SupervisionAction] {
        guard !isWarnedOfStopping, now - since >= limits.stopGrace else { return [] }
        isWarnedOfStopping = true
        return [.warn(id, .doesNotStop)]
    }

    private mutating func running(_ limits: SupervisionLimits, now: Duration) -> [SupervisionAction] {
        var actions: [SupervisionAction] = []
        let idle = now - lastActivity
        let idleLimit = tools > 0 ? limits.toolTimeout : limits.idleTimeout
        if now - start >= timeout { return [.cancel(id, .timedOut)] }
        if idle >= idleLimit { return [.cancel(id, .stale)] }
        // A heartbeat without activity since the last would be a lie.
        if lastActivity > lastHeartbeat, now - lastHeartbeat >= limits.heartbeat {
            lastHeartbeat = now
            actions.append(.heartbeat(id))
        }
        if !isWarnedOfIdleness, idle >= idleLimit / 2 {
            isWarnedOfIdleness = true
            actions.append(.warn(id, .idle(idle)))
        }
        if !isWarnedOfTime, now - start >= timeout * 3 / 4 {
            isWarnedOfTime = true
            actions.append(.warn(id, .timeIsShort(left: timeout - (now - start))))
        }
        return actions
    }
}
