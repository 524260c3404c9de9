public import Blackboard
public import LanguageModels

/// A model that an agent gets, and what is known of it.
public struct ChosenModel: Sendable {
    /// The model.
    public let model: any LanguageModel
    /// How many tokens it takes; nothing if that is not known.
    public let contextTokens: Int?

    /// Creates a choice.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - contextTokens: How many tokens it takes.
    public init(_ model: any LanguageModel, contextTokens: Int? = nil) {
        self.model = model
        self.contextTokens = contextTokens
    }

    /// The same model, journaled.
    fileprivate func journaled(
        _ journal: Journal?,
        _ place: JournalAgent,
        _ prices: PriceTable,
        posting: Set<String> = [],
        holdsLast: Bool = false
    ) -> ChosenModel {
        guard let journal else { return self }
        let model =
            journal.mode == .replay
            ? JournaledModel(repeating: model.identity, journal: journal, agent: place)
            : JournaledModel(
                model,
                journal: journal,
                agent: place,
                prices: prices,
                posting: posting,
                holdsLast: holdsLast
            )
        return ChosenModel(model, contextTokens: contextTokens)
    }
}

/// Puts agents together from a task, its role, and the tools of the run.
public struct AgentFactory: Sendable {
    /// Chooses the model of a role, nothing for an agent without one; whether it works for another agent.
    public typealias ModelChoice = @Sendable (_ role: Role?, _ isWorker: Bool) async throws -> ChosenModel
    /// The skills that there are, and how they are chosen.
    public typealias Skills = (library: SkillLibrary, selector: SkillSelector)

    let roles: RoleLibrary
    let prices: PriceTable
    private let catalog: ToolCatalog
    private let archive: TextArchive?
    private let run: String?
    private let removing: @Sendable () -> TextGuard.Options
    private let skills: Skills?
    private let model: ModelChoice

    /// Creates a factory.
    ///
    /// - Parameters:
    ///   - roles: The roles.
    ///   - catalog: The tools of the run, but for `delegate_task`.
    ///   - archive: Where long texts are kept.
    ///   - prices: What tokens cost.
    ///   - run: The run.
    ///   - removing: What no model may see, such as the keys that this process has found until then.
    ///   - skills: The skills, and how they are chosen.
    ///   - model: Chooses the model of a role.
    public init(
        roles: RoleLibrary,
        catalog: ToolCatalog,
        archive: TextArchive? = nil,
        prices: PriceTable = .bundled,
        run: String? = nil,
        removing: @escaping @Sendable () -> TextGuard.Options = { TextGuard.Options() },
        skills: Skills? = nil,
        model: @escaping ModelChoice
    ) {
        self.roles = roles
        self.catalog = catalog
        self.archive = archive
        self.prices = prices
        self.run = run
        self.removing = removing
        self.skills = skills
        self.model = model
    }

    /// Puts an agent together; nothing of another agent's conversation is in it.
    ///
    /// - Parameters:
    ///   - task: What it is asked to do.
    ///   - place: Where it stands in the run.
    ///   - journal: Records what it asks and does; nothing for no record.
    ///   - isWorker: Whether another agent handed the task out.
    ///   - limits: How far it may go that has no limits of its own; a worker goes no further.
    ///   - delegating: Who hands out its tasks; nothing for an agent that may not delegate, which gets no tool for it.
    ///   - room: How much room there is for the results of tasks that it hands out.
    ///   - hooks: Who keeps its budget, approves, and watches.
    /// - Returns: The agent.
    /// - Throws: `AgentError` with `unknownRole` or `unknownToolset`; what the choice of the model throws.
    public func agent(
        for task: AgentTask,
        at place: JournalAgent = JournalAgent("0"),
        journal: Journal? = nil,
        isWorker: Bool,
        limits: AgentLimits = AgentLimits(),
        delegating: (any Delegating)? = nil,
        room: ReportRoom = ReportRoom(),
        hooks: AgentHooks = AgentHooks()
    ) async throws -> Agent {
        let role = try task.role.map { try roles.role(named: $0) }
        var tools = try tools(of: task, isWorker: isWorker)
        var open: OpenTasks?
        if let delegating, try toolsets(of: task).contains(.delegation) {
            let tasks = OpenTasks(delegating)
            tools += self.tools(to: delegating, tasks, room)
            open = tasks
        }
        let instructions = equip(&tools, for: task, observe: hooks.observe)
        let posting = Set(tools.filter { $0.recording != .byItself }.map(\.definition.name))
        if let journal { tools = journal.tools(tools, of: place) }
        let chosen = try await model(role, isWorker)
            .journaled(journal, place, prices, posting: posting, holdsLast: isWorker)
        var task = task
        task.output = task.output ?? role?.output
        var limits = limits
        limits.iterations = iterations(of: task, role, isWorker: isWorker, limits)
        if let context = chosen.contextTokens { limits = limits.fitting(contextTokens: context) }
        var agent = Agent(
            AgentBrief(task: task, prompt: role?.prompt ?? "", instructions: instructions),
            model: chosen.model,
            tools: tools,
            limits: limits,
            prices: prices,
            archive: archive,
            run: run,
            removing: removing(),
            hooks: hooks
        )
        agent.openTasks = open
        return agent
    }

    /// The toolsets that a task gets: its own, or those of its role.
    func toolsets(of task: AgentTask) throws(AgentError) -> [Toolset] {
        if let names = task.toolsets { return try ToolCatalog.toolsets(named: names) }
        guard let role = task.role else { return [.board] }
        return try roles.role(named: role).toolsets
    }

    /// How many turns an agent has.
    func iterations(of task: AgentTask, isWorker: Bool, _ limits: AgentLimits) throws(AgentError) -> Int {
        var role: Role?
        if let name = task.role { role = try roles.role(named: name) }
        return iterations(of: task, role, isWorker: isWorker, limits)
    }

    private func iterations(of task: AgentTask, _ role: Role?, isWorker: Bool, _ limits: AgentLimits) -> Int {
        let iterations = task.iterations ?? role?.budget.iterations ?? limits.iterations
        return isWorker ? min(iterations, limits.iterations) : iterations
    }

    /// What an agent of a role may use.
    func budget(of role: String?) throws(AgentError) -> BudgetLimits {
        guard let role else { return BudgetLimits() }
        let budget = try roles.role(named: role).budget
        return BudgetLimits(
            tokens: budget.tokens,
            dollars: budget.cost,
            calls: budget.calls,
            time: budget.seconds.map { .seconds($0) }
        )
    }

    /// The model of a role.
    func model(of role: String, at place: JournalAgent, _ journal: Journal?) async throws -> ChosenModel {
        try await model(try roles.role(named: role), true).journaled(journal, place, prices)
    }

    private func tools(of task: AgentTask, isWorker: Bool) throws(AgentError) -> [any Tool] {
        catalog.tools(of: try toolsets(of: task).filter { !isWorker || $0.isForWorkers })
    }

    /// The tools to hand out tasks with; none at the last level.
    private func tools(to delegating: any Delegating, _ open: OpenTasks, _ room: ReportRoom) -> [any Tool] {
        guard let tool = DelegateTaskTool(delegating, archive: archive, room: room, open: open) else { return [] }
        return [tool, CollectResultsTool(open, archive: archive, room: room)]
    }

    /// Chooses skills, and narrows the tools to what they allow.
    private func equip(
        _ tools: inout [any Tool],
        for task: AgentTask,
        observe: (AgentEvent) -> Void
    ) -> [String] {
        guard let skills else { return [] }
        var selector = skills.selector
        selector.tools = Set(tools.map(\.definition.name))
        let selection = selector.select(task.goal, from: skills.library)
        let equipment = SkillEquipment(selection, of: skills.library, tools: tools)
        for candidate in selection.chosen {
            let text = "\(candidate.skill.name) (\(candidate.tokens) tokens, \(candidate.reason.text))"
            observe(.noted(code: "skill", text: text))
        }
        for warning in equipment.warnings { observe(.noted(code: "skill", text: warning)) }
        tools = equipment.tools
        return equipment.instructions
    }
}
