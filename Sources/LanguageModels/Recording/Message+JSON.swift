public import Core

extension Message {
    /// The message as JSON, for the journal.
    public var json: JSON {
        switch self {
        case .system(let text): ["role": "system", "text": .string(text)]
        case .user(let text): ["role": "user", "text": .string(text)]
        case .assistant(let parts): ["role": "assistant", "parts": .array(parts.map(\.json))]
        case .tools(let results): ["role": "tools", "results": .array(results.map(\.json))]
        }
    }

    /// Reads a message.
    ///
    /// - Parameter json: What `json` gave; anything else is no message.
    public init?(_ json: JSON) {
        switch (json["role"]?.string, json["text"]?.string) {
        case ("system", let text?): self = .system(text)
        case ("user", let text?): self = .user(text)
        case ("assistant", _):
            guard let parts = Self.all(json["parts"], ContentPart.init) else { return nil }
            self = .assistant(parts)
        case ("tools", _):
            guard let results = Self.all(json["results"], ToolResult.init) else { return nil }
            self = .tools(results)
        default: return nil
        }
    }

    /// Reads all items of a list, or none if one of them cannot be read.
    private static func all<Item>(_ json: JSON?, _ read: (JSON) -> Item?) -> [Item]? {
        guard let items = json?.array else { return nil }
        let read = items.compactMap(read)
        return read.count == items.count ? read : nil
    }
}

extension ContentPart {
    fileprivate var json: JSON {
        switch self {
        case .text(let text): ["type": "text", "text": .string(text)]
        case .reasoning(let reasoning):
            ["type": "reasoning", "text": .string(reasoning.text), "state": reasoning.state?.json ?? .null]
        case .toolCall(let call):
            [
                "type": "tool_call", "id": .string(call.id), "name": .string(call.name),
                "arguments": .string(call.arguments), "state": call.state?.json ?? .null,
            ]
        }
    }

    fileprivate init?(_ json: JSON) {
        let state = ProviderState(json["state"])
        switch (json["type"]?.string, json["text"]?.string) {
        case ("text", let text?): self = .text(text)
        case ("reasoning", let text?): self = .reasoning(Reasoning(text: text, state: state))
        case ("tool_call", _):
            guard let id = json["id"]?.string, let name = json["name"]?.string,
                let arguments = json["arguments"]?.string
            else { return nil }
            self = .toolCall(ToolCall(id: id, name: name, arguments: arguments, state: state))
        default: return nil
        }
    }
}

extension ToolResult {
    fileprivate var json: JSON {
        ["id": .string(callID), "name": .string(name), "content": .string(content), "is_error": .bool(isError)]
    }

    fileprivate init?(_ json: JSON) {
        guard let id = json["id"]?.string, let name = json["name"]?.string, let content = json["content"]?.string
        else { return nil }
        self.init(callID: id, name: name, content: content, isError: json["is_error"]?.bool ?? false)
    }
}

extension ProviderState {
    /// The state as JSON.
    var json: JSON { ["format": .string(format), "value": value] }

    /// Reads a state.
    init?(_ json: JSON?) {
        guard let format = json?["format"]?.string, let value = json?["value"] else { return nil }
        self.init(format: format, value: value)
    }
}
