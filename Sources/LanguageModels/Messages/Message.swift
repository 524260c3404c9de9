public import Core

/// One message of a conversation with a model, in no provider's form.
public enum Message: Sendable, Equatable {
    /// What the program tells the model to be.
    case system(String)
    /// What is asked.
    case user(String)
    /// What the model answered.
    case assistant([ContentPart])
    /// What the tools gave back for the calls of the answer before.
    case tools([ToolResult])
}

/// A piece of an answer.
public enum ContentPart: Sendable, Equatable {
    /// Text for the reader.
    case text(String)
    /// What the model thought before it answered.
    case reasoning(Reasoning)
    /// A tool that the model wants called.
    case toolCall(ToolCall)
}

/// What a model thought before it answered.
public struct Reasoning: Sendable, Equatable {
    /// The thoughts as far as the provider shows them; often a summary, at times nothing.
    public let text: String
    /// What the provider wants back unchanged with the next request.
    public let state: ProviderState?

    /// Creates reasoning.
    ///
    /// - Parameters:
    ///   - text: The thoughts, as far as they are shown.
    ///   - state: What the provider wants back.
    public init(text: String, state: ProviderState? = nil) {
        self.text = text
        self.state = state
    }
}

/// Data of a provider that only this provider understands, such as a signature of its reasoning.
///
/// It goes back to the wire format that it came from and to no other.
public struct ProviderState: Sendable, Equatable {
    /// The name of the wire format.
    public let format: String
    /// The data.
    public let value: JSON

    /// Creates a state.
    ///
    /// - Parameters:
    ///   - format: The name of the wire format.
    ///   - value: The data.
    public init(format: String, value: JSON) {
        self.format = format
        self.value = value
    }
}
