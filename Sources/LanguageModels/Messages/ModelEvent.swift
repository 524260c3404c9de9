/// One step of an answer as it arrives.
public enum ModelEvent: Sendable, Equatable {
    /// A model began to answer.
    case started(ModelIdentity)
    /// More text.
    case text(String)
    /// More of the reasoning.
    case reasoning(String)
    /// The end of a piece of reasoning, with what the provider wants back.
    case reasoningState(ProviderState)
    /// More of a tool call.
    case toolCall(ToolCallDelta)
    /// What the answer has used so far; each figure replaces the one before.
    case usage(Usage)
    /// Why the answer ended.
    case stop(StopReason)
    /// The answer so far is void and another attempt follows.
    case retry(RetryNotice)
}

/// Who answers.
public struct ModelIdentity: Sendable, Hashable, CustomStringConvertible {
    /// The provider's name in the configuration.
    public let provider: String
    /// The model's name at the provider.
    public let model: String

    /// Creates an identity.
    ///
    /// - Parameters:
    ///   - provider: The provider's name in the configuration.
    ///   - model: The model's name at the provider.
    public init(provider: String, model: String) {
        self.provider = provider
        self.model = model
    }

    /// Both names with a slash between.
    public var description: String { "\(provider)/\(model)" }
}

/// More of a tool call.
public struct ToolCallDelta: Sendable, Equatable {
    /// Which call of the answer.
    public let index: Int
    /// Its identifier, once known.
    public let id: String?
    /// Its tool, once known.
    public let name: String?
    /// The next piece of its arguments.
    public let arguments: String
    /// What the provider wants back with the call.
    public let state: ProviderState?

    /// Creates a piece of a call.
    ///
    /// - Parameters:
    ///   - index: Which call of the answer.
    ///   - id: Its identifier, once known.
    ///   - name: Its tool, once known.
    ///   - arguments: The next piece of its arguments.
    ///   - state: What the provider wants back with the call.
    public init(
        index: Int,
        id: String? = nil,
        name: String? = nil,
        arguments: String = "",
        state: ProviderState? = nil
    ) {
        self.index = index
        self.id = id
        self.name = name
        self.arguments = arguments
        self.state = state
    }
}

/// Why an answer ended.
public enum StopReason: Sendable, Equatable {
    /// The model was done.
    case finished
    /// The limit of tokens was reached: the answer is cut off.
    case length
    /// The model waits for the results of its tool calls.
    case toolCalls
    /// The provider or the model withheld the answer.
    case refused
    /// Another reason, in the provider's word.
    case other(String)
}

/// Why an attempt was given up, and what follows.
public struct RetryNotice: Sendable, Equatable {
    /// What went wrong.
    public let reason: ModelError
    /// How long the next attempt waits.
    public let wait: Duration
    /// Which attempt follows, counted from 1 for each model.
    public let attempt: Int
    /// Who is asked next.
    public let next: ModelIdentity

    /// Creates a notice.
    ///
    /// - Parameters:
    ///   - reason: What went wrong.
    ///   - wait: How long the next attempt waits.
    ///   - attempt: Which attempt follows.
    ///   - next: Who is asked next.
    public init(reason: ModelError, wait: Duration, attempt: Int, next: ModelIdentity) {
        self.reason = reason
        self.wait = wait
        self.attempt = attempt
        self.next = next
    }
}
