import Synchronization

@testable import LanguageModels

/// A model that answers each request with the next item of a script.
final class ScriptedModel: StreamingModel {
    struct Answer: Sendable {
        var events: [ModelEvent] = []
        var error: ModelError?

        static func text(_ text: String) -> Answer { Answer(events: [.text(text), .stop(.finished)]) }
        static func failure(_ code: ModelError.Code, after events: [ModelEvent] = []) -> Answer {
            Answer(events: events, error: ModelError(code, "it failed"))
        }
    }

    let identity: ModelIdentity
    private let state: Mutex<(script: [Answer], requests: [ModelRequest])>

    init(named name: String = "scripted", _ script: [Answer]) {
        identity = ModelIdentity(provider: "test", model: name)
        state = Mutex((script, []))
    }

    var requests: [ModelRequest] { state.withLock { $0.requests } }

    func stream(_ request: ModelRequest) -> ModelEventStream {
        let answer = state.withLock { state in
            state.requests.append(request)
            return state.script.isEmpty ? .failure(.unavailable) : state.script.removeFirst()
        }
        return ModelEventStream(answer.events, then: answer.error)
    }
}
