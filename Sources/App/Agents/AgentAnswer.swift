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
    ///
    /// - Parameters:
    ///   - console: Where to.
    ///   - asLine: Whether as the last of the run's events.
    func show(on console: Console, asLine: Bool) {
        if asLine {
            console.printVerbatim(json.adding(JSON.Member("event", "answer")).text + "\n")
        } else if console.isJSON {
            console.printVerbatim(json.prettyText + "\n")
        } else if !result.output.isEmpty {
            console.printWrapped(result.output)
        }
        citations.warn(on: console)
        console.note(summary)
        if result.outcome != .success {
            console.fail("\(result.outcome.rawValue): \(result.error ?? result.exitReason.rawValue)")
        }
    }

    /// How the command ends.
    var exitStatus: ExitStatus { ExitStatus(result) }

    private var seconds: Double {
        (time.seconds * 1_000).rounded() / 1_000
    }

    private var summary: String {
        let tokens = usage.tokens.inputTokens + usage.tokens.outputTokens
        let cost = usage.cost.map { ", \($0) US dollars" } ?? ""
        let ceilings = budget.map { "; of the budget \($0)" } ?? ""
        return
            "run \(run): \(result.outcome.rawValue), \(usage.calls.of("call")), \(tokens.of("token"))\(cost), \(seconds) s\(ceilings)"
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

extension ExitStatus {
    /// How a command ends that an agent has worked for: only a final answer is a success.
    init(_ result: AgentResult) {
        switch result.exitReason {
        case .cancelled: self = .interrupted
        case .iterationLimit, .budgetExhausted, .timedOut, .contextFull, .answerCutOff: self = .limit
        case .finished where result.outcome == .success: self = .done
        default: self.init(failedBecause: result.exitReason)
        }
    }
}
