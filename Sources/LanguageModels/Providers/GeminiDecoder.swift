import Core

/// Reads a stream of Gemini's answers; each event is a whole response with more of the content.
struct GeminiDecoder: StreamDecoder {
    private var stopReason: StopReason?
    private var hasAnswer = false
    private var calls = 0

    var isComplete: Bool { stopReason != nil }

    mutating func decode(name: String, data: String) throws(ModelError) -> [ModelEvent] {
        let json = try parse(data)
        if let error = json["error"] ?? json.array?.first?["error"] { throw ProviderFailure(inStream: error).error }
        var events: [ModelEvent] = []
        if json["promptFeedback"]?["blockReason"]?.string != nil {
            hasAnswer = true
            stopReason = .refused
        }
        if let candidate = json["candidates"]?.array?.first {
            hasAnswer = true
            for part in candidate["content"]?["parts"]?.array ?? [] { events += read(part) }
            if let reason = candidate["finishReason"]?.string { stopReason = stop(reason) }
        }
        if let usage = json["usageMetadata"], let input = usage["promptTokenCount"]?.int {
            func figure(_ name: String) -> Int { min(max(0, usage[name]?.int ?? 0), 1 << 40) }
            // Thoughts are charged as output but counted apart.
            let output = figure("candidatesTokenCount") + figure("thoughtsTokenCount")
            let cached = figure("cachedContentTokenCount")
            events.append(.usage(Usage(inputTokens: input, cachedInputTokens: cached, outputTokens: output)))
        }
        return events
    }

    mutating func finish() throws(ModelError) -> [ModelEvent] {
        guard hasAnswer else { throw ProviderFailure.noAnswer }
        guard let stopReason else { throw ProviderFailure.dropped }
        return [.stop(stopReason)]
    }

    private mutating func read(_ part: JSON) -> [ModelEvent] {
        if let call = part["functionCall"] {
            calls += 1
            let delta = ToolCallDelta(
                index: calls - 1,
                id: call["id"]?.string,
                name: call["name"]?.string,
                arguments: (call["args"] ?? .object([])).text,
                state: part["thoughtSignature"].map { ProviderState(format: Gemini.name, value: $0) }
            )
            return [.toolCall(delta)]
        }
        guard let text = part["text"]?.string, !text.isEmpty else { return [] }
        return [part["thought"]?.bool == true ? .reasoning(text) : .text(text)]
    }

    private func stop(_ reason: String) -> StopReason {
        switch reason {
        case "STOP": calls > 0 ? .toolCalls : .finished
        case "MAX_TOKENS": .length
        case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE": .refused
        default: .other(reason)
        }
    }
}
