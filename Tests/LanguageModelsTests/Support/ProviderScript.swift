import Core
import Synchronization
import TestSupport
import Testing

@testable import LanguageModels

/// What a provider of each wire format sends, and what can go wrong with it.
struct ProviderScript: Sendable, CustomTestStringConvertible {
    enum Fault: String, CaseIterable {
        case none, busyOnce, brokenOnce, cut, stall, garbage, slow, empty, huge
    }

    static let all = [
        ProviderScript(
            name: "openai",
            textEvents: [
                #"data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}"#,
                #"data: {"choices":[{"index":0,"delta":{"content":"It is "},"finish_reason":null}]}"#,
                #"data: {"choices":[{"index":0,"delta":{"content":"7 °C."},"finish_reason":null}]}"#,
                #"data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
                #"data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":5}}"#, "data: [DONE]",
            ]
        ),
        ProviderScript(
            name: "openai-responses",
            textEvents: [
                #"data: {"type":"response.created","response":{"status":"in_progress"}}"#,
                #"data: {"type":"response.output_text.delta","output_index":0,"delta":"It is "}"#,
                #"data: {"type":"response.output_text.delta","output_index":0,"delta":"7 °C."}"#,
                #"data: {"type":"response.completed","response":{"usage":{"input_tokens":9,"output_tokens":5}}}"#,
            ]
        ),
        ProviderScript(
            name: "anthropic",
            textEvents: [
                #"data: {"type":"message_start","message":{"usage":{"input_tokens":9,"output_tokens":1}}}"#,
                #"data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"It is "}}"#,
                #"data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"7 °C."}}"#,
                #"data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":5}}"#,
                #"data: {"type":"message_stop"}"#,
            ]
        ),
        ProviderScript(
            name: "gemini",
            textEvents: [
                #"data: {"candidates":[{"content":{"parts":[{"text":"It "}],"role":"model"}}]}"#,
                #"data: {"candidates":[{"content":{"parts":[{"text":"is "}],"role":"model"}}]}"#,
                #"data: {"candidates":[{"content":{"parts":[{"text":"7 °C."}]},"finishReason":"STOP"}],"#
                    + #""usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":5}}"#,
            ]
        ),
    ]

    let name: String
    let textEvents: [String]

    var testDescription: String { name }

    /// A server with this form and a fault.
    func server(_ fault: Fault) throws -> ScriptedServer {
        let count = Mutex(0)
        return try ScriptedServer { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            return steps(fault, request: number)
        }
    }

    private func steps(_ fault: Fault, request: Int) -> [ScriptedServer.Step] {
        let json = "Content-Type: application/json"
        let error = Array(#"{"error":{"message":"try again"}}"#.utf8)
        switch fault {
        case .busyOnce where request == 1: return [.respond(429, [json, "Retry-After: 0"], error)]
        case .brokenOnce where request == 1: return [.respond(500, [json], error)]
        case .empty: return [.respond(200, [json], Array(#"{"id":"x","choices":[]}"#.utf8))]
        default: return [.beginChunks(["Content-Type: text/event-stream"])] + body(fault)
        }
    }

    private func body(_ fault: Fault) -> [ScriptedServer.Step] {
        let events = textEvents.map { Array("\($0)\n\n".utf8) }
        switch fault {
        case .cut: return [.chunk(events[0]), .chunk(events[1]), .chunk(Array(events[2].dropLast(9))), .close]
        case .stall: return [.chunk(events[0]), .chunk(events[1]), .hang]
        case .garbage: return events.map { .chunk($0.map { $0 &* 31 &+ 7 }) } + [.chunk()]
        case .slow: return events.joined().map { .chunk([$0]) } + [.chunk()]
        case .huge:
            let piece = Array("100000\r\n".utf8) + [UInt8](repeating: 0x78, count: 1 << 20) + Array("\r\n".utf8)
            return [.chunk(events[0]), .chunk(Array("data: ".utf8)), .sendRepeatedly(piece, times: 64), .chunk()]
        default: return events.map { .chunk($0) } + [.chunk()]
        }
    }
}
