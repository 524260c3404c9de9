public import Core

/// OpenAI's responses.
///
/// Nothing is stored at the provider: each request carries the whole conversation, with the reasoning encrypted.
/// Source: <https://platform.openai.com/docs/api-reference/responses>.
public struct OpenAIResponses: WireFormat {
    /// Its name.
    public static let name = "openai-responses"
    /// The path segment before all paths.
    public static let version = "v1"
    /// The path that lists the models.
    public static let modelsPath = "/models"

    /// Names of models that do not reason, and refuse to be asked for it.
    private static let withoutReasoning = ["gpt-3.5", "gpt-4", "chatgpt-"]

    /// Creates the format.
    public init() {}

    /// None.
    public var headers: [ProviderRequest.Header] { [] }

    /// The key as a bearer token.
    public func authentication(_ key: Secret) -> ProviderRequest.Header {
        .init("authorization", "Bearer \(key.reveal())")
    }

    /// Makes a reader for one answer.
    public func makeDecoder() -> any StreamDecoder { OpenAIResponsesDecoder() }

    /// Writes a request.
    public func encode(_ request: ModelRequest, model: String) -> ProviderRequest {
        var body: [JSON.Member] = []
        body.add("model", .string(model))
        let system = request.systemText
        if !system.isEmpty { body.add("instructions", .string(system)) }
        body.add("input", .array(CallIdentifiers.unique(request.messages).flatMap(Self.items)))
        if !request.tools.isEmpty {
            body.add("tools", .array(request.tools.map(Self.tool)))
            body.add("tool_choice", Self.choice(request.toolChoice))
        }
        if let output = request.output {
            let format: JSON = [
                "type": "json_schema", "name": .string(output.name), "schema": output.schema,
                "strict": .bool(output.isStrict),
            ]
            body.add("text", ["format": format])
        }
        body.add("max_output_tokens", request.maxOutputTokens.map(JSON.int))
        body.add("temperature", request.temperature.map(JSON.double))
        body.add("store", false)
        if !Self.withoutReasoning.contains(where: { model.hasPrefix($0) }) {
            body.add("include", ["reasoning.encrypted_content"])
        }
        body.add("stream", true)
        return ProviderRequest(path: "/responses", body: .object(body))
    }

    /// Reads a list of models.
    public func models(in json: JSON) -> [ModelListing]? { ChatCompletions().models(in: json) }

    private static func items(_ message: Message) -> [JSON] {
        switch message {
        case .system: []
        case .user(let text): [["role": "user", "content": .string(text)]]
        case .assistant(let parts): parts.compactMap(item)
        case .tools(let results):
            results.map {
                ["type": "function_call_output", "call_id": .string($0.callID), "output": .string($0.content)]
            }
        }
    }

    private static func item(_ part: ContentPart) -> JSON? {
        switch part {
        case .text(let text):
            if text.isEmpty { return nil }
            return ["role": "assistant", "content": .string(text)]
        case .reasoning(let reasoning):
            guard let state = reasoning.state, state.format == name else { return nil }
            return state.value
        case .toolCall(let call):
            return [
                "type": "function_call", "call_id": .string(call.id), "name": .string(call.name),
                "arguments": .string(call.argumentsObject.text),
            ]
        }
    }

    private static func tool(_ tool: ToolDefinition) -> JSON {
        let isStrict = OutputSchema(name: tool.name, schema: tool.parameters).isStrict
        return [
            "type": "function", "name": .string(tool.name), "description": .string(tool.description),
            "parameters": tool.parameters, "strict": .bool(isStrict),
        ]
    }

    private static func choice(_ choice: ToolChoice) -> JSON {
        switch choice {
        case .automatic: "auto"
        case .none: "none"
        case .required: "required"
        case .named(let name): ["type": "function", "name": .string(name)]
        }
    }
}
