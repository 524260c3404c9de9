import LanguageModels

extension AgentLoop {
    /// How many tasks are named at most that are open.
    private static let namedTasks = 20

    mutating func learn(_ response: ModelResponse, _ status: AgentHooks.BudgetStatus?) {
        iterations += 1
        if let status { budget = status }
        if let usage = response.usage, response.retries == 0 {
            estimator.learn(from: request, inputTokens: usage.inputTokens)
        }
        if AnswerText.isAnswer(response.text) { lastText = response.text }
    }

    mutating func take(_ response: ModelResponse) -> Action {
        var response = response
        // Text that nobody can see is none.
        if AnswerText.isBlank(response.text) {
            response.content.removeAll { if case .text = $0 { true } else { false } }
        }
        if brief.task.output != nil, response.toolCalls.isEmpty, !AnswerText.isBlank(response.text) {
            return tellOfOpenTasks(response) ?? takeOutput(response)
        }
        switch review.review(response, to: request) {
        case .failed(let error):
            let isEmpty = response.toolCalls.isEmpty && AnswerText.isBlank(response.text)
            return finish(Ending(reason: isEmpty ? .emptyAnswer : ExitReason(error), error: error.message))
        case .askAgain(let added):
            messages += added
            return think()
        case .accepted(let answer):
            notes += answer.repairs.map { .repaired($0) }
            if answer.response.toolCalls.isEmpty {
                return tellOfOpenTasks(answer.response) ?? takeFinal(answer.response)
            }
            messages.append(.assistant(answer.response.content))
            phase = .acting(answer.calls, rejected: answer.rejected)
            return .run(answer.calls)
        }
    }

    /// Tells once, after an answer that came too early, that tasks are open; nothing if the answer stands.
    private mutating func tellOfOpenTasks(_ response: ModelResponse) -> Action? {
        guard !openTasks.isEmpty, !isToldOfOpenTasks else { return nil }
        isToldOfOpenTasks = true
        messages.append(.assistant(response.content))
        let names = openTasks.prefix(Self.namedTasks).joined(separator: ", ")
        let rest = openTasks.count > Self.namedTasks ? " and \(openTasks.count - Self.namedTasks) more" : ""
        tell(
            "You have not collected the results of \(names)\(rest). \(CollectResultsTool.name) waits for them; if you "
                + "answer again without that, tasks that are not done are called off."
        )
        return think()
    }

    private mutating func takeFinal(_ response: ModelResponse) -> Action {
        guard AnswerText.isError(response.text) else {
            let reason = response.stopReason == .length ? ExitReason.answerCutOff : .finished
            let error = reason == .finished ? nil : "the answer was cut off by the limit of tokens; allow more"
            return finish(Ending(reason: reason, output: response.text, error: error))
        }
        errorAnswers += 1
        let text = response.text.prefix(200)
        if errorAnswers > Self.errorAnswerLimit {
            return finish(Ending(reason: .errorAnswer, output: response.text, error: "the model answered: \(text)"))
        }
        messages.append(.assistant(response.content))
        tell("Your answer is the text of an error. Answer the task, or say in a sentence of your own why you cannot.")
        return think()
    }

    private mutating func takeOutput(_ response: ModelResponse) -> Action {
        var formed = request
        formed.output = brief.task.output
        switch outputReview.review(response, to: formed) {
        case .accepted(let answer):
            notes += answer.repairs.map { .repaired($0) }
            return finish(Ending(reason: .finished, output: response.text, value: answer.output))
        case .askAgain(let added):
            messages += added
            return think()
        case .failed(let error):
            let reason = error.code == .refused ? ExitReason.refused : .invalidOutput
            return finish(Ending(reason: reason, output: response.text, error: error.message))
        }
    }

    mutating func take(_ error: ModelError, text: String) -> Action {
        if error.code == .contextTooLong {
            return reduce(isRefused: true)
        }
        return finish(Ending(reason: ExitReason(error), output: text, error: error.message))
    }
}
