import Core

/// Reads a stream of Anthropic's messages.
struct AnthropicDecoder: StreamDecoder {
    private var stopReason: String?
    private var hasStarted = false
    private var isStopped = false
    private var usage: JSON = .object([])
    private var signature = ""
    private var isThinking = false

    var isComplete: Bool { isStopped || stopReason != nil }

    mutating func decode(name: String, data: String) throws(ModelError) -> [ModelEvent] {
        let json = try parse(data)
        switch json["type"]?.string {
        case "message_start":
            hasStarted = true
            return merge(json["message"]?["usage"])
        case "content_block_start": return begin(json["content_block"] ?? .null, index: json["index"]?.int ?? 0)
        case "content_block_delta": return read(json["delta"] ?? .null, index: json["index"]?.int ?? 0)
        case "content_block_stop": return end()
        case "message_delta":
            if let reason = json["delta"]?["stop_reason"]?.string { stopReason = reason }
            return merge(json["usage"])
        case "message_stop": isStopped = hasStarted
        case "error": throw ProviderFailure(inStream: json["error"] ?? .null).error
        // Kinds of events may be added at any time.
        default: break
        }
        return []
    }

    mutating func finish() throws(ModelError) -> [ModelEvent] {
        guard hasStarted else { throw ProviderFailure.noAnswer }
        guard isComplete else { throw ProviderFailure.dropped }
        let reason: StopReason =
            switch stopReason {
            case "end_turn", "stop_sequence", nil: .finished
            case "max_tokens", "model_context_window_exceeded": .length
            case "tool_use": .toolCalls
            case "refusal": .refused
            case .some(let other): .other(other)
            }
        return [.stop(reason)]
    }

    private mutating func begin(_ block: JSON, index: Int) -> [ModelEvent] {
        switch block["type"]?.string {
        case "text": return block["text"]?.string.map { $0.isEmpty ? [] : [.text($0)] } ?? []
        case "thinking":
            isThinking = true
            signature = block["signature"]?.string ?? ""
            return block["thinking"]?.string.map { $0.isEmpty ? [] : [.reasoning($0)] } ?? []
        case "redacted_thinking":
            return [.reasoningState(ProviderState(format: AnthropicMessages.name, value: block))]
        case "tool_use":
            let input = block["input"].flatMap { $0 == .object([]) || $0 == .null ? nil : $0.text } ?? ""
            let delta = ToolCallDelta(
                index: index,
                id: block["id"]?.string,
                name: block["name"]?.string,
                arguments: input
            )
            return [.toolCall(delta)]
        default: return []
        }
    }

    private mutating func read(_ delta: JSON, index: Int) -> [ModelEvent] {
        switch delta["type"]?.string {
        case "text_delta": return delta["text"]?.string.map { [.text($0)] } ?? []
        case "thinking_delta": return delta["thinking"]?.string.map { [.reasoning($0)] } ?? []
        case "input_json_delta":
            return [.toolCall(ToolCallDelta(index: index, arguments: delta["partial_json"]?.string ?? ""))]
        case "signature_delta":
            signature += delta["signature"]?.string ?? ""
            return []
        default: return []
        }
    }

    private mutating func end() -> [ModelEvent] {
        guard isThinking else { return [] }
        isThinking = false
        if signature.isEmpty { return [] }
        return [
            .reasoningState(ProviderState(format: AnthropicMessages.name, value: ["signature": .string(signature)]))
        ]
    }

    /// Takes new figures; those that a later event leaves out stay.
    private mutating func merge(_ new: JSON?) -> [ModelEvent] {
        guard case .object(let new)? = new, case .object(let known) = usage else { return [] }
        // Of members with one name the last counts.
        let names = Set(new.map(\.name))
        usage = .object(known.filter { !names.contains($0.name) } + new.filter { $0.value != .null })
        func figure(_ name: String) -> Int { min(max(0, usage[name]?.int ?? 0), 1 << 40) }
        let cached = figure("cache_read_input_tokens")
        let written = figure("cache_creation_input_tokens")
        // The provider counts the cached tokens apart.
        let total = figure("input_tokens") + cached + written
        return [
            .usage(
                Usage(
                    inputTokens: total,
                    cachedInputTokens: cached,
                    cacheWriteTokens: written,
                    outputTokens: figure("output_tokens")
                )
            )
        ]
    }
}
