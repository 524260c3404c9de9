import Blackboard
import Core
import TerminalUI

/// Prints runs and their steps, for people and for programs.
enum RunOutput {
    /// A run as an object.
    static func json(_ run: Run) -> JSON {
        [
            "id": .string(run.id), "command": .string(run.command), "question": .string(run.task),
            "state": .string(run.state.rawValue), "reason": JSON(run.reason), "started": .string("\(run.started)"),
            "ended": JSON(run.ended?.description), "seconds": .double(run.seconds), "calls": .int(run.totals.calls),
            "steps": .int(run.totals.steps), "input_tokens": .int(run.totals.inputTokens),
            "output_tokens": .int(run.totals.outputTokens), "cost_usd": run.totals.cost.map(JSON.double) ?? .null,
            "usage": run.usage ?? .null, "options": run.options,
        ]
    }

    /// A step as an object.
    static func json(_ step: RecordedStep) -> JSON {
        [
            "step": .int(step.number), "kind": .string(step.kind.rawValue), "label": .string(step.label),
            "started": .string("\(step.started)"), "seconds": .double(step.seconds),
            "input_tokens": .int(step.usage.inputTokens), "output_tokens": .int(step.usage.outputTokens),
            "cost_usd": step.usage.cost.map(JSON.double) ?? .null, "failed": .bool(step.isFailure),
            "superseded": .bool(step.isSuperseded),
        ]
    }

    /// Prints a run: a line of what it was, and its question.
    static func show(_ run: Run, on console: Console) {
        let totals = run.totals
        var facts = ["\(run.started)", run.command, seconds(run.seconds)]
        if totals.calls > 0 {
            let tokens = totals.inputTokens + totals.outputTokens
            facts += [totals.calls.of("call"), tokens.of("token"), Money.words(totals.cost)]
        }
        let reason = run.reason.map { ["(\($0.onOneLine))"] } ?? []
        let heading: [(String, Console.Style?)] = [(run.id, .bold), (run.state.rawValue, style(of: run.state))]
        console.printFacts(heading + (facts + reason).map { ($0, nil) }, indent: 4)
        console.print("  " + TerminalText.cut(run.task.onOneLine, width: max(20, console.width - 2)))
    }

    /// Prints a step below its agent.
    static func show(_ step: RecordedStep, indent: Int, on console: Console) {
        let usage = step.usage
        var facts = [seconds(step.seconds)]
        if step.kind == .model { facts.append("\(usage.inputTokens)+\(usage.outputTokens) tokens") }
        if step.kind == .model || usage.cost != 0 { facts.append(Money.words(usage.cost)) }
        let room = max(30, console.width - indent - 45)
        let place =
            String(repeating: " ", count: indent) + pad("\(step.number)", 5) + pad(step.kind.rawValue, 9).dropLast()
        let what: [(String, Console.Style?)] = [
            (place, .dim), (TerminalText.cut(step.label.onOneLine, width: room), nil),
        ]
        let ending: [(String, Console.Style?)] = [
            (step.isFailure ? "failed" : "", .red), (step.isSuperseded ? "done anew" : "", .yellow),
        ]
        console.printFacts(what + facts.map { ($0, .dim) } + ending, indent: indent + 5)
    }

    /// Prints an agent's heading with what its steps used.
    static func show(_ agent: JournalAgent, _ steps: [RecordedStep], indent: Int, on console: Console) {
        let calls = steps.filter { $0.kind == .model }
        let tokens = calls.reduce(0) { $0 + $1.usage.inputTokens + $1.usage.outputTokens }
        let costs = calls.map(\.usage.cost)
        let cost = costs.contains(nil) ? nil : costs.reduce(0) { $0 + ($1 ?? 0) }
        let attempt = agent.attempt == 1 ? "" : " (attempt \(agent.attempt))"
        let facts = [
            steps.count.of("step"), seconds(time(of: steps)), tokens.of("token"),
            Money.words(cost),
        ]
        let name = String(repeating: " ", count: indent) + "agent \(agent.path)\(attempt)"
        console.printFacts([(name, .bold)] + facts.map { ($0, .dim) }, indent: indent + 4)
    }

    /// The seconds in which some step was under way: while nobody worked on the run, none was.
    static func time(of steps: [RecordedStep]) -> Double {
        var (total, latest) = (0, Int64.min)
        for step in steps.sorted(by: { $0.started.milliseconds < $1.started.milliseconds }) {
            total += Int(max(0, step.ended.milliseconds - max(step.started.milliseconds, latest)))
            latest = max(latest, step.ended.milliseconds)
        }
        return Double(total) / 1_000
    }

    private static func seconds(_ seconds: Double) -> String {
        "\(Int(seconds)).\(Int(seconds * 10) % 10) s"
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private static func style(of state: Run.State) -> Console.Style? {
        switch state {
        case .done: .green
        case .running: .cyan
        case .partial, .cancelled, .interrupted: .yellow
        case .failed: .red
        }
    }
}
