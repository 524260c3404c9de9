public import Core

/// Something that happened in a run.
public struct RunEvent: Sendable, Equatable {
    /// How an agent's work ended.
    public enum Outcome: String, Sendable {
        /// With what was asked for.
        case completed
        /// With a part of it.
        case partial
        /// With an error.
        case failed
        /// It was told to end.
        case cancelled
    }

    /// What happened.
    public enum Kind: Sendable, Equatable {
        /// An agent was given a task; it may have to wait for its turn.
        case spawned(parent: AgentID?, role: String, task: String)
        /// An attempt began.
        case started(attempt: Int)
        /// An attempt failed, and the next one began.
        case restarted(attempt: Int, lastError: String)
        /// A turn was made; tokens and cost are all that the agent used so far.
        case progress(iteration: Int, limit: Int?, tokens: Int, dollars: Double?)
        /// A tool began.
        case toolStarted(call: String, tool: String)
        /// A tool ended, with an error if there is one.
        case toolCompleted(call: String, tool: String, milliseconds: Int, error: String?)
        /// It was decided whether a tool may be used.
        case decided(tool: String, kind: ToolAccess, isApproved: Bool, source: ApprovalDecision.Source)
        /// Something that a person may want to know, such as a budget that runs out.
        case warned(String)
        /// Something that was done without being asked for, such as a skill that was injected; a code and words.
        case noted(code: String, text: String)
        /// The agent's work is over.
        case ended(Outcome, reason: String?)
        /// No new agent begins to work.
        case paused
        /// New agents begin to work again.
        case resumed
    }

    /// Counts from one within the run, without gaps.
    public let sequence: Int
    /// When.
    public let time: Timestamp
    /// To whom; the agent at the top for what concerns all.
    public let agent: AgentID
    /// What.
    public let kind: Kind

    /// Creates an event.
    ///
    /// - Parameters:
    ///   - sequence: Its place in the run.
    ///   - time: When.
    ///   - agent: To whom.
    ///   - kind: What.
    public init(sequence: Int, time: Timestamp, agent: AgentID, kind: Kind) {
        self.sequence = sequence
        self.time = time
        self.agent = agent
        self.kind = kind
    }
}

extension RunEvent.Kind {
    /// Creates the event of a supervisor's action.
    ///
    /// - Parameter action: The action; orders and heartbeats are no events, what comes of them is.
    public init?(_ action: SupervisionAction) {
        switch action {
        case .spawn(_, let request):
            self = .spawned(parent: request.parent, role: request.role, task: request.task)
        case .start: self = .started(attempt: 1)
        case .restart(_, let attempt, let error): self = .restarted(attempt: attempt, lastError: error)
        case .warn(_, let warning): self = .warned(warning.words)
        case .report(let report): self = .ended(of: report.outcome)
        case .cancel, .heartbeat: return nil
        }
    }

    private static func ended(of outcome: SupervisionReport.Outcome) -> Self {
        switch outcome {
        case .success: .ended(.completed, reason: nil)
        case .partial(let reason): .ended(.partial, reason: reason)
        case .failure(let error): .ended(.failed, reason: error)
        case .cancelled(let reason): .ended(.cancelled, reason: reason.rawValue)
        }
    }

    /// The event with each text of it put through a filter.
    func mapTexts(_ change: (String) -> String) -> Self {
        switch self {
        case .spawned(let parent, let role, let task): .spawned(parent: parent, role: change(role), task: change(task))
        case .restarted(let attempt, let error): .restarted(attempt: attempt, lastError: change(error))
        case .toolStarted(let call, let tool): .toolStarted(call: change(call), tool: change(tool))
        case .toolCompleted(let call, let tool, let time, let error):
            .toolCompleted(call: change(call), tool: change(tool), milliseconds: time, error: error.map(change))
        case .decided(let tool, let kind, let isApproved, let source):
            .decided(tool: change(tool), kind: kind, isApproved: isApproved, source: source)
        case .warned(let text): .warned(change(text))
        case .noted(let code, let text): .noted(code: change(code), text: change(text))
        case .ended(let outcome, let reason): .ended(outcome, reason: reason.map(change))
        case .started, .progress, .paused, .resumed: self
        }
    }
}

extension SupervisionWarning {
    /// The warning in words.
    public var words: String {
        switch self {
        case .idle(let time): "no activity for \(time.components.seconds) s"
        case .timeIsShort(let left): "\(left.components.seconds) s of its time are left"
        case .doesNotStop: "it was told to end and has not"
        case .tooManyRestarts: "it is not started again: too many restarts"
        }
    }
}
