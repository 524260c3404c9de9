public import Core

/// Gemini's generateContent.
///
/// Source: <https://ai.google.dev/api/generate-content>.
public struct Gemini: WireFormat {
    /// Its name.
    public static let name = "gemini"
    /// The path segment before all paths.
    public static let version = "v1beta"
    /// The path that lists the models.
    public static let modelsPath = "/models?pageSize=1000"

    /// Creates the format.
    public init() {}

    /// None.
    public var headers: [ProviderRequest.Header] { [] }

    /// The key in the provider's own header; in the address it would end up in logs.
    public func authentication(_ key: Secret) -> ProviderRequest.Header { .init("x-goog-api-key", key.reveal()) }

    /// Makes a reader for one answer.
    public func makeDecoder() -> any StreamDecoder { GeminiDecoder() }

    /// Writes a request.
    public func encode(_ request: ModelRequest, model: String) -> ProviderRequest {
        // The provider refuses a form of the answer together with tools: then it is told in words.
        let system = (request.tools.isEmpty ? request : request.withFormInWords).systemText
        var body: [JSON.Member] = []
        if !system.isEmpty { body.add("systemInstruction", ["parts": [["text": .string(system)]]]) }
        body.add("contents", .array(contents(request)))
        if !request.tools.isEmpty {
            body.add("tools", [["functionDeclarations": .array(request.tools.map(Self.declaration))]])
            body.add("toolConfig", ["functionCallingConfig": Self.choice(request.toolChoice)])
        }
        var generation: [JSON.Member] = []
        generation.add("maxOutputTokens", request.maxOutputTokens.map(JSON.int))
        generation.add("temperature", request.temperature.map(JSON.double))
        if let output = request.output, request.tools.isEmpty {
            generation.add("responseMimeType", "application/json")
            generation.add("responseJsonSchema", output.schema)
        }
        if !generation.isEmpty { body.add("generationConfig", .object(generation)) }
        let path = "/models/\(Self.escaped(model)):streamGenerateContent?alt=sse"
        return ProviderRequest(path: path, body: .object(body))
    }

    /// Reads a list of models.
    public func models(in json: JSON) -> [ModelListing]? {
        json["models"]?.array?.compactMap { item in
            guard let name = item["name"]?.string else { return nil }
            let id = name.hasPrefix("models/") ? String(name.dropFirst(7)) : name
            return ModelListing(id: id, contextTokens: item["inputTokenLimit"]?.int)
        }
    }

    private func contents(_ request: ModelRequest) -> [JSON] {
        var turns: [(role: String, parts: [JSON])] = []
        for message in request.messages {
            guard let (role, parts) = Self.parts(message), !parts.isEmpty else { continue }
            if turns.last?.role == role { turns[turns.count - 1].parts += parts } else { turns.append((role, parts)) }
        }
        return turns.map { ["role": .string($0.role), "parts": .array($0.parts)] }
    }

    private static func parts(_ message: Message) -> (role: String, parts: [JSON])? {
        switch message {
        case .system: nil
        case .user(let text): ("user", [["text": .string(text)]])
        case .assistant(let parts): ("model", parts.compactMap(part))
        case .tools(let results): ("user", results.map(part))
        }
    }

    private static func part(_ part: ContentPart) -> JSON? {
        switch part {
        case .text(let text):
            if text.isEmpty { return nil }
            return ["text": .string(text)]
        case .reasoning: return nil
        case .toolCall(let call):
            var members: [JSON.Member] = []
            members.add("functionCall", ["name": .string(call.name), "args": call.argumentsObject])
            if let state = call.state, state.format == name { members.add("thoughtSignature", state.value) }
            return .object(members)
        }
    }

    private static func part(_ result: ToolResult) -> JSON {
        let response: JSON = [result.isError ? "error" : "output": .string(result.content)]
        return ["functionResponse": ["name": .string(result.name), "response": response]]
    }

    private static func declaration(_ tool: ToolDefinition) -> JSON {
        [
            "name": .string(tool.name), "description": .string(tool.description),
            "parametersJsonSchema": tool.parameters,
        ]
    }

    private static func choice(_ choice: ToolChoice) -> JSON {
        switch choice {
        case .automatic: ["mode": "AUTO"]
        case .none: ["mode": "NONE"]
        case .required: ["mode": "ANY"]
        case .named(let name): ["mode": "ANY", "allowedFunctionNames": [.string(name)]]
        }
    }

    /// The name as a segment of a path: it comes from a configuration and must not lead elsewhere.
    private static func escaped(_ model: String) -> String {
        let name = model.hasPrefix("models/") ? String(model.dropFirst(7)) : model
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~".utf8)
        return name.utf8.map { byte in
            if plain.contains(byte) { return String(UnicodeScalar(byte)) }
            return (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
