public import Core

/// Anthropic's messages, with marks for its prompt cache.
///
/// Source: <https://docs.anthropic.com/en/api/messages>.
public struct AnthropicMessages: WireFormat {
    /// Its name.
    public static let name = "anthropic"
    /// The path segment before all paths.
    public static let version = "v1"
    /// The path that lists the models.
    public static let modelsPath = "/models?limit=1000"

    /// The limit of an answer's tokens where none is asked for: the provider demands one.
    private static let standardTokens = 8_192
    /// Names of models that came before answers could be held to a schema.
    private static let withoutSchema = [
        "claude-2", "claude-3", "claude-instant", "claude-sonnet-4-0", "claude-sonnet-4-2025", "claude-opus-4-0",
        "claude-opus-4-2025",
    ]

    /// Creates the format.
    public init() {}

    /// The version of the format.
    public var headers: [ProviderRequest.Header] { [.init("anthropic-version", "2023-06-01")] }

    /// The key in the provider's own header.
    public func authentication(_ key: Secret) -> ProviderRequest.Header { .init("x-api-key", key.reveal()) }

    /// Makes a reader for one answer.
    public func makeDecoder() -> any StreamDecoder { AnthropicDecoder() }

    /// Writes a request.
    public func encode(_ request: ModelRequest, model: String) -> ProviderRequest {
        let isHeld = request.output != nil && Self.holdsToSchema(request, model: model)
        let system = (isHeld ? request : request.withFormInWords).systemText
        var body: [JSON.Member] = []
        body.add("model", .string(model))
        body.add("max_tokens", .int(request.maxOutputTokens ?? Self.standardTokens))
        if !system.isEmpty {
            body.add("system", .array(marked([["type": "text", "text": .string(system)]], request)))
        }
        body.add("messages", .array(messages(request)))
        if !request.tools.isEmpty {
            body.add("tools", .array(marked(request.tools.map(Self.tool), request)))
            body.add("tool_choice", Self.choice(request.toolChoice))
        }
        if isHeld, let output = request.output {
            body.add("output_config", ["format": ["type": "json_schema", "schema": output.schema]])
        }
        body.add("temperature", request.temperature.map(JSON.double))
        body.add("stream", true)
        return ProviderRequest(path: "/messages", body: .object(body))
    }

    /// Reads a list of models.
    public func models(in json: JSON) -> [ModelListing]? {
        json["data"]?.array?.compactMap { item in
            item["id"]?.string.map { ModelListing(id: $0, contextTokens: item["max_input_tokens"]?.int) }
        }
    }

    private static func holdsToSchema(_ request: ModelRequest, model: String) -> Bool {
        request.output?.isStrict == true && !withoutSchema.contains { model.hasPrefix($0) }
    }

    /// Marks the last block as the end of a prefix that is worth keeping.
    private func marked(_ blocks: [JSON], _ request: ModelRequest) -> [JSON] {
        guard request.cachesPrefix, case .object(let members)? = blocks.last else { return blocks }
        // The provider refuses a mark on reasoning.
        if let type = blocks.last?["type"]?.string, type.hasSuffix("thinking") { return blocks }
        return blocks.dropLast() + [.object(members + [.init("cache_control", ["type": "ephemeral"])])]
    }

    private func messages(_ request: ModelRequest) -> [JSON] {
        var turns: [(role: String, blocks: [JSON])] = []
        for message in CallIdentifiers.unique(request.messages) {
            guard let (role, blocks) = Self.blocks(message), !blocks.isEmpty else { continue }
            // Roles must alternate; results and what a person adds to them are one turn.
            if turns.last?.role == role {
                turns[turns.count - 1].blocks += blocks
            } else {
                turns.append((role, blocks))
            }
        }
        if let last = turns.popLast() { turns.append((last.role, marked(last.blocks, request))) }
        return turns.map { ["role": .string($0.role), "content": .array($0.blocks)] }
    }

    private static func blocks(_ message: Message) -> (role: String, blocks: [JSON])? {
        switch message {
        case .system: nil
        // The provider refuses empty text.
        case .user(let text): ("user", text.isEmpty ? [] : [["type": "text", "text": .string(text)]])
        case .assistant(let parts): ("assistant", parts.compactMap(block))
        case .tools(let results): ("user", results.map(block))
        }
    }

    private static func block(_ part: ContentPart) -> JSON? {
        switch part {
        case .text(let text):
            if text.isEmpty { return nil }
            return ["type": "text", "text": .string(text)]
        case .toolCall(let call):
            return [
                "type": "tool_use", "id": .string(call.id), "name": .string(call.name), "input": call.argumentsObject,
            ]
        case .reasoning(let reasoning):
            guard let state = reasoning.state, state.format == name else { return nil }
            if state.value["type"]?.string == "redacted_thinking" { return state.value }
            return [
                "type": "thinking", "thinking": .string(reasoning.text), "signature": state.value["signature"] ?? "",
            ]
        }
    }

    private static func block(_ result: ToolResult) -> JSON {
        var members: [JSON.Member] = [
            .init("type", "tool_result"), .init("tool_use_id", .string(result.callID)),
            .init("content", .string(result.content)),
        ]
        if result.isError { members.add("is_error", true) }
        return .object(members)
    }

    private static func tool(_ tool: ToolDefinition) -> JSON {
        ["name": .string(tool.name), "description": .string(tool.description), "input_schema": tool.parameters]
    }

    private static func choice(_ choice: ToolChoice) -> JSON {
        switch choice {
        case .automatic: ["type": "auto"]
        case .none: ["type": "none"]
        case .required: ["type": "any"]
        case .named(let name): ["type": "tool", "name": .string(name)]
        }
    }
}
