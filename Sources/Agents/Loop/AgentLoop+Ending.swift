import LanguageModels

extension AgentLoop {
    /// Asks for last words, in one request without tools.
    mutating func wrapUp(_ ending: Ending) -> Action {
        phase = .wrappingUp(ending)
        let why = ending.error ?? ending.reason.rawValue
        let form = brief.task.output == nil ? "" : " Give what you have in the form that was asked for."
        let words = """
            [notice] This is your last turn: \(why). You can call no more tools. Answer the task now with what you have \
            established, with its ids, and say what is missing.\(form)
            """
        let plain = Self.withoutCalls(messages) + [.user(words)]
        request = ModelRequest(messages: plain, maxOutputTokens: limits.outputTokens ?? Self.wrapUpTokens)
        requestTokens = estimator.tokens(in: request)
        return .ask(request)
    }

    /// Ends the agent with the best text that there is.
    mutating func finish(_ ending: Ending, lastWords: String = "") -> Action {
        var ending = ending
        phase = .over
        if AnswerText.isAnswer(lastWords) { ending.output = lastWords }
        if AnswerText.isBlank(ending.output), ending.reason != .emptyAnswer { ending.output = lastText }
        return .finish(ending)
    }

    /// The conversation with calls and results as text: some providers refuse them where no tool is offered, and some
    /// models call the tools that are.
    private static func withoutCalls(_ messages: [Message]) -> [Message] {
        messages.map { message in
            switch message {
            case .system, .user: return message
            case .assistant(let parts):
                let texts = parts.compactMap { part -> String? in
                    switch part {
                    case .text(let text): text
                    case .reasoning: nil
                    case .toolCall(let call): "(called \(call.name) with \(call.arguments))"
                    }
                }
                return .assistant([.text(texts.joined(separator: "\n"))])
            case .tools(let results):
                return .user(results.map { "(result of \($0.name))\n\($0.content)" }.joined(separator: "\n\n"))
            }
        }
    }
}
