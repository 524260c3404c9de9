import Agents
import Core
import LanguageModels
import Synchronization

/// A model that answers each request with the next item of a script.
final class ScriptedModel: StreamingModel {
    enum Answer: Sendable {
        case text(String, StopReason = .finished)
        case calls([(tool: String, arguments: JSON)])
        case failure(ModelError.Code, after: String = "")
        /// Says something, then nothing more until it is cancelled.
        case hang(after: String = "")

        static func call(_ tool: String, _ arguments: JSON = [:]) -> Answer { .calls([(tool, arguments)]) }
    }

    let identity = ModelIdentity(provider: "test", model: "scripted")
    private let state: Mutex<(script: [Answer], requests: [ModelRequest])>
    private let last: Answer?

    /// Creates a model.
    ///
    /// - Parameters:
    ///   - script: The answers.
    ///   - last: The answer to all further requests; nothing for a failure.
    init(_ script: [Answer], then last: Answer? = nil) {
        state = Mutex((script, []))
        self.last = last
    }

    var requests: [ModelRequest] { state.withLock { $0.requests } }

    func stream(_ request: ModelRequest) -> ModelEventStream {
        let answer = state.withLock { state in
            state.requests.append(request)
            return state.script.isEmpty ? (last ?? .failure(.unavailable)) : state.script.removeFirst()
        }
        return Self.stream(of: answer)
    }

    static func stream(of answer: Answer, usage: Usage = standardUsage) -> ModelEventStream {
        switch answer {
        case .text, .calls: return ModelEventStream(Self.events(answer, usage))
        case .failure(let code, let text):
            return ModelEventStream([.text(text)], then: ModelError(code, "it failed"))
        case .hang(let text):
            return ModelEventStream {
                var isFirst = true
                return {
                    defer { isFirst = false }
                    if isFirst { return .text(text) }
                    try await Task.sleep(for: .seconds(3_600))
                    return nil
                }
            }
        }
    }

    static func response(_ answer: Answer) throws -> ModelResponse {
        var assembler = ResponseAssembler()
        for event in events(answer, standardUsage) { try assembler.add(event) }
        return assembler.response()
    }

    static let standardUsage = Usage(inputTokens: 100, outputTokens: 10)

    private static func events(_ answer: Answer, _ usage: Usage) -> [ModelEvent] {
        let usage = ModelEvent.usage(usage)
        switch answer {
        case .text(let text, let stop): return [.text(text), usage, .stop(stop)]
        case .calls(let calls):
            let deltas = calls.enumerated().map { index, call in
                ModelEvent.toolCall(
                    ToolCallDelta(index: index, id: "c\(index)", name: call.tool, arguments: call.arguments.text)
                )
            }
            return deltas + [usage, .stop(.toolCalls)]
        case .failure, .hang: return []
        }
    }
}
