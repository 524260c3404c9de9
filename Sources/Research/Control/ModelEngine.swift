import Agents
public import Blackboard
public import Core
import LanguageModels
import YAML

/// Answers questions with agents: plans, has researchers find evidence, writes from it, checks what was written.
///
/// All that a run knows is on the board: who takes it up, in whatever process, goes on where it stands.
public struct ModelEngine: Sendable {
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
    /// - Parameter run: The run; of one that is complete the answer is made again, without a model.
    /// - Returns: As `answer`.
    /// - Throws: As `answer`; `BlackboardError` with `leased` if another process works on it, with `invalid` if there is
    ///   no such run.
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
        let driver = driver(options)
        let root = try await driver.view(of: run).root
        guard try await driver.context.keeper.take(root.id) else { throw Self.isHeld(root.id) }
        do {
            var view = try await driver.view(of: run)
            let planner = Planner(context: driver.context)
            if planner.canAct(on: view) { try await planner.act(on: &view) }
        } catch {
            try await giveBack(driver.context)
            throw error
        }
        try await driver.context.keeper.releaseAll()
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
        let view = try await driver(options).view(of: run)
        guard view.tasks.isEmpty else {
            throw BlackboardError(.invalid, "run \(run) has begun; its plan cannot be changed any more")
        }
        let body = PlanText.render(plan, question: view.text)
        _ = try await board.amend(view.root.id, by: "human", run: run) { $0.body = body }
        return plan
    }

    /// Finds the plan of a run as a person has put it.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - board: The board.
    /// - Returns: The plan; nothing if it stayed as it was made.
    /// - Throws: What the board throws.
    public static func editedPlan(of run: String, on board: Blackboard) async throws -> String? {
        guard let root = try await RunView.load(run, from: board, sources: nil)?.root else { return nil }
        guard let edit = try await board.revisions(of: root.id).last(where: { $0.author == "human" }) else {
            return nil
        }
        return String(FrontMatter.split(edit.text).body)
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

    private func driver(_ options: ResearchOptions) -> RunDriver {
        RunDriver(
            context: RunContext(
                board: board,
                agents: agents,
                options: options,
                keeper: LeaseKeeper(board: board, options: options),
                clock: clock,
                tell: progress
            )
        )
    }

    private func work(on run: String, from start: Timestamp, isResumed: Bool) async throws -> Answer {
        var options = options
        let root = try await driver(options).view(of: run).root
        options.sources = try await GivenSources.read(root.content.tags, on: board) ?? options.sources
        let driver = driver(options)
        // A run may have ended without its report: what is on the board is enough to make it again.
        if root.content.status == .done { return try await driver.answer(try await driver.view(of: run), from: start) }
        guard try await driver.context.keeper.take(root.id) else { throw Self.isHeld(root.id) }
        do {
            if isResumed { try await driver.reopen(try await driver.view(of: run)) }
            let first = try await driver.view(of: run)
            progress(.started(run: run, question: first.question.id, isResumed: isResumed))
            let ending = try await driver.context.keeper.renewing(root: root.id) { try await driver.steps(first) }
            return try await driver.finish(try await driver.view(of: run), ending, from: start)
        } catch {
            try await giveBack(driver.context)
            throw error
        }
    }

    /// Leaves what was begun for whoever takes the run up; also where this task was cancelled.
    private func giveBack(_ context: RunContext) async throws {
        // A task of its own: a cancelled one would not get that far.
        try await Task { try await context.keeper.releaseAll() }.value
    }

    private static func isHeld(_ root: EntryID) -> BlackboardError {
        BlackboardError(.leased, "another process works on \(root); wait until it has ended")
    }
}
