import Blackboard
import Core
import Research

/// What `ask`, `report` and the REPL have in common: the sources given, the engine, the model options.
struct Researching {
    static let options = [
        Command.Option(
            name: "source",
            value: .text("PATH|URL"),
            isRepeatable: true,
            help: "ingest a file, a folder or a page of the web and look only into what was given; without it, all "
                + "sources of the board"
        ),
        Command.Option(
            name: "model",
            value: .text("NAME"),
            help: "extractive: no language model (the only one that ask and report take so far)"
        ),
    ]

    let session: Session
    let board: Blackboard

    /// Refuses a model that this version cannot use; a configured one is only told of.
    static func checkModel(_ session: Session) throws {
        if let asked = session.invocation.value("model") {
            guard asked == "extractive" else {
                throw ConfigurationError(
                    message: "--model \(asked): this command uses no language models yet; use --model extractive"
                )
            }
        } else if session.configuration.text("model") != "extractive" {
            let value = session.configuration.value("model")
            session.console.note(
                "\(value.origin) sets the model \(value.text); this command uses none yet and quotes instead"
            )
        }
    }

    /// Ingests the sources given and answers, as a run.
    ///
    /// - Parameters:
    ///   - question: The question.
    ///   - depth: How much is said.
    ///   - body: Does something with the answer, as a part of the run.
    /// - Returns: What the closure returns.
    /// - Throws: What the sources, the engine and the closure throw.
    func answer<Value>(
        _ question: String,
        depth: ExtractiveEngine.Depth,
        _ body: (Answer) async throws -> Value
    ) async throws -> Value {
        // A question that is none is refused before anything is read.
        _ = try QuestionAnalysis(question)
        return try await session.asRun(on: board, task: question) { run in
            let sources = try await givenSources()
            let engine = session.engine(on: board)
            let answer = try await engine.answer(question, sources: sources, depth: depth, run: run.id)
            return (try await body(answer), RunEnd(answer))
        }
    }

    private func givenSources() async throws -> Set<EntryID>? {
        let given = session.invocation.all("source")
        if given.isEmpty { return nil }
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
