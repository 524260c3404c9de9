import Agents
import Blackboard
import Core
import LanguageModels
import Research

extension Session {
    /// Does something as a run, which others can see and end; a run that is taken up is the one that was begun before.
    ///
    /// - Parameters:
    ///   - board: The board.
    ///   - command: The command; nothing for that of this process.
    ///   - task: The question.
    ///   - arguments: The arguments of the command; nothing for those of this process.
    ///   - isWorthResuming: Whether what came of it makes somebody want to take the run up.
    ///   - body: Does it, given the run's identifier, and tells how the run ends.
    /// - Returns: What the closure returns.
    /// - Throws: What the closure throws, once the run is ended by it.
    func asRun<Value>(
        on board: Blackboard,
        command: String? = nil,
        task: String,
        arguments: [String]? = nil,
        isWorthResuming: (Value) -> Bool = { _ in true },
        _ body: (_ run: String) async throws -> (Value, RunEnd)
    ) async throws -> Value {
        // A run that is told again stays as it is.
        if let taken = invocation.taken, taken.mode == .replay { return try await body(taken.id).0 }
        let name = command ?? invocation.path.dropFirst().joined(separator: " ")
        let run: ActiveRun =
            if let taken = invocation.taken {
                try await board.resumeRun(taken.id)
            } else {
                try await board.beginRun(command: name, task: task, options: runOptions(arguments))
            }
        let value: Value
        let end: RunEnd
        do {
            (value, end) = try await body(run.id)
        } catch {
            let state = error is CancellationError ? Run.State.interrupted : .failed
            // The first error is the one to tell; a run that cannot be ended shows as interrupted.
            try? await board.endRun(run, RunEnd(state, reason: ErrorReport(error).message))
            if error is CancellationError || error is ModelError { tellOfResuming(run.id) }
            throw error
        }
        try await board.endRun(run, end)
        if end.state.isResumable, !Self.isComplete(end.reason), isWorthResuming(value) { tellOfResuming(run.id) }
        return value
    }

    /// Whether a run that ended for a reason has done all that it can, be it with gaps.
    static func isComplete(_ reason: String?) -> Bool {
        [ResearchEnding.Code.completed, .noEvidence].contains { $0.rawValue == reason }
    }

    private func tellOfResuming(_ run: String) {
        let here =
            isTalk && invocation.path.last == AgentCommand.command.name ? "/continue goes on with it; so does " : ""
        console.note(here + "'slate resume \(run)'" + (here.isEmpty ? " takes it up" : ""))
    }

    /// How this command was called, so that it can be called again.
    private func runOptions(_ arguments: [String]?) -> JSON {
        let options = invocation.values.sorted { $0.key < $1.key }.map { name, values in
            JSON.Member(name, .array(values.map(JSON.string)))
        }
        return [
            "folder": .string(workingFolder.string),
            "arguments": .array((arguments ?? invocation.arguments).map(JSON.string)),
            "options": .object(options),
            "asks-person": .bool(console.canAsk),
            TakenRun.settingsKey: RecordedSettings(of: configuration).json,
        ]
    }
}

extension RunEnd {
    /// The end of a run that came to an answer, or to none; with what it wrote.
    init(_ answer: Answer, _ record: RecordedReport.Record? = nil) {
        let usage = answer.making.usage.json.adding(JSON.Member("record", record?.json ?? .null))
        let state: Run.State =
            switch answer.outcome {
            case "success": .done
            case "partial": .partial
            default: .failed
            }
        self.init(state, reason: answer.exitReason, usage: usage)
    }
}

extension RunEnd {
    /// The end of a run of one agent and its workers, with whose models they had, and with the settings that they came to
    /// this end by: whoever took the run up may have allowed more.
    init(_ result: AgentResult, usage: AgentUsage, _ asked: AskedModels, _ settings: RecordedSettings) {
        let state: Run.State =
            switch (result.status, result.outcome) {
            case (.cancelled, _): .interrupted
            case (_, .success): .done
            case (_, .partial): .partial
            case (_, .failure): .failed
            }
        let noted = usage.json.adding(asked.json).adding(JSON.Member(TakenRun.settingsKey, settings.json))
        self.init(state, reason: result.exitReason.rawValue, usage: noted)
    }
}
