public import Core

extension ModelEvent: JSONWritable {
    /// Writes the event, for recordings and the journal.
    ///
    /// - Parameter json: Takes it.
    public func write(to json: inout JSONWriter) {
        if case .retry(let notice) = self { return notice.write(to: &json) }
        json.object { json in
            json.member("event", word: word)
            switch self {
            case .started(let identity):
                json.member("provider", identity.provider)
                json.member("model", identity.model)
            case .text(let text), .reasoning(let text): json.member("text", text)
            case .reasoningState(let state): json.member("state", state)
            case .toolCall(let delta): delta.writeMembers(to: &json)
            case .usage(let usage): usage.writeMembers(to: &json)
            case .stop(let reason): json.member("reason", reason.word)
            case .retry: break
            }
        }
    }

    private var word: StaticString {
        switch self {
        case .started: "started"
        case .text: "text"
        case .reasoning: "reasoning"
        case .reasoningState: "reasoning_state"
        case .toolCall: "tool_call"
        case .usage: "usage"
        case .stop: "stop"
        case .retry: "retry"
        }
    }

    /// Reads an event.
    ///
    /// - Parameter json: What `write` has written; anything else is no event.
    public init?(_ json: JSON) {
        let text = json["text"]?.string
        switch json["event"]?.string {
        case "started":
            guard let provider = json["provider"]?.string, let model = json["model"]?.string else { return nil }
            self = .started(ModelIdentity(provider: provider, model: model))
        case "text":
            guard let text else { return nil }
            self = .text(text)
        case "reasoning":
            guard let text else { return nil }
            self = .reasoning(text)
        case "reasoning_state":
            guard let state = ProviderState(json["state"]) else { return nil }
            self = .reasoningState(state)
        case "tool_call":
            guard let delta = ToolCallDelta(json) else { return nil }
            self = .toolCall(delta)
        case "usage":
            guard let usage = Usage(json) else { return nil }
            self = .usage(usage)
        case "stop":
            guard let reason = json["reason"]?.string else { return nil }
            self = .stop(StopReason(word: reason))
        case "retry":
            guard let notice = RetryNotice(json) else { return nil }
            self = .retry(notice)
        default: return nil
        }
    }
}

extension ToolCallDelta {
    fileprivate func writeMembers(to json: inout JSONWriter) {
        json.member("index", index)
        json.member("id", id)
        json.member("name", name)
        json.member("arguments", arguments)
        json.member("state", state)
    }

    fileprivate init?(_ json: JSON) {
        guard let index = json["index"]?.int, let arguments = json["arguments"]?.string else { return nil }
        self.init(
            index: index,
            id: json["id"]?.string,
            name: json["name"]?.string,
            arguments: arguments,
            state: ProviderState(json["state"])
        )
    }
}

extension Usage {
    fileprivate func writeMembers(to json: inout JSONWriter) {
        json.member("input", inputTokens)
        json.member("cached", cachedInputTokens)
        json.member("cache_write", cacheWriteTokens)
        json.member("output", outputTokens)
        json.member("estimated", isEstimated)
    }

    fileprivate init?(_ json: JSON) {
        guard let input = json["input"]?.int, let output = json["output"]?.int else { return nil }
        self.init(
            inputTokens: input,
            cachedInputTokens: json["cached"]?.int ?? 0,
            cacheWriteTokens: json["cache_write"]?.int ?? 0,
            outputTokens: output,
            isEstimated: json["estimated"]?.bool ?? false
        )
    }
}

extension StopReason {
    /// The reason in one word.
    public var word: String {
        switch self {
        case .finished: "finished"
        case .length: "length"
        case .toolCalls: "tool_calls"
        case .refused: "refused"
        case .other(let reason): reason
        }
    }

    /// Reads a reason.
    ///
    /// - Parameter word: What `word` gave.
    public init(word: String) {
        self =
            switch word {
            case "finished": .finished
            case "length": .length
            case "tool_calls": .toolCalls
            case "refused": .refused
            default: .other(word)
            }
    }
}
