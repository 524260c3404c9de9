public import Agents
public import Blackboard
public import Core
import TextAnalysis

/// Answers questions from the sources of a board with their own words, without a language model.
public struct ExtractiveEngine: Sendable {
    /// How much is said.
    public enum Depth: Sendable {
        /// A few sentences a part.
        case brief
        /// What a report holds.
        case full
    }

    private let board: Blackboard
    private let clock: WallClock
    private let digests: Scrubber.Options
    private let observe: @Sendable (ProgressStep) -> Void

    /// Creates an engine.
    ///
    /// - Parameters:
    ///   - board: Where the sources are and the findings go.
    ///   - clock: The source of the time.
    ///   - digests: How the digest of a step is made.
    ///   - observe: Sees each step when it is done.
    public init(
        board: Blackboard,
        clock: WallClock = .system,
        digests: Scrubber.Options = Scrubber.Options(budget: 500),
        observe: @escaping @Sendable (ProgressStep) -> Void = { _ in }
    ) {
        self.board = board
        self.clock = clock
        self.digests = digests
        self.observe = observe
    }

    /// Researches a question.
    ///
    /// - Parameters:
    ///   - question: The question.
    ///   - sources: The only sources to look into; nothing for all of the board.
    ///   - depth: How much is said.
    ///   - run: The run that it belongs to; nothing for a new one.
    /// - Returns: What was found, which may be nothing.
    /// - Throws: `QuestionError` if it is no question; what the board throws; `CancellationError`, when what was
    ///   posted so far stays on the board.
    public func answer(
        _ question: String,
        sources: Set<EntryID>? = nil,
        depth: Depth,
        run: String? = nil
    ) async throws -> Answer {
        let start = clock.now()
        var state = try await begin(try QuestionAnalysis(question), run: run)
        let team: [any ReportingSource<RunState>] = [
            ExtractiveResearcher(finder: EvidenceFinder(board: board, sources: sources)),
            ExtractiveCritic(board: board),
            ExtractiveWriter(board: board, limit: depth == .brief ? 3 : 5),
        ]
        // Control by the blackboard: whoever can act does, until nobody can.
        while let next = team.first(where: { $0.canAct(on: state) }) {
            try Task.checkCancellation()
            try await next.act(on: &state)
            state.progress.append(progress(next, state))
        }
        try await settle(state)
        let builder = AnswerBuilder(state: state, board: board)
        return try await builder.build(created: start, sourceCount: try await count(sources), until: clock)
    }

    private func progress(_ source: any ReportingSource<RunState>, _ state: RunState) -> ProgressStep {
        var options = digests
        options.task = state.analysis.text
        let step = ProgressStep(source.role, text: source.report(on: state), options)
        observe(step)
        return step
    }

    /// Posts the question and its parts, or takes up the entries of one that was asked before.
    private func begin(_ analysis: QuestionAnalysis, run: String?) async throws -> RunState {
        let run: String = if let run { run } else { await board.newRun() }
        let whole = try await board.ask(analysis.text, run: run)
        var parts: [RunState.Part] = []
        for part in analysis.parts {
            let isWhole = analysis.parts.count == 1 || part.text == analysis.text
            let entry = isWhole ? whole : try await board.ask(part.text, about: whole, run: run)
            parts.append(RunState.Part(question: part, entry: entry))
        }
        return RunState(run: run, analysis: analysis, entry: whole, parts: parts)
    }

    /// Marks questions that have an answer.
    private func settle(_ state: RunState) async throws {
        var answered = state.parts.filter { !($0.evidence ?? []).isEmpty }.map(\.entry)
        if answered.count == state.parts.count { answered.append(state.entry) }
        for id in Set(answered) {
            _ = try await board.amend(id, by: "writer", run: state.run) { content in
                if content.status == .open { content.status = .answered }
            }
        }
    }

    private func count(_ sources: Set<EntryID>?) async throws -> Int {
        if let sources { return sources.count }
        return try await board.statistics().entries[.source] ?? 0
    }
}
