public import Core

/// OpenAI's chat completions, which most servers speak.
///
/// Source: <https://platform.openai.com/docs/api-reference/chat>.
public struct ChatCompletions: WireFormat {
    /// Its name.
    public static let name = "openai-chat"
    /// The path segment before all paths.
    public static let version = "v1"
    /// The path that lists the models.
    public static let modelsPath = "/models"

    private let dialect: ChatDialect

    /// Creates the format.
    ///
    /// - Parameter dialect: Where the server differs from others.
    public init(dialect: ChatDialect = .common) { self.dialect = dialect }

    /// None.
    public var headers: [ProviderRequest.Header] { [] }

    /// The key as a bearer token.
    public func authentication(_ key: Secret) -> ProviderRequest.Header {
        .init("authorization", "Bearer \(key.reveal())")
    }

    /// Makes a reader for one answer.
    public func makeDecoder() -> any StreamDecoder { ChatCompletionsDecoder() }

    /// Writes a request.
    public func encode(_ request: ModelRequest, model: String) -> ProviderRequest {
        let told = dialect.structuredOutput == .schema ? request : request.withFormInWords
        var body: [JSON.Member] = []
        body.add("model", .string(model))
        body.add("messages", .array(messages(told)))
        if !request.tools.isEmpty {
            body.add("tools", .array(request.tools.map(Self.tool)))
            body.add("tool_choice", Self.choice(request.toolChoice))
        }
        body.add("response_format", responseFormat(request.output))
        body.add(dialect.tokenLimit, request.maxOutputTokens.map(JSON.int))
        body.add("temperature", request.temperature.map(JSON.double))
        body.add("stream", true)
        if dialect.asksForUsage { body.add("stream_options", ["include_usage": true]) }
        return ProviderRequest(path: "/chat/completions", body: .object(body))
    }

    /// Reads a list of models; several servers name the context's length, each in its own way.
    public func models(in json: JSON) -> [ModelListing]? {
        json["data"]?.array?.compactMap { item in
            guard let id = item["id"]?.string else { return nil }
            let length = item["context_length"] ?? item["context_window"] ?? item["max_model_len"]
            return ModelListing(id: id, contextTokens: length?.int)
        }
    }

    private func messages(_ request: ModelRequest) -> [JSON] {
        // One system message at the start: the templates of many local models know no other.
        let text = request.systemText
        let head: [JSON] = text.isEmpty ? [] : [["role": "system", "content": .string(text)]]
        return head + CallIdentifiers.unique(request.messages).flatMap { messages($0) }
    }

    private func messages(_ message: Message) -> [JSON] {
        switch message {
        case .system: []
        case .user(let text): [["role": "user", "content": .string(text)]]
        case .assistant(let parts): [assistant(parts)]
        case .tools(let results):
            results.map {
                ["role": "tool", "tool_call_id": .string($0.callID), "content": .string($0.content)]
            }
        }
    }

    private func assistant(_ parts: [ContentPart]) -> JSON {
        let response = ModelResponse(content: parts)
        let text = response.text
        let calls = response.toolCalls.map { call -> JSON in
            // Servers parse the arguments again when they fill a template, and fail on what is no JSON.
            let arguments = call.argumentsObject.text
            return [
                "id": .string(call.id), "type": "function",
                "function": ["name": .string(call.name), "arguments": .string(arguments)],
            ]
        }
        var members: [JSON.Member] = [.init("role", "assistant")]
        members.add("content", text.isEmpty && !calls.isEmpty ? .null : .string(text))
        if !calls.isEmpty {
            // Also where there is none: a missing member is an error to the server, an empty one is not.
            if dialect.returnsReasoning { members.add("reasoning_content", .string(Self.reasoning(parts))) }
            members.add("tool_calls", .array(calls))
        }
        return .object(members)
    }

    /// The reasoning that came in this form; another provider's has a state.
    private static func reasoning(_ parts: [ContentPart]) -> String {
        parts.map { part in
            if case .reasoning(let reasoning) = part, reasoning.state == nil { reasoning.text } else { "" }
        }.joined()
    }

    private static func tool(_ tool: ToolDefinition) -> JSON {
        [
            "type": "function",
            "function": [
                "name": .string(tool.name), "description": .string(tool.description), "parameters": tool.parameters,
            ],
        ]
    }

    private static func choice(_ choice: ToolChoice) -> JSON {
        switch choice {
        case .automatic: "auto"
        case .none: "none"
        case .required: "required"
        case .named(let name): ["type": "function", "function": ["name": .string(name)]]
        }
    }

    private func responseFormat(_ output: OutputSchema?) -> JSON? {
        guard let output else { return nil }
        switch dialect.structuredOutput {
        case .words: return nil
        case .anyJSON: return ["type": "json_object"]
        case .schema:
            return [
                "type": "json_schema",
                "json_schema": [
                    "name": .string(output.name), "schema": output.schema, "strict": .bool(output.isStrict),
                ],
            ]
        }
    }
}
