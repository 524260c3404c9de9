import Agents
import Blackboard
import Core
import LanguageModels
import Research

/// What `ask`, `report` and the REPL have in common: the sources given, the engine, the model options.
struct Researching {
    static let options =
        [
            Command.Option(
                name: "source",
                value: .text("PATH|URL"),
                isRepeatable: true,
                help: "ingest a file, a folder or a page of the web and look only into what was given; without it, all "
                    + "sources of the board"
            ),
            Command.Option(name: "no-web", help: "do not search the web, which a model does where no source is given"),
        ] + ModelOptions.choice + ModelOptions.limits + ModelOptions.agents

    let session: Session
    let board: Blackboard
    /// Shows what happens; nothing for a view of its own.
    var show: (@Sendable (RunEvent) -> Void)?
    /// Is handed the agents before they begin.
    var begun: @Sendable (AgentRun) -> Void = { _ in }
    /// Whether a configured model is asked; false once it could not be reached.
    var asksModels = true

    /// Ingests the sources given and answers, as a run.
    ///
    /// - Parameters:
    ///   - question: The question.
    ///   - depth: How much is said.
    ///   - body: Does something with the answer, as a part of the run, and tells what it wrote.
    /// - Returns: What the closure returns.
    /// - Throws: What the sources, the engine and the closure throw.
    func answer<Value>(
        _ question: String,
        depth: ExtractiveEngine.Depth,
        _ body: (Answer) async throws -> (Value, RecordedReport.Record)
    ) async throws -> Value {
        // A question that is none is refused before anything is read.
        _ = try QuestionAnalysis(question)
        return try await session.asRun(on: board, task: question, arguments: arguments(question)) { run in
            let facts = try await RunFacts(of: run, on: board, taken: session.invocation.taken)
            let sources = try await facts.sources(session.invocation.all("source")) { try await givenSources() }
            var answer = try await answer(question, run: run, sources: sources, depth: depth)
            // Whoever tells the run again asks whom it has asked.
            let team = asksModels ? try AgentSetup(session).team : .none
            try await facts.date(&answer, in: session, by: team)
            let (value, record) = try await body(answer)
            return (value, RunEnd(answer, record))
        }
    }

    /// Makes the plan of a run, shows it, and leaves the run to be gone on with.
    ///
    /// - Parameter question: The question.
    /// - Throws: `ConfigurationError` without a model; what the sources and the engine throw.
    func plan(_ question: String) async throws {
        _ = try QuestionAnalysis(question)
        guard ModelResearching.isWanted(session) else {
            throw ConfigurationError(message: "a plan is made by a model: use --model NAME, or set model")
        }
        try await session.asRun(on: board, task: question, arguments: arguments(question)) { run in
            let researching = ModelResearching(session: session, board: board, show: show)
            let facts = try await RunFacts(of: run, on: board, taken: session.invocation.taken)
            let sources = try await facts.sources(session.invocation.all("source")) { try await givenSources() }
            let plan = try await researching.plan(question, run: run, sources: sources)
            if session.console.isJSON {
                session.console.printVerbatim(
                    (["run": .string(run), "plan": .string(plan)] as JSON).prettyText + "\n"
                )
            } else {
                session.console.print(plan)
            }
            return ((), RunEnd(.partial, reason: "plan_only"))
        }
    }

    /// Answers with agents if a model is configured and can be reached, else with the words of the sources.
    func answer(
        _ question: String,
        run: String,
        sources: Set<EntryID>?,
        depth: ExtractiveEngine.Depth
    ) async throws -> Answer {
        if asksModels, ModelResearching.isWanted(session) {
            let researching = ModelResearching(session: session, board: board, show: show, begun: begun)
            // Who asks for a model by name wants that one or none.
            let mayQuote = !session.invocation.has("model")
            let reason: String
            do {
                let answer = try await researching.answer(question, run: run, sources: sources, depth: depth)
                guard mayQuote, answer.claims.isEmpty, answer.making.ending?.cause == .providerUnavailable else {
                    return answer
                }
                reason = answer.making.ending?.message ?? "no model can be reached"
            } catch let error as ModelError where mayQuote && error.isUnreachable {
                reason = error.message
            }
            session.console.warn("\(reason); the answer is made of quotes instead")
        }
        return try await session.engine(on: board).answer(question, sources: sources, depth: depth, run: run)
    }

    /// The arguments as they are to be told again: what came from standard input will not come again.
    private func arguments(_ question: String) -> [String]? { session.invocation.arguments == ["-"] ? [question] : nil }

    private func givenSources() async throws -> Set<EntryID> {
        let given = session.invocation.all("source")
        let outcome = try await GivenSources(session: session, board: board).ingest(given)
        if outcome.sources.isEmpty {
            throw NothingToDoError(message: "none of the sources given could be read; see the warnings above")
        }
        return Set(outcome.sources.map(\.id))
    }
}

extension Session {
    /// The engine that answers without a model, with the configured digests of its steps.
    func engine(on board: Blackboard) -> ExtractiveEngine {
        let console = console
        return ExtractiveEngine(board: board, digests: digestOptions(task: "")) { step in
            if console.isVerbose { console.note(ProgressOutput.text(step)) }
        }
    }
}

/// A command that has nothing to work on.
struct NothingToDoError: Error {
    let message: String
}

extension ModelError {
    /// Whether nobody was there to be asked.
    var isUnreachable: Bool { code == .unreachable || code == .unavailable || code == .timedOut }
}

extension ExitStatus {
    /// How a command ends that has come to an answer.
    init(_ answer: Answer) {
        switch answer.making.ending?.code {
        case .budgetExhausted: self = .limit
        case .writerFailed, .criticFailed, .researchFailed:
            self.init(failedBecause: answer.making.ending?.cause)
        case .completed, .noEvidence, nil: self = answer.claims.isEmpty ? .failure : .done
        }
    }
}
