import Core

/// Reads a stream of OpenAI's responses.
struct OpenAIResponsesDecoder: StreamDecoder {
    private var stopReason: StopReason?
    private var hasStarted = false
    /// The calls whose arguments have begun to arrive.
    private var begun: Set<Int> = []
    private var hasCalls = false
    private var hasRefused = false

    var isComplete: Bool { stopReason != nil }

    mutating func decode(name: String, data: String) throws(ModelError) -> [ModelEvent] {
        // Some gateways end every stream in this way.
        if data == "[DONE]" { return [] }
        let json = try parse(data)
        guard let type = json["type"]?.string else { return [] }
        if type.hasPrefix("response.") { hasStarted = true }
        let index = json["output_index"]?.int ?? 0
        let delta = json["delta"]?.string ?? ""
        switch type {
        case "response.output_text.delta": return [.text(delta)]
        case "response.reasoning_summary_text.delta", "response.reasoning_text.delta": return [.reasoning(delta)]
        case "response.refusal.delta":
            hasRefused = true
            return [.text(delta)]
        case "response.function_call_arguments.delta":
            begun.insert(index)
            return [.toolCall(ToolCallDelta(index: index, arguments: delta))]
        case "response.output_item.added": return begin(json["item"] ?? .null, index: index)
        case "response.output_item.done": return end(json["item"] ?? .null, index: index)
        case "response.completed", "response.incomplete": return complete(json["response"] ?? .null)
        case "response.failed": throw ProviderFailure(inStream: json["response"]?["error"] ?? .null).error
        case "error": throw ProviderFailure(inStream: json["error"] ?? json).error
        default: return []
        }
    }

    mutating func finish() throws(ModelError) -> [ModelEvent] {
        guard hasStarted else { throw ProviderFailure.noAnswer }
        guard let stopReason else { throw ProviderFailure.dropped }
        return [.stop(stopReason)]
    }

    private mutating func begin(_ item: JSON, index: Int) -> [ModelEvent] {
        guard item["type"]?.string == "function_call" else { return [] }
        hasCalls = true
        return [.toolCall(ToolCallDelta(index: index, id: item["call_id"]?.string, name: item["name"]?.string))]
    }

    private mutating func end(_ item: JSON, index: Int) -> [ModelEvent] {
        switch item["type"]?.string {
        case "function_call":
            hasCalls = true
            // Gateways that do not stream arguments send them only here.
            let arguments = begun.contains(index) ? "" : item["arguments"]?.string ?? ""
            let delta = ToolCallDelta(
                index: index,
                id: item["call_id"]?.string,
                name: item["name"]?.string,
                arguments: arguments
            )
            return [.toolCall(delta)]
        case "reasoning":
            // Without its content it could only be looked up at the provider, which stores nothing.
            guard item["encrypted_content"]?.string != nil else { return [] }
            return [.reasoningState(ProviderState(format: OpenAIResponses.name, value: item))]
        default: return []
        }
    }

    private mutating func complete(_ response: JSON) -> [ModelEvent] {
        switch response["incomplete_details"]?["reason"]?.string {
        case "max_output_tokens": stopReason = .length
        case "content_filter": stopReason = .refused
        case let other?: stopReason = .other(other)
        case nil: stopReason = hasRefused ? .refused : hasCalls ? .toolCalls : .finished
        }
        guard let usage = response["usage"], let input = usage["input_tokens"]?.int else { return [] }
        return [
            .usage(
                Usage(
                    inputTokens: input,
                    cachedInputTokens: usage["input_tokens_details"]?["cached_tokens"]?.int ?? 0,
                    outputTokens: usage["output_tokens"]?.int ?? 0
                )
            )
        ]
    }
}
