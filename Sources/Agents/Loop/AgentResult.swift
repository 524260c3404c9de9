public import Blackboard
public import Core

/// What became of a task.
///
/// The outcome is derived from the reason of the end and from what is there, so that nobody can claim a success.
public struct AgentResult: Sendable, Equatable {
    /// Where a task stands.
    public enum Status: String, Sendable {
        /// The agent came to its own end, within its limits or at one of them.
        case completed
        /// It could not go on.
        case failed
        /// It was called off.
        case cancelled
    }

    /// The task.
    public var taskID: String
    /// Why the agent ended.
    public var exitReason: ExitReason
    /// The final answer, or what was written until the end came.
    public var output: String
    /// The answer as a value, where a form was asked for.
    public var value: JSON?
    /// What went wrong, in one sentence.
    public var error: String?
    /// What was used.
    public var usage: AgentUsage
    /// What the agent made, in order and once each.
    public var artifacts: [Artifact]
    /// The name under which the output can be read on the board, once it was put there.
    public var fullOutput: String?

    /// Creates a result.
    ///
    /// - Parameters:
    ///   - taskID: The task.
    ///   - exitReason: Why the agent ended.
    ///   - output: The final answer, or what was written until the end came.
    ///   - value: The answer as a value.
    ///   - error: What went wrong.
    ///   - usage: What was used.
    ///   - artifacts: What the agent made.
    public init(
        taskID: String,
        exitReason: ExitReason,
        output: String = "",
        value: JSON? = nil,
        error: String? = nil,
        usage: AgentUsage = AgentUsage(),
        artifacts: [Artifact] = []
    ) {
        self.taskID = taskID
        self.exitReason = exitReason
        self.output = output
        self.value = value
        self.error = error
        self.usage = usage
        self.artifacts = artifacts
    }

    /// What was achieved: a success only after a final answer that is neither empty nor an error's text.
    public var outcome: Outcome {
        // A value has the form that was asked for, whatever it looks like.
        let hasOutput = exitReason.keepsOutput && (value != nil || AnswerText.isAnswer(output))
        if exitReason == .finished, hasOutput { return .success }
        return hasOutput || !artifacts.isEmpty ? .partial : .failure
    }

    /// Where the task stands.
    public var status: Status {
        switch exitReason {
        case .cancelled: .cancelled
        case .finished, .iterationLimit, .budgetExhausted, .answerCutOff, .loopDetected:
            outcome == .failure ? .failed : .completed
        default: .failed
        }
    }

    /// The findings among what was made.
    public var findings: [EntryID] { artifacts.compactMap(\.entry).filter { $0.kind == .finding } }

    /// The result as a message between worker and supervisor.
    public var json: JSON { json(digest: nil) }

    /// The result as a message, with a digest in the place of a long output.
    func json(digest: String?) -> JSON {
        var members: [JSON.Member] = [
            JSON.Member("task_id", .string(taskID)), JSON.Member("status", .string(status.rawValue)),
            JSON.Member("outcome", .string(outcome.rawValue)),
            JSON.Member("output", digest.map(JSON.string) ?? value ?? .string(output)),
            JSON.Member("error", JSON(error)), JSON.Member("token_usage", usage.json),
            JSON.Member("findings", .array(findings.map { .string("\($0)") })),
            JSON.Member("artifacts", .array(artifacts.map { .string("\($0)") })),
            JSON.Member("exit_reason", .string(exitReason.rawValue)),
        ]
        if let fullOutput { members.append(JSON.Member("full_output", .string(fullOutput))) }
        return .object(members)
    }
}

/// Something that an agent made.
public enum Artifact: Sendable, Hashable, CustomStringConvertible {
    /// An entry of the board.
    case entry(EntryID)
    /// A file, by its path in the working folder.
    case file(String)

    /// The entry, if it is one.
    public var entry: EntryID? { if case .entry(let id) = self { id } else { nil } }

    /// The id or the path.
    public var description: String {
        switch self {
        case .entry(let id): "\(id)"
        case .file(let path): path
        }
    }
}
