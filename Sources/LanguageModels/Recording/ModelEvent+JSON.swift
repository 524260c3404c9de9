public import Core

extension ModelEvent {
    /// The event as JSON, for recordings and the journal.
    ///
    /// A retry is nothing that a recording repeats: it has no JSON.
    public var json: JSON? {
        switch self {
        case .started(let identity):
            ["event": "started", "provider": .string(identity.provider), "model": .string(identity.model)]
        case .text(let text): ["event": "text", "text": .string(text)]
        case .reasoning(let text): ["event": "reasoning", "text": .string(text)]
        case .reasoningState(let state): ["event": "reasoning_state", "state": state.json]
        case .toolCall(let delta):
            [
                "event": "tool_call", "index": .int(delta.index), "id": JSON(delta.id), "name": JSON(delta.name),
                "arguments": .string(delta.arguments), "state": delta.state?.json ?? .null,
            ]
        case .usage(let usage):
            [
                "event": "usage", "input": .int(usage.inputTokens), "cached": .int(usage.cachedInputTokens),
                "cache_write": .int(usage.cacheWriteTokens), "output": .int(usage.outputTokens),
                "estimated": .bool(usage.isEstimated),
            ]
        case .stop(let reason): ["event": "stop", "reason": .string(reason.word)]
        case .retry: nil
        }
    }

    /// Reads an event.
    ///
    /// - Parameter json: What `json` gave; anything else is no event.
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
        default: return nil
        }
    }
}

extension ToolCallDelta {
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
