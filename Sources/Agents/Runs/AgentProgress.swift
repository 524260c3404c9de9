import LanguageModels
import Synchronization

/// Puts what an agent does into the words of a run's events.
final class AgentProgress: Sendable {
    private struct State: Sendable {
        var iteration = 0
        var usage = AgentUsage()
        var starts: [String: Duration] = [:]
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: How many turns the agent has.
    init(limit: Int) { self.limit = limit }

    /// The run's events that come of an event of the agent.
    func kinds(_ event: AgentEvent, prices: PriceTable, now: Duration) -> [RunEvent.Kind] {
        state.withLock { state in
            switch event {
            case .asked(let iteration, _):
                state.iteration = iteration
                return []
            case .answered(let response):
                state.usage.add(response.charges, prices: prices)
                return [progress(state)]
            case .toolStarted(let call):
                state.starts[call.id] = now
                return [.toolStarted(call: call.id, tool: call.name)]
            case .toolEnded(let result):
                let time = state.starts.removeValue(forKey: result.callID).map { now - $0 } ?? .zero
                return [
                    .toolCompleted(
                        call: result.callID,
                        tool: result.name,
                        milliseconds: time.milliseconds,
                        error: result.isError ? result.content : nil
                    )
                ]
            default: return others(event)
            }
        }
    }

    private func others(_ event: AgentEvent) -> [RunEvent.Kind] {
        switch event {
        case .retried(let notice):
            [.warned("attempt \(notice.attempt) in \(notice.wait.milliseconds) ms, after: \(notice.reason.message)")]
        case .repaired(let text): [.noted(code: "repaired", text: text)]
        case .noticed(let text): [.noted(code: "told", text: text)]
        case .noted(let code, let text): [.noted(code: code, text: text)]
        case .reduced(let results):
            [.noted(code: "reduced", text: "\(results) old results became digests, for the context to fit")]
        default: []
        }
    }

    private func progress(_ state: State) -> RunEvent.Kind {
        .progress(
            iteration: state.iteration,
            limit: limit,
            tokens: state.usage.tokens.inputTokens + state.usage.tokens.outputTokens,
            dollars: state.usage.cost
        )
    }
}
