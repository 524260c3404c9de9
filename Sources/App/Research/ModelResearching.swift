import Agents
import Blackboard
import Core
import LanguageModels
import Research

/// Researches a question with agents, as it is configured.
struct ModelResearching {
    let session: Session
    let board: Blackboard
    let setup: AgentSetup
    /// Shows what happens; nothing for a view of its own.
    let show: (@Sendable (RunEvent) -> Void)?
    /// Is handed the agents before they begin.
    let begun: @Sendable (AgentRun) -> Void

    init(
        session: Session,
        board: Blackboard,
        show: (@Sendable (RunEvent) -> Void)? = nil,
        begun: @escaping @Sendable (AgentRun) -> Void = { _ in }
    ) {
        self.session = session
        self.board = board
        self.show = show
        self.begun = begun
        setup = AgentSetup(session)
    }

    /// Whether some role is configured to have a model.
    static func isWanted(_ session: Session) -> Bool {
        RunTeam.roles.contains { session.means(of: $0) == .model }
    }

    /// Answers a question, or goes on where the run was left.
    ///
    /// - Parameters:
    ///   - question: The question.
    ///   - run: The run's identifier.
    ///   - sources: The only sources to look into; nothing for all, and the web.
    ///   - depth: How much is said.
    /// - Returns: The answer.
    /// - Throws: What the engine throws.
    func answer(
        _ question: String,
        run: String,
        sources: Set<EntryID>?,
        depth: ExtractiveEngine.Depth
    ) async throws -> Answer {
        let taken = session.invocation.taken
        var answer = try await withEngine(run, sources: sources, depth: depth) { engine in
            if taken != nil, try await !board.entries(matching: EntryFilter(kinds: [.task], run: run)).isEmpty {
                return try await engine.resume(run)
            }
            if let repetition = taken?.repetition {
                return try await again(engine, question, run: run, as: repetition.original)
            }
            guard session.invocation.has("edit-plan") else { return try await engine.answer(question, run: run) }
            let plan = try await engine.plan(question, run: run).text
            if let edited = try await PlanEdit(session: session, run: run).edited(plan) {
                _ = try await engine.replan(run, as: edited)
            }
            return try await engine.resume(run)
        }
        // Of a run that was taken up, this process has seen a part only; its journal knows all of it.
        answer.making.usage.count(try await (taken?.repetition?.original ?? board).run(run).totals)
        return answer
    }

    /// Works a run through again, with the plan as a person has put it.
    private func again(
        _ engine: ModelEngine,
        _ question: String,
        run: String,
        as original: Blackboard
    ) async throws -> Answer {
        guard let plan = try await ModelEngine.editedPlan(of: run, on: original) else {
            return try await engine.answer(question, run: run)
        }
        _ = try await engine.plan(question, run: run)
        _ = try await engine.replan(run, as: plan)
        return try await engine.resume(run)
    }

    /// Makes the plan of a run and stops there.
    ///
    /// - Parameters:
    ///   - question: The question.
    ///   - run: The run's identifier.
    ///   - sources: The only sources to look into; nothing for all, and the web.
    /// - Returns: The plan as a text that a person can edit.
    /// - Throws: What the engine throws.
    func plan(_ question: String, run: String, sources: Set<EntryID>?) async throws -> String {
        try await withEngine(run, sources: sources, depth: .full) { try await $0.plan(question, run: run).text }
    }

    private func withEngine<Value: Sendable>(
        _ id: String,
        sources: Set<EntryID>?,
        depth: ExtractiveEngine.Depth,
        _ body: @Sendable (ModelEngine) async throws -> Value
    ) async throws -> Value {
        let hasWeb = sources == nil && !session.invocation.has("no-web")
        var setup = setup
        setup.sources = sources
        let place = RunPlace(
            id: id,
            board: board,
            setup: setup,
            free: hasWeb ? [.network] : [],
            hasWeb: hasWeb,
            show: show,
            begun: begun
        )
        let options = options(sources: sources, depth: depth)
        let models = try await models()
        return try await place.watched { run in
            let engine = ModelEngine(
                board: board,
                agents: Self.agents(run, models: models),
                options: options,
                clock: session.invocation.taken?.repetition?.copy.clock ?? .system,
                progress: { run.note("progress", $0.description) }
            )
            return try await run.supervised { try await body(engine) }
        }.0
    }

    private static func agents(_ run: AgentRun, models: [String: String]) -> ResearchAgents {
        ResearchAgents(
            models: models,
            usage: { run.usage },
            ask: { role, path, request in try await run.ask(request, role: role, at: JournalAgent(path)) },
            work: { tasks, onEnd in await run.work(on: tasks, at: JournalAgent("research"), onEnd: onEnd) }
        )
    }

    /// The model of each role, by name; none for a role that works without one.
    private func models() async throws -> [String: String] {
        var models: [String: String] = [:]
        for role in RunTeam.roles where session.means(of: role) == .model {
            models[role] = try await setup.model(of: try setup.roles.role(named: role), isWorker: true).model.identity
                .description
        }
        return models
    }

    private func options(sources: Set<EntryID>?, depth: ExtractiveEngine.Depth) -> ResearchOptions {
        var options = ResearchOptions()
        options.planner = session.means(of: "orchestrator")
        options.researcher = session.means(of: "researcher")
        options.writer = session.means(of: "writer")
        options.critic = session.means(of: "critic")
        options.sources = sources
        options.depth = depth
        options.agent = ProcessMark.own
        options.isGone = { ProcessMark.isGone($0) }
        return options
    }
}

extension AgentUsage {
    /// Takes over what the journal of a whole run says.
    fileprivate mutating func count(_ totals: Run.Totals) {
        calls = totals.calls
        tokens = Usage(inputTokens: totals.inputTokens, outputTokens: totals.outputTokens)
        cost = totals.cost
    }
}
