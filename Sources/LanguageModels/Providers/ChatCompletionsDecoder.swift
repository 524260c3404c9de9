import Core

/// Reads a stream of OpenAI's chat completions, and a whole answer of a server that does not stream.
struct ChatCompletionsDecoder: StreamDecoder {
    private var finishReason: String?
    private var isDone = false
    private var hasAnswer = false
    private var calls = ChatCallIndexes()
    private var thoughts = ThinkSplitter()

    var isComplete: Bool { isDone || finishReason != nil }

    mutating func decode(name: String, data: String) throws(ModelError) -> [ModelEvent] {
        if data == "[DONE]" {
            if hasAnswer { isDone = true }
            return []
        }
        let json = try parse(data)
        if let error = json["error"], error != .null { throw ProviderFailure(inStream: error).error }
        var events: [ModelEvent] = []
        if let choice = json["choices"]?.array?.first {
            hasAnswer = true
            if let reason = choice["finish_reason"]?.string { finishReason = reason }
            events += read(choice["delta"] ?? choice["message"] ?? .null)
        }
        if let usage = Self.usage(json["usage"]) { events.append(.usage(usage)) }
        return events
    }

    mutating func finish() throws(ModelError) -> [ModelEvent] {
        guard hasAnswer else { throw ProviderFailure.noAnswer }
        guard isComplete else { throw ProviderFailure.dropped }
        return thoughts.finish() + [.stop(stopReason)]
    }

    private var stopReason: StopReason {
        switch finishReason {
        // Some servers say "stop" though they wait for results.
        case "stop", nil: calls.isEmpty ? .finished : .toolCalls
        case "tool_calls", "function_call": .toolCalls
        case "length": .length
        case "content_filter": .refused
        case .some(let other): .other(other)
        }
    }

    private mutating func read(_ delta: JSON) -> [ModelEvent] {
        var events: [ModelEvent] = []
        // DeepSeek and vLLM name it one way, OpenRouter and Ollama the other.
        let reasoning = delta["reasoning_content"]?.string ?? delta["reasoning"]?.string
        if let reasoning, !reasoning.isEmpty { events.append(.reasoning(reasoning)) }
        if let text = delta["content"]?.string { events += thoughts.feed(text) }
        if let refusal = delta["refusal"]?.string, !refusal.isEmpty {
            finishReason = "content_filter"
            events.append(.text(refusal))
        }
        for call in delta["tool_calls"]?.array ?? [] { events.append(.toolCall(read(call: call))) }
        return events
    }

    private mutating func read(call: JSON) -> ToolCallDelta {
        let id = call["id"]?.string
        let function = call["function"]
        let arguments =
            switch function?["arguments"] {
            case .string(let text): text
            case .object(let members): JSON.object(members).text
            default: ""
            }
        return ToolCallDelta(
            index: calls.index(told: call["index"]?.int, id: id),
            id: id,
            name: function?["name"]?.string,
            arguments: arguments
        )
    }

    private static func usage(_ json: JSON?) -> Usage? {
        guard let json, let input = json["prompt_tokens"]?.int else { return nil }
        let cached = json["prompt_tokens_details"]?["cached_tokens"]?.int ?? json["prompt_cache_hit_tokens"]?.int
        return Usage(
            inputTokens: input,
            cachedInputTokens: cached ?? 0,
            outputTokens: json["completion_tokens"]?.int ?? 0
        )
    }
}

/// Tells which call of an answer a piece belongs to.
///
/// By rights each piece has an index; some servers leave it out, or give all calls the same.
struct ChatCallIndexes {
    /// For each call of ours, the index that the server gave and the identifier.
    private var calls: [(told: Int?, id: String?)] = []

    var isEmpty: Bool { calls.isEmpty }

    mutating func index(told: Int?, id: String?) -> Int {
        let id = id.flatMap { $0.isEmpty ? nil : $0 }
        if let id, let known = calls.lastIndex(where: { $0.id == id }) { return known }
        let sameIndex = told.flatMap { told in calls.lastIndex { $0.told == told } }
        let known = sameIndex ?? (told == nil && id == nil ? calls.indices.last : nil)
        if let known, id == nil || calls[known].id == nil {
            if let id { calls[known].id = id }
            return known
        }
        calls.append((told, id))
        return calls.count - 1
    }
}
