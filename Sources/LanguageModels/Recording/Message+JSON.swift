public import Core

extension Message: JSONWritable {
    /// Writes the message, for the journal.
    ///
    /// - Parameter json: Takes it.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .system(let text):
                json.member("role", word: "system")
                json.member("text", text)
            case .user(let text):
                json.member("role", word: "user")
                json.member("text", text)
            case .assistant(let parts):
                json.member("role", word: "assistant")
                json.member("parts", parts)
            case .tools(let results):
                json.member("role", word: "tools")
                json.member("results", results)
            }
        }
    }

    /// Reads a message.
    ///
    /// - Parameter json: What `write` has written; anything else is no message.
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

extension ContentPart: JSONWritable {
    /// Writes the part, for the journal.
    ///
    /// - Parameter json: Takes it.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .text(let text):
                json.member("type", word: "text")
                json.member("text", text)
            case .reasoning(let reasoning):
                json.member("type", word: "reasoning")
                json.member("text", reasoning.text)
                json.member("state", reasoning.state)
            case .toolCall(let call):
                json.member("type", word: "tool_call")
                json.member("id", call.id)
                json.member("name", call.name)
                json.member("arguments", call.arguments)
                json.member("state", call.state)
            }
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

extension ToolResult: JSONWritable {
    /// Writes the result, for the journal.
    ///
    /// - Parameter json: Takes it.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", callID)
            json.member("name", name)
            json.member("content", content)
            json.member("is_error", isError)
        }
    }

    fileprivate init?(_ json: JSON) {
        guard let id = json["id"]?.string, let name = json["name"]?.string, let content = json["content"]?.string
        else { return nil }
        self.init(callID: id, name: name, content: content, isError: json["is_error"]?.bool ?? false)
    }
}

extension ProviderState: JSONWritable {
    /// Writes the state, for the journal.
    ///
    /// - Parameter json: Takes it.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("format", format)
            json.member("value", value)
        }
    }

    /// Reads a state.
    init?(_ json: JSON?) {
        guard let format = json?["format"]?.string, let value = json?["value"] else { return nil }
        self.init(format: format, value: value)
    }
}
