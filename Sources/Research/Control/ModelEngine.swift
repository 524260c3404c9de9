import Agents
public import Blackboard
public import Core
import LanguageModels

/// Answers questions with agents: plans, has researchers find evidence, writes from it, checks what was written.
///
/// All that a run knows is on the board: who takes it up, in whatever process, goes on where it stands.
public struct ModelEngine: Sendable {
    /// The most steps of a run; no run comes near it.
    private static let stepLimit = 200

    private let board: Blackboard
    private let agents: ResearchAgents
    private let options: ResearchOptions
    private let clock: WallClock
    private let progress: @Sendable (ResearchProgress) -> Void

    /// Creates an engine.
    ///
    /// - Parameters:
    ///   - board: Where the sources are and all that the run makes goes.
    ///   - agents: Who calls models and supervises researchers.
    ///   - options: How the question is researched.
    ///   - clock: The source of the time.
    ///   - progress: Sees what happens; called from any thread.
    public init(
        board: Blackboard,
        agents: ResearchAgents,
        options: ResearchOptions = ResearchOptions(),
        clock: WallClock = .system,
        progress: @escaping @Sendable (ResearchProgress) -> Void = { _ in }
    ) {
        self.board = board
        self.agents = agents
        self.options = options
        self.clock = clock
        self.progress = progress
    }

    /// Researches a question.
    ///
    /// - Parameters:
    ///   - question: The question.
    ///   - run: The run's identifier; nothing for a new one.
    /// - Returns: What was found, be it a written answer, a list of findings, or nothing; with why it ended.
    /// - Throws: `QuestionError`; `ModelError` if no model can be asked at all; what the board throws;
    ///   `CancellationError`, when the run can be taken up again.
    public func answer(_ question: String, run: String? = nil) async throws -> Answer {
        let start = clock.now()
        let run = try await open(question, run: run)
        return try await work(on: run, from: start, isResumed: false)
    }

    /// Takes up a run that was interrupted, has failed or reached a limit.
    ///
    /// - Parameter run: The run.
    /// - Returns: As `answer`.
    /// - Throws: As `answer`; `BlackboardError` with `leased` if another process works on it, with `invalid` if there is
    ///   no such run or it is complete.
    public func resume(_ run: String) async throws -> Answer {
        try await work(on: run, from: clock.now(), isResumed: true)
    }

    /// Makes the plan of a new run and stops there.
    ///
    /// - Parameters:
    ///   - question: The question.
    ///   - run: The run's identifier; nothing for a new one.
    /// - Returns: The run, and its plan as a text that a person can edit.
    /// - Throws: As `answer`.
    public func plan(_ question: String, run: String? = nil) async throws -> (run: String, text: String) {
        let run = try await open(question, run: run)
        let context = makeContext(options)
        let root = try await view(of: run, options).root
        guard try await context.keeper.take(root.id) else { throw Self.isHeld(root.id) }
        do {
            var view = try await view(of: run, options)
            let planner = Planner(context: context)
            if planner.canAct(on: view) { try await planner.act(on: &view) }
        } catch {
            try await give(back: context)
            throw error
        }
        try await context.keeper.releaseAll()
        return (run, try await board.entry(root.id).content.body)
    }

    /// Replaces the plan of a run that has not been carried out yet.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - text: The plan as a person has edited it.
    /// - Returns: The plan.
    /// - Throws: `PlanError` if it is none; `BlackboardError` with `invalid` if the run has begun.
    public func replan(_ run: String, as text: String) async throws -> Plan {
        let plan = try PlanText.parse(text)
        let view = try await view(of: run, options)
        guard view.tasks.isEmpty else {
            throw BlackboardError(.invalid, "run \(run) has begun; its plan cannot be changed any more")
        }
        let body = PlanText.render(plan, question: view.text)
        _ = try await board.amend(view.root.id, by: "human", run: run) { $0.body = body }
        return plan
    }

    // MARK: The run

    /// Posts the question and the task that stands for the run.
    private func open(_ question: String, run: String?) async throws -> String {
        let text = try QuestionAnalysis(question).text
        let run = if let run { run } else { await board.newRun() }
        let whole = try await board.ask(text, run: run)
        var tags = [TaskTag.run.rawValue]
        if let sources = options.sources { tags.append(try await GivenSources.keep(sources, on: board)) }
        let content = EntryContent(title: "Answer: \(text)", status: .open, tags: tags, links: [Link(.about, whole)])
        _ = try await board.post(content, kind: .task, by: "supervisor", run: run)
        return run
    }

    private func makeContext(_ options: ResearchOptions) -> RunContext {
        RunContext(
            board: board,
            agents: agents,
            options: options,
            keeper: LeaseKeeper(board: board, options: options),
            clock: clock,
            tell: progress
        )
    }

    private func view(of run: String, _ options: ResearchOptions) async throws -> RunView {
        guard let view = try await RunView.load(run, from: board, sources: options.sources) else {
            throw BlackboardError(.invalid, "the board has no run \(run) with agents; 'slate runs list' shows all runs")
        }
        return view
    }

    private func work(on run: String, from start: Timestamp, isResumed: Bool) async throws -> Answer {
        var options = options
        let root = try await view(of: run, options).root
        options.sources = try await GivenSources.read(root.content.tags, on: board) ?? options.sources
        let context = makeContext(options)
        guard try await context.keeper.take(root.id) else { throw Self.isHeld(root.id) }
        do {
            if isResumed { try await reopen(try await view(of: run, options)) }
            let first = try await view(of: run, options)
            progress(.started(run: run, question: first.question.id, isResumed: isResumed))
            let known = options
            let ending = try await context.keeper.renewing(root: root.id) {
                try await self.steps(first, context, known)
            }
            return try await finish(try await view(of: run, options), context, ending, from: start)
        } catch {
            try await give(back: context)
            throw error
        }
    }

    /// Has what failed done again: research that did not come to its end, and drafts that no model has judged.
    private func reopen(_ view: RunView) async throws {
        for task in view.tasks(.research) where task.content.status == .failed {
            guard let report = ResearchReport(text: task.content.body), report.reason != .finished else { continue }
            _ = try await board.amend(task.id, by: "supervisor", run: view.run) { $0.status = .open }
        }
        for version in view.versions where version.review?.failure != nil {
            for task in view.tasks(.review) where task.content.links.contains(Link(.about, version.entry.id)) {
                _ = try await board.amend(task.id, by: "supervisor", run: view.run) { $0.status = .cancelled }
            }
        }
    }

    /// Control by the blackboard: whoever can act does, until nobody can or a step ends the run.
    private func steps(
        _ first: RunView,
        _ context: RunContext,
        _ options: ResearchOptions
    ) async throws -> ResearchEnding {
        let team = team(context)
        var current = first
        do {
            for _ in 0..<Self.stepLimit {
                try Task.checkCancellation()
                guard let next = team.first(where: { $0.canAct(on: current) }) else { break }
                try await next.act(on: &current)
                current = try await view(of: first.run, options)
            }
        } catch let failure as StepFailure {
            return failure.ending
        } catch let error as BudgetError {
            return ResearchEnding(.budgetExhausted, error.message, cause: .budgetExhausted)
        }
        return Self.ending(of: current)
    }

    private func team(_ context: RunContext) -> [any KnowledgeSource<RunView>] {
        let researcher: any KnowledgeSource<RunView> =
            context.options.researcher == .model
            ? AgentResearcher(context: context) : QuotingResearcher(context: context)
        return [
            Planner(context: context), PlanOpener(context: context), researcher, DraftCritic(context: context),
            FollowUp(context: context), DraftWriter(context: context),
        ]
    }

    /// How a run ended that nothing has stopped.
    private static func ending(of view: RunView) -> ResearchEnding {
        if let failure = view.best?.review?.failure {
            return ResearchEnding(.criticFailed, "the draft was not judged in all its sentences: \(failure)")
        }
        guard view.findings.isEmpty else { return .completed }
        let ends = view.tasks(.research).compactMap { ResearchReport(text: $0.content.body) }
        guard let failed = ends.first(where: { $0.reason != .finished }) else { return ResearchEnding(.noEvidence) }
        let error = failed.error.isEmpty ? failed.reason.rawValue : failed.error
        let code = failed.reason == .budgetExhausted ? ResearchEnding.Code.budgetExhausted : .researchFailed
        return ResearchEnding(code, "nothing was found: \(error)", cause: failed.reason)
    }

    /// Makes the answer and ends the run's tasks.
    private func finish(
        _ view: RunView,
        _ context: RunContext,
        _ ending: ResearchEnding,
        from start: Timestamp
    ) async throws -> Answer {
        var builder = DraftAnswer(view, context, ending: ending)
        let count =
            if let sources = context.options.sources { sources.count } else {
                try await board.statistics().entries[.source] ?? 0
            }
        let answer = try await builder.build(start: start, sourceCount: count)
        let final = answer.making.ending ?? ending
        if !final.canResume {
            for task in view.tasks where task.content.status == .open || task.content.status == .leased {
                // A step that ended without its task: what it made is on the board.
                if try await context.keeper.take(task.id) { try await context.keeper.release(task.id, as: .cancelled) }
            }
            try await settleCritiques(view)
            try await settleQuestions(view)
        }
        try await context.keeper.release(view.root.id, as: final.canResume ? .open : .done)
        try await context.keeper.releaseAll()
        progress(.ended(final))
        return answer
    }

    /// Marks critiques that were followed; those that nothing came of stay open for people to see.
    private func settleCritiques(_ view: RunView) async throws {
        let followed = Set(view.tasks(.research).flatMap(\.content.links).map(\.target))
        for critique in view.versions.flatMap(\.critiques) where followed.contains(critique.id) {
            _ = try await board.amend(critique.id, by: "supervisor", run: view.run) { content in
                if content.status == .open { content.status = .settled }
            }
        }
    }

    /// Marks questions that have an answer.
    private func settleQuestions(_ view: RunView) async throws {
        var answered = view.parts.filter { !$0.findings.isEmpty }.map(\.question)
        if answered.count == view.parts.count, !view.findings.isEmpty { answered.append(view.question.id) }
        for id in answered.unique {
            _ = try await board.amend(id, by: "writer", run: nil) { content in
                if content.status == .open { content.status = .answered }
            }
        }
    }

    /// Leaves what was begun for whoever takes the run up; also where this task was cancelled.
    private func give(back context: RunContext) async throws {
        // A task of its own: a cancelled one would not get that far.
        try await Task { try await context.keeper.releaseAll() }.value
    }

    private static func isHeld(_ root: EntryID) -> BlackboardError {
        BlackboardError(.leased, "another process works on \(root); wait until it has ended")
    }
}
