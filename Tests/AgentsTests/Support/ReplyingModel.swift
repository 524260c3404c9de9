import LanguageModels

/// A model that answers from the request alone, so that many agents can share it.
struct ReplyingModel: StreamingModel {
    let identity = ModelIdentity(provider: "test", model: "replying")
    var usage: @Sendable (ModelRequest) -> Usage = { _ in ScriptedModel.standardUsage }
    let reply: @Sendable (ModelRequest) -> ScriptedModel.Answer

    func stream(_ request: ModelRequest) -> ModelEventStream {
        ScriptedModel.stream(of: reply(request), usage: usage(request))
    }
}

extension ModelRequest {
    /// All text that was said, in one.
    var words: String {
        messages.map { message in
            switch message {
            case .system(let text): text
            case .user(let text): text
            case .assistant(let parts): ModelResponse(content: parts).text
            case .tools(let results): results.map(\.content).joined(separator: "\n")
            }
        }.joined(separator: "\n")
    }

    /// How many results of tools it holds.
    var resultCount: Int {
        messages.reduce(0) { count, message in
            if case .tools(let results) = message { return count + results.count }
            return count
        }
    }

    func offers(_ tool: String) -> Bool { tools.contains { $0.name == tool } }
}
