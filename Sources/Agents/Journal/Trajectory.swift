public import Blackboard
public import Core
import LanguageModels

/// What one agent was told, said and did in a run, as data for other programs.
public struct Trajectory: Sendable {
    /// The most bytes of one text.
    private static let textLimit = 1 << 20

    private let run: String
    private let agent: JournalAgent
    private let steps: [RecordedStep]

    /// Creates a trajectory.
    ///
    /// - Parameters:
    ///   - agent: The agent.
    ///   - run: The run.
    ///   - steps: What it did, with what was asked and what came of it.
    public init(of agent: JournalAgent, in run: String, steps: [RecordedStep]) {
        self.run = run
        self.agent = agent
        self.steps = steps
    }

    /// The trajectory as an object: the conversation as it was at the end, and all steps.
    ///
    /// - Parameter removing: What is a secret besides what looks like one.
    /// - Returns: The object, without secrets.
    public func json(removing: TextGuard.Options = TextGuard.Options()) -> JSON {
        // What stood in fences was said, and is part of the record.
        let options = TextGuard.Options(fences: [], keysInUse: removing.keysInUse)
        func clean(_ json: JSON) -> JSON { json.redacted(options, limit: Self.textLimit) }
        return [
            "run": .string(run), "agent": .string(agent.path), "attempt": .int(agent.attempt),
            "messages": clean(.array(messages)), "steps": .array(steps.map { Self.json($0, clean) }),
        ]
    }

    private var messages: [JSON] {
        var messages: [JSON] = []
        let calls = steps.filter { $0.kind == .model && !$0.isSuperseded }
        for call in calls {
            let known = min(max(0, call.input["known"]?.int ?? 0), messages.count)
            messages = messages.prefix(known) + (call.input["messages"]?.array ?? [])
        }
        if let last = calls.last, !last.isFailure, let answer = Self.answer(last.result) { messages.append(answer) }
        return messages
    }

    private static func answer(_ result: JSON) -> JSON? {
        guard let events = [ModelEvent](recorded: result["events"]) else { return nil }
        var assembler = ResponseAssembler()
        for event in events {
            do {
                try assembler.add(event)
            } catch {
                // Longer than any answer that was accepted: what there is of it is told.
                break
            }
        }
        return Message.assistant(assembler.response().content).json
    }

    private static func json(_ step: RecordedStep, _ clean: (JSON) -> JSON) -> JSON {
        var members: [JSON.Member] = [
            JSON.Member("step", .int(step.number)), JSON.Member("kind", .string(step.kind.rawValue)),
            JSON.Member("label", clean(.string(step.label))), JSON.Member("started", .string("\(step.started)")),
            JSON.Member("seconds", .double(step.seconds)), JSON.Member("failed", .bool(step.isFailure)),
            JSON.Member("superseded", .bool(step.isSuperseded)),
        ]
        if step.kind == .model {
            members += [
                JSON.Member("input_tokens", .int(step.usage.inputTokens)),
                JSON.Member("output_tokens", .int(step.usage.outputTokens)),
                JSON.Member("cost_usd", step.usage.cost.map(JSON.double) ?? .null),
            ]
        } else {
            members += [JSON.Member("input", clean(step.input)), JSON.Member("result", clean(step.result))]
        }
        return .object(members)
    }
}
