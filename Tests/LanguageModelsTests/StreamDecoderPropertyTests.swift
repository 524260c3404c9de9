import Core
import TestSupport
import Testing

@testable import LanguageModels

/// What holds for the readers of all wire formats.
@Suite struct StreamDecoderPropertyTests {
    private static let formats: [any WireFormat] = [
        ChatCompletions(), OpenAIResponses(), AnthropicMessages(), Gemini(),
    ]

    /// Words of all formats, from which garbage is made that gets beyond the first check.
    private static let names = [
        "type", "choices", "delta", "content", "tool_calls", "index", "id", "function", "name", "arguments", "usage",
        "prompt_tokens", "finish_reason", "error", "message", "candidates", "parts", "text", "functionCall", "args",
        "finishReason", "usageMetadata", "promptTokenCount", "item", "response", "output_index", "content_block",
        "partial_json", "input_tokens", "stop_reason", "signature", "input", "code", "details", "status",
    ]
    private static let words = [
        "message_start", "content_block_start", "content_block_delta", "content_block_stop", "message_delta",
        "message_stop", "error", "text_delta", "input_json_delta", "thinking_delta", "signature_delta", "thinking",
        "tool_use", "redacted_thinking", "response.output_text.delta", "response.output_item.added",
        "response.output_item.done", "response.completed", "response.failed", "function_call", "reasoning", "stop",
        "<think>", "</think>", "STOP", "",
    ]

    @Test(arguments: 0..<60)
    func `no event of a provider traps`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        for format in Self.formats {
            for _ in 0..<TestEffort.cases(40) {
                var decoder = format.makeDecoder()
                var assembler = ResponseAssembler()
                do {
                    for _ in 0..<12 {
                        let json = Self.json(&generator, depth: 0)
                        for event in try decoder.decode(name: "", data: json.text) { try assembler.add(event) }
                    }
                    for event in try decoder.finish() { try assembler.add(event) }
                } catch {
                    #expect(!error.message.isEmpty)
                }
                #expect(assembler.response().toolCalls.allSatisfy { !$0.id.isEmpty })
            }
        }
    }

    @Test(arguments: 0..<60)
    func `data that is no JSON is a bad response`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        for format in Self.formats {
            var decoder = format.makeDecoder()
            let data = "{" + generator.text(from: #"{}[]":,\abtrue019"#, upTo: 40)
            guard (try? JSON(parsing: data)) == nil else { continue }
            let error = #expect(throws: ModelError.self) { try decoder.decode(name: "", data: data) }
            #expect(error?.code == .badResponse)
        }
    }

    @Test(arguments: 0..<40)
    func `the fewest events of an answer make the same answer`(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<TestEffort.cases(40) {
            let events = (0..<Int.random(in: 0...14, using: &generator)).map { _ in Self.event(&generator) }
            var (assembler, again) = (ResponseAssembler(), ResponseAssembler())
            for event in events { try assembler.add(event) }
            for event in assembler.events { try again.add(event) }
            #expect(again.response() == assembler.response(), "\(events)")
            #expect(again.events == assembler.events && assembler.events.count <= events.count, "\(events)")
            #expect(again.charges == assembler.charges && again.calledTools == assembler.calledTools)
        }
    }

    private static func event(_ generator: inout SeededGenerator) -> ModelEvent {
        let text = generator.text(from: "ab ", upTo: 2)
        let state = ProviderState(format: "test", value: .string(text))
        switch Int.random(in: 0..<12, using: &generator) {
        case 0: return .started(ModelIdentity(provider: "test", model: text))
        case 1, 2: return .text(text)
        case 3, 4: return .reasoning(text)
        case 5: return .reasoningState(state)
        case 6, 7, 8:
            let (isNamed, hasState) = (Bool.random(using: &generator), Bool.random(using: &generator))
            let delta = ToolCallDelta(
                index: Int.random(in: 0..<3, using: &generator),
                id: isNamed ? text : nil,
                name: isNamed ? "look" : nil,
                arguments: text,
                state: hasState ? state : nil
            )
            return .toolCall(delta)
        case 9: return .usage(Usage(inputTokens: text.utf8.count, outputTokens: 1))
        case 10: return .stop(.finished)
        default:
            let error = ModelError(.unavailable, text, status: 503)
            return .retry(
                RetryNotice(
                    reason: error,
                    wait: .zero,
                    attempt: 1,
                    next: ModelIdentity(provider: "test", model: "next")
                )
            )
        }
    }

    @Test func `an answer without end is cut off`() throws {
        var assembler = ResponseAssembler(byteLimit: 1_000)
        let error = #expect(throws: ModelError.self) {
            for _ in 0..<1_001 { try assembler.add(.text("x")) }
        }
        #expect(error?.code == .badResponse)
        #expect(throws: ModelError.self) {
            for index in 0..<1_000 { try assembler.add(.toolCall(ToolCallDelta(index: index))) }
        }
    }

    private static func json(_ generator: inout SeededGenerator, depth: Int) -> JSON {
        switch Int.random(in: 0..<(depth > 5 ? 5 : depth == 0 ? 1 : 9), using: &generator) + (depth == 0 ? 8 : 0) {
        case 0: return .null
        case 1: return .int([0, 1, -1, .max, .min, 3].randomElement(using: &generator) ?? 0)
        case 2: return .double(.random(in: -1e300...1e300, using: &generator))
        case 3, 4: return .string(words.randomElement(using: &generator) ?? "")
        case 5, 6:
            return .array(
                (0..<Int.random(in: 0...3, using: &generator)).map { _ in json(&generator, depth: depth + 1) }
            )
        default:
            return .object(
                (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                    let name = names.randomElement(using: &generator) ?? ""
                    let isWord = name == "type" && Bool.random(using: &generator)
                    let word = JSON.string(words.randomElement(using: &generator) ?? "")
                    return .init(name, isWord ? word : json(&generator, depth: depth + 1))
                }
            )
        }
    }
}
