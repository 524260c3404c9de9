import TerminalUI
import Agents
import Core
import LanguageModels
import Research

/// What `slate agent` prints.
struct AgentAnswer {
    let task: String
    let result: AgentResult
    let run: String
    /// The model.
    let engine: String
    /// What all agents used.
    let usage: AgentUsage
    /// What was set as a ceiling, and how much of it is used, in words.
    let budget: String?
    let citations: CitedEntries
    let time: Duration

    /// Prints the answer, and on standard error how it came about.
    func show(on console: Console) {
        if console.isJSON {
            console.printVerbatim(json.prettyText + "\n")
        } else if !result.output.isEmpty {
            console.print(console.isTerminal ? TerminalText.wrap(result.output, width: console.width) : result.output)
        }
        if !citations.unknown.isEmpty {
            let list = citations.unknown.joined(separator: ", ")
            console.warn("the answer cites \(list), which the board does not have: take what rests on it as unfounded")
        }
        let wrong = citations.citations.filter { $0.entry != nil && $0.check == .notFound }.map(\.label)
        if !wrong.isEmpty {
            console.warn("the answer cites \(wrong.joined(separator: ", ")), which is withdrawn or not in its source")
        }
        console.note(summary)
        if result.outcome != .success {
            console.fail("\(result.outcome.rawValue): \(result.error ?? result.exitReason.rawValue)")
        }
    }

    /// How the command ends: only a final answer is a success.
    var exitStatus: ExitStatus {
        switch result.exitReason {
        case .cancelled: return .interrupted
        case .unauthorized, .modelNotFound, .quotaExhausted: return .configuration
        case .providerUnavailable, .rateLimited: return .unavailable
        case .iterationLimit, .budgetExhausted, .timedOut, .contextFull, .answerCutOff: return .limit
        default: return result.outcome == .success ? .done : .failure
        }
    }

    private var seconds: Double {
        let value = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        return (value * 1_000).rounded() / 1_000
    }

    private var summary: String {
        let tokens = usage.tokens.inputTokens + usage.tokens.outputTokens
        let cost = usage.cost.map { ", \($0) US dollars" } ?? ""
        let ceilings = budget.map { "; of the budget \($0)" } ?? ""
        return
            "run \(run): \(result.outcome.rawValue), \(usage.calls) calls, \(tokens) tokens\(cost), \(seconds) s\(ceilings)"
    }

    private var json: JSON {
        [
            "question": .string(task), "answer": .string(result.output), "engine": .string(engine),
            "citations": citations.json, "gaps": [], "run": .string(run),
            "outcome": .string(result.outcome.rawValue), "exit_reason": .string(result.exitReason.rawValue),
            "error": JSON(result.error), "artifacts": .array(result.artifacts.map { .string("\($0)") }),
            "usage": usage.json, "seconds": .double(seconds),
        ]
    }
}
