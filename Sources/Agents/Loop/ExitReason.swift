public import LanguageModels

/// Why an agent ended.
public enum ExitReason: String, Sendable, CaseIterable {
    /// The model gave its final answer.
    case finished
    /// All iterations were used.
    case iterationLimit = "iteration_limit"
    /// A budget of tokens, cost, calls or time was used up.
    case budgetExhausted = "budget_exhausted"
    /// The conversation does not fit the model's context, whatever is left out.
    case contextFull = "context_full"
    /// The same call gave the same result over and over.
    case loopDetected = "loop_detected"
    /// The final answer reached its limit of tokens.
    case answerCutOff = "answer_cut_off"
    /// The model gave no text, though it was asked again.
    case emptyAnswer = "empty_answer"
    /// The final answer is the text of an error.
    case errorAnswer = "error_answer"
    /// The final answer has not the form that was asked for.
    case invalidOutput = "invalid_output"
    /// The model gave unusable answers, such as calls of tools that do not exist.
    case unusableAnswer = "unusable_answer"
    /// The model or its provider declined.
    case refused
    /// The key is missing or wrong.
    case unauthorized
    /// The account has no money left.
    case quotaExhausted = "quota_exhausted"
    /// The provider kept asking to wait.
    case rateLimited = "rate_limited"
    /// The provider does not know the model.
    case modelNotFound = "model_not_found"
    /// The provider refused the request as it was.
    case invalidRequest = "invalid_request"
    /// The provider could not be reached, or failed.
    case providerUnavailable = "provider_unavailable"
    /// No recording answers the request.
    case notRecorded = "not_recorded"
    /// The agent took longer than it may.
    case timedOut = "timed_out"
    /// The agent showed no activity for too long.
    case stale
    /// Somebody called it off.
    case cancelled
    /// Its process or task ended from outside.
    case killed
    /// It was not started: depth, width or a pause forbids it, or its role or tools do not exist.
    case notStarted = "not_started"
    /// A fault of this program.
    case internalError = "internal_error"

    /// The reason that a model's error stands for.
    ///
    /// - Parameter error: The error.
    public init(_ error: ModelError) {
        self =
            switch error.code {
            case .contextTooLong: .contextFull
            case .rateLimited: .rateLimited
            case .quotaExhausted: .quotaExhausted
            case .unauthorized: .unauthorized
            case .modelNotFound: .modelNotFound
            case .invalidRequest: .invalidRequest
            case .refused: .refused
            case .unusableAnswer: .unusableAnswer
            case .notRecorded: .notRecorded
            case .overloaded, .unreachable, .unavailable, .timedOut, .droppedStream, .badResponse: .providerUnavailable
            }
    }

    /// Whether what was written until then is worth something.
    ///
    /// An answer that is an error, or not in the form that its reader relies on, is not.
    var keepsOutput: Bool {
        switch self {
        case .emptyAnswer, .errorAnswer, .invalidOutput, .refused, .notStarted: false
        default: true
        }
    }
}

/// What an agent achieved.
public enum Outcome: String, Sendable {
    /// The task is done.
    case success
    /// Some of it is done.
    case partial
    /// Nothing of use came of it.
    case failure
}

extension ModelError {
    /// Whether the provider did not take the request, so that nothing is billed.
    var isUnbilled: Bool {
        switch code {
        case .rateLimited, .quotaExhausted, .unauthorized, .modelNotFound, .invalidRequest, .contextTooLong,
            .overloaded, .unreachable, .notRecorded:
            true
        default: false
        }
    }
}
