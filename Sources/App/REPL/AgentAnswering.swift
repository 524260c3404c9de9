import Agents
import Blackboard
import Core
import LanguageModels
import TerminalUI

/// Answers the questions of a conversation with an agent, which may hand tasks to others.
struct AgentAnswering {
    /// What came of a question.
    enum Outcome {
        case reply(Reply)
        /// No model could be asked, for a reason in words, and nobody asked for that one by name.
        case unreachable(String)

        var isReply: Bool { if case .reply = self { true } else { false } }
    }

    private static let standardRole = "orchestrator"

    let session: Session
    let board: Blackboard
    /// Shows what happens.
    let show: @Sendable (RunEvent) -> Void
    /// Is handed the agents before they begin.
    let begun: @Sendable (AgentRun) -> Void
    private let setup: AgentSetup
    private let role: Role

    init(
        session: Session,
        board: Blackboard,
        show: @escaping @Sendable (RunEvent) -> Void,
        begun: @escaping @Sendable (AgentRun) -> Void
    ) throws {
        let session = session.calling(AgentCommand.command)
        self.session = session
        self.board = board
        self.show = show
        self.begun = begun
        setup = AgentSetup(session)
        role = try setup.roles.role(named: Self.role(session))
    }

    /// The name of the role of who answers.
    static func role(_ session: Session) -> String { session.invocation.value("role") ?? standardRole }

    /// The model of who answers; nothing if there is none.
    static func model(_ session: Session) throws -> String? {
        let choice = session.configuration.model(for: .role(role(session), isDelegated: false))
        return choice.isExtractive ? nil : choice.model
    }

    /// Whether who answers has a model.
    var isWanted: Bool { !session.configuration.model(of: role, isWorker: false).isExtractive }

    /// Answers a question as a run of its own, and shows the answer as it comes.
    ///
    /// - Parameters:
    ///   - turn: The question.
    ///   - stream: Takes the answer.
    /// - Returns: What came of it; of a question that was called off what was said until then.
    /// - Throws: What goes wrong before the agent begins.
    func answer(_ turn: Turn, into stream: AnswerStream) async throws -> Outcome {
        let context = TalkContext(turn, removing: session.removing).text
        return try await answer(turn.goal, context: context, into: stream)
    }

    /// Goes on with a run that did not come to its end.
    ///
    /// - Parameters:
    ///   - run: The run, which the session takes up.
    ///   - stream: Takes the answer.
    /// - Returns: What came of it.
    /// - Throws: What goes wrong before the agent begins.
    func resume(_ run: Run, into stream: AnswerStream) async throws -> Outcome {
        try await answer(run.task, context: session.invocation.value("context") ?? "", into: stream)
    }

    private func answer(_ goal: String, context: String, into stream: AnswerStream) async throws -> Outcome {
        // What is wrong with the model is better known before anything is written.
        let model = try await setup.model(of: role, isWorker: false).model.identity
        var task = AgentTask(id: "1", goal: goal, role: role.name)
        task.context = context
        task.iterations = session.configuration.turnsOfTop
        let hasWeb = !session.invocation.has("no-web")
        let call = called(with: context, hasWeb: hasWeb)
        return try await call.asRun(
            on: board,
            task: goal,
            arguments: [goal],
            isWorthResuming: \.isReply
        ) { [task] active in
            let place = RunPlace(
                id: active,
                board: board,
                setup: setup,
                free: hasWeb ? [.network] : [],
                hasWeb: hasWeb,
                show: show,
                begun: begun,
                observer: { Self.pass($0, $1, to: stream) }
            )
            let (result, run) = try await place.watched { run in try await run.work(on: task) }
            let outcome = try await outcome(of: result, run, model, stream)
            return (outcome, RunEnd(result, usage: run.usage, setup.asked, RecordedSettings(of: session.configuration)))
        }
    }

    /// The session of the command that does the same, so that the run can be taken up.
    private func called(with context: String, hasWeb: Bool) -> Session {
        var session = session
        session.invocation.set(role.name, for: "role")
        if !context.isEmpty { session.invocation.set(context, for: "context") }
        if hasWeb { session.invocation.set("network", for: "allow") }
        return session
    }

    /// Shows what the agent at the top says.
    private static func pass(_ agent: AgentID, _ event: AgentEvent, to stream: AnswerStream) {
        guard agent == .top else { return }
        switch event {
        case .text(let piece): stream.append(piece)
        // What comes next is no part of the sentence before.
        case .answered(let response) where !response.toolCalls.isEmpty: stream.endParagraph()
        case .retried: stream.endParagraph()
        default: break
        }
    }

    private func outcome(
        of result: AgentResult,
        _ run: AgentRun,
        _ model: ModelIdentity,
        _ stream: AnswerStream
    ) async throws -> Outcome {
        let reason = result.error ?? result.exitReason.rawValue
        if result.exitReason == .providerUnavailable, result.output.isEmpty, !session.invocation.has("model") {
            return .unreachable(reason)
        }
        if result.exitReason == .cancelled {
            stream.finish()
            return .reply(Reply(interrupted: result.output, run: run.id))
        }
        var output = result.output
        while output.last?.isNewline == true { output.removeLast() }
        let citations = try await CitedEntries(in: output, on: board)
        let sources = citations.markdown
        let markdown = output + (sources.isEmpty ? "\n" : "\n\n" + sources)
        show(output, sources, in: stream)
        citations.warn(on: session.console)
        session.console.note(summary(run))
        let details: JSON = [
            "answer": .string(output), "engine": .string(model.description), "citations": citations.json,
            "outcome": .string(result.outcome.rawValue), "exit_reason": .string(result.exitReason.rawValue),
            "usage": run.usage.json,
        ]
        let failure = AnswerFailure(
            status: ExitStatus(result),
            message: "\(result.outcome == .partial ? "the answer is not complete" : "there is no answer"): \(reason)"
        )
        return .reply(
            Reply(
                markdown: markdown,
                plain: output.isEmpty ? "" : markdown,
                details: details,
                run: run.id,
                error: result.outcome == .success ? nil : failure
            )
        )
    }

    private func show(_ output: String, _ sources: String, in stream: AnswerStream) {
        guard session.console.isTerminal else {
            return session.console.print(output + (sources.isEmpty ? "" : "\n\n" + sources.dropLast()))
        }
        // What did not come as text, such as last words of before, is still to be shown.
        if stream.text.allSatisfy(\.isWhitespace) { stream.append(output) }
        stream.endParagraph()
        stream.append(sources)
        stream.finish()
    }

    private func summary(_ run: AgentRun) -> String {
        let usage = run.usage
        let tokens = usage.tokens.inputTokens + usage.tokens.outputTokens
        return "run \(run.id): \(usage.calls.of("call")), \(tokens.of("token")), \(Money.words(usage.cost))"
    }
}

extension Session {
    /// The session of a command that is called with the options of this one, as far as it has them.
    func calling(_ command: Command) -> Session {
        var session = self
        let names = Set((command.options + Command.globalOptions).map(\.name))
        session.invocation = Invocation(path: ["slate", command.name], command: command)
        session.invocation.taken = invocation.taken
        for (name, values) in invocation.values where names.contains(name) {
            for value in values { session.invocation.add(value, to: name) }
        }
        return session
    }
}
