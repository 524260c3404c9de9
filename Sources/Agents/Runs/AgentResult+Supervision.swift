extension AgentResult {
    /// What the supervisor is told of an attempt that ended so.
    var attemptEnd: AttemptEnd {
        if exitReason == .cancelled { return .cancelled }
        switch outcome {
        case .success: return .success
        case .partial: return .partial(reasonInWords)
        case .failure: return .failure(reasonInWords, mayRestart: exitReason.mayPass)
        }
    }

    /// Why it ended, for a person or a model.
    var reasonInWords: String { error.map { "\(exitReason.rawValue): \($0)" } ?? exitReason.rawValue }

    /// The result of a supervised task, with the reason that only the supervisor knows.
    init(_ supervised: SupervisedResult<AgentResult>, of task: AgentTask) {
        let nothing = AgentResult(taskID: task.id, exitReason: .notStarted, error: "the task was never begun")
        self = supervised.output ?? nothing
        taskID = task.id
        switch supervised.report.outcome {
        case .cancelled(let reason):
            exitReason = reason.exitReason
            error = reason.words
        case .failure(let message) where supervised.output == nil:
            exitReason = .internalError
            error = message
        case .success, .partial, .failure: break
        }
    }
}

extension ExitReason {
    /// Whether another attempt with a fresh context may do better.
    fileprivate var mayPass: Bool {
        switch self {
        // A provider that cannot be reached was asked again and again before the agent gave up.
        case .emptyAnswer, .errorAnswer, .invalidOutput, .unusableAnswer, .loopDetected, .internalError, .killed:
            true
        default: false
        }
    }
}

extension CancelReason {
    fileprivate var exitReason: ExitReason {
        switch self {
        case .interrupted, .parentEnded: .cancelled
        case .timedOut: .timedOut
        case .stale: .stale
        }
    }

    fileprivate var words: String {
        switch self {
        case .interrupted: "somebody called it off"
        case .parentEnded: "the agent that handed it out has ended"
        case .timedOut: "it took longer than delegation.child_timeout_seconds allows"
        case .stale: "it showed no activity for too long"
        }
    }
}

extension RunEvent.Kind {
    /// The end of an agent.
    init(_ result: AgentResult) {
        let reason = result.exitReason == .finished ? nil : result.reasonInWords
        self =
            switch (result.status, result.outcome) {
            case (.cancelled, _): .ended(.cancelled, reason: reason)
            case (_, .success): .ended(.completed, reason: reason)
            case (_, .partial): .ended(.partial, reason: reason)
            case (_, .failure): .ended(.failed, reason: reason)
            }
    }
}
