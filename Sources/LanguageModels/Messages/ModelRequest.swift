public import Core

/// What is asked of a model, in no provider's form.
///
/// The model's name is not part of it, so that one request can go to each model of a chain.
public struct ModelRequest: Sendable, Equatable {
    /// The conversation so far.
    public var messages: [Message]
    /// The tools that the model may call.
    public var tools: [ToolDefinition]
    /// Which of them it may call.
    public var toolChoice: ToolChoice
    /// The form that the answer must have; nothing for free text.
    public var output: OutputSchema?
    /// The most tokens of the answer; nothing for the provider's own limit.
    public var maxOutputTokens: Int?
    /// How random the answer is; nothing for the provider's own choice.
    public var temperature: Double?
    /// Whether the provider may keep the conversation's beginning for the next request.
    public var cachesPrefix: Bool

    /// Creates a request.
    ///
    /// - Parameters:
    ///   - messages: The conversation so far.
    ///   - tools: The tools that the model may call.
    ///   - toolChoice: Which of them it may call.
    ///   - output: The form that the answer must have.
    ///   - maxOutputTokens: The most tokens of the answer.
    ///   - temperature: How random the answer is.
    ///   - cachesPrefix: Whether the provider may keep the conversation's beginning for the next request.
    public init(
        messages: [Message],
        tools: [ToolDefinition] = [],
        toolChoice: ToolChoice = .automatic,
        output: OutputSchema? = nil,
        maxOutputTokens: Int? = nil,
        temperature: Double? = nil,
        cachesPrefix: Bool = true
    ) {
        self.messages = messages
        self.tools = tools
        self.toolChoice = toolChoice
        self.output = output
        self.maxOutputTokens = maxOutputTokens
        self.temperature = temperature
        self.cachesPrefix = cachesPrefix
    }

    /// The same with the form of the answer told in words, for models whose provider cannot hold them to it.
    var withFormInWords: ModelRequest {
        guard let output else { return self }
        var request = self
        request.messages.append(.system(output.instruction))
        request.output = nil
        return request
    }

    /// The system messages in one text; empty if there are none.
    var systemText: String {
        messages.compactMap { if case .system(let text) = $0 { text } else { nil } }.joined(separator: "\n\n")
    }
}

/// The form that an answer must have.
public struct OutputSchema: Sendable, Equatable {
    /// A short name: letters, digits, `_` and `-`.
    public let name: String
    /// The JSON Schema.
    public let schema: JSON

    /// Creates a form.
    ///
    /// - Parameters:
    ///   - name: A short name.
    ///   - schema: The JSON Schema.
    public init(name: String, schema: JSON) {
        self.name = name
        self.schema = schema
    }

    /// What a model is told that cannot be held to a schema by its provider.
    var instruction: String {
        "Answer with one JSON value and nothing else: no prose, no code fence. It must satisfy this JSON Schema:\n"
            + schema.text
    }

    /// Whether every object of the schema lists all its properties as required and allows no others.
    ///
    /// Providers that enforce a schema while the answer is written refuse any other.
    var isStrict: Bool { Self.isStrict(schema) }

    private static func isStrict(_ schema: JSON) -> Bool {
        switch schema {
        case .array(let items): return items.allSatisfy(isStrict)
        case .object(let members):
            if case .object(let properties)? = schema["properties"] {
                let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
                guard schema["additionalProperties"]?.bool == false,
                    properties.allSatisfy({ required.contains($0.name) && isStrict($0.value) })
                else { return false }
            } else if schema["type"]?.string == "object" {
                return false
            }
            return members.allSatisfy { $0.name == "properties" || isStrict($0.value) }
        default: return true
        }
    }
}
