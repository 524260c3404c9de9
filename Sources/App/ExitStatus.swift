import Agents

/// How a command ended, as the shell sees it.
enum ExitStatus: Int32, CaseIterable, Sendable {
    case done = 0
    case failure = 1
    case usage = 2
    case citationsFailed = 3
    case configuration = 4
    case unavailable = 5
    case limit = 124
    case interrupted = 130

    /// What it means, for help.
    var meaning: String {
        switch self {
        case .done: "done"
        case .failure: "failure"
        case .usage: "wrong usage"
        case .citationsFailed: "done, but citations failed (verify, and report --strict)"
        case .configuration: "wrong configuration or credentials"
        case .unavailable: "no provider could be reached"
        case .limit: "a limit was reached; what there is was written"
        case .interrupted: "interrupted; what was found is on the board"
        }
    }
}

extension ExitStatus {
    /// How a command ends for which a model or its provider could do no more.
    ///
    /// What the user can put right is a matter of configuration; what only time or another provider can is not.
    init(failedBecause reason: ExitReason?) {
        switch reason {
        case .unauthorized, .modelNotFound, .invalidRequest: self = .configuration
        case .providerUnavailable, .rateLimited, .quotaExhausted: self = .unavailable
        default: self = .failure
        }
    }
}
