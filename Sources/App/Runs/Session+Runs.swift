import Agents
import Blackboard
import Core
import Research

extension Session {
    /// Does something as a run, which others can see and end.
    ///
    /// - Parameters:
    ///   - board: The board.
    ///   - command: The command; nothing for that of this process.
    ///   - task: The question.
    ///   - resumed: The run that is taken up; nothing for a new one.
    ///   - body: Does it, and tells how the run ends.
    /// - Returns: What the closure returns.
    /// - Throws: What the closure throws, once the run is ended by it.
    func asRun<Value>(
        on board: Blackboard,
        command: String? = nil,
        task: String,
        resuming resumed: String? = nil,
        _ body: (ActiveRun) async throws -> (Value, RunEnd)
    ) async throws -> Value {
        let name = command ?? invocation.path.dropFirst().joined(separator: " ")
        let run: ActiveRun =
            if let resumed {
                try await board.resumeRun(resumed)
            } else {
                try await board.beginRun(command: name, task: task, options: runOptions)
            }
        let value: Value
        let end: RunEnd
        do {
            (value, end) = try await body(run)
        } catch {
            let state = error is CancellationError ? Run.State.interrupted : .failed
            // The first error is the one to tell; a run that cannot be ended shows as interrupted.
            try? await board.endRun(run, RunEnd(state, reason: ErrorReport(error).message))
            throw error
        }
        try await board.endRun(run, end)
        return value
    }

    /// How this command was called, so that it can be called again.
    private var runOptions: JSON {
        let options = invocation.values.sorted { $0.key < $1.key }.map { name, values in
            JSON.Member(name, .array(values.map(JSON.string)))
        }
        return [
            "folder": .string(workingFolder.string), "arguments": .array(invocation.arguments.map(JSON.string)),
            "options": .object(options),
        ]
    }
}

extension RunEnd {
    /// The end of a run that came to an answer, or to none.
    init(_ answer: Answer) {
        let state: Run.State =
            switch answer.outcome {
            case "success": .done
            case "partial": .partial
            default: .failed
            }
        self.init(state, reason: answer.exitReason)
    }
}
