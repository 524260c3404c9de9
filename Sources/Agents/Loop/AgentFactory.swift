public import LanguageModels

/// Puts agents together from a task, its role, and the tools of the run.
public struct AgentFactory: Sendable {
    /// The model of a role; nothing for an agent without one.
    public typealias ModelChoice = @Sendable (Role?) throws -> any LanguageModel

    private let roles: RoleLibrary
    private let catalog: ToolCatalog
    private let archive: TextArchive?
    private let limits: AgentLimits
    private let prices: PriceTable
    private let run: String?
    private let removing: TextGuard.Options
    private let model: ModelChoice

    /// Creates a factory.
    ///
    /// - Parameters:
    ///   - roles: The roles.
    ///   - catalog: The tools of the run, but for `delegate_task`.
    ///   - archive: Where long texts are kept.
    ///   - limits: How far an agent may go that has no limits of its own, and a worker at most.
    ///   - prices: What tokens cost.
    ///   - run: The run.
    ///   - removing: What no model may see, such as the keys of this process.
    ///   - model: Chooses the model of a role.
    public init(
        roles: RoleLibrary,
        catalog: ToolCatalog,
        archive: TextArchive? = nil,
        limits: AgentLimits = AgentLimits(),
        prices: PriceTable = .bundled,
        run: String? = nil,
        removing: TextGuard.Options = TextGuard.Options(),
        model: @escaping ModelChoice
    ) {
        self.roles = roles
        self.catalog = catalog
        self.archive = archive
        self.limits = limits
        self.prices = prices
        self.run = run
        self.removing = removing
        self.model = model
    }

    /// Puts an agent together; nothing of another agent's conversation is in it.
    ///
    /// - Parameters:
    ///   - task: What it is asked to do.
    ///   - isWorker: Whether another agent handed the task out.
    ///   - delegating: Who hands out its tasks; nothing for an agent that may not delegate, which gets no tool for it.
    ///   - instructions: What further applies, such as skills.
    ///   - hooks: Who keeps its budget, approves, and watches.
    /// - Returns: The agent.
    /// - Throws: `AgentError` with `unknownRole` or `unknownToolset`; what the choice of the model throws.
    public func agent(
        for task: AgentTask,
        isWorker: Bool,
        delegating: (any Delegating)? = nil,
        instructions: [String] = [],
        hooks: AgentHooks = AgentHooks()
    ) throws -> Agent {
        let role = try task.role.map { try roles.role(named: $0) }
        let wanted = try task.toolsets.map { try ToolCatalog.toolsets(named: $0) } ?? role?.toolsets ?? [.board]
        var tools = catalog.tools(of: wanted.filter { !isWorker || $0.isForWorkers })
        if wanted.contains(.delegation), let delegating, let tool = DelegateTaskTool(delegating, archive: archive) {
            tools.append(tool)
        }
        var task = task
        task.output = task.output ?? role?.output
        var limits = limits
        let iterations = task.iterations ?? role?.budget.iterations ?? limits.iterations
        limits.iterations = isWorker ? min(iterations, limits.iterations) : iterations
        return Agent(
            AgentBrief(task: task, prompt: role?.prompt ?? "", instructions: instructions),
            model: try model(role),
            tools: tools,
            limits: limits,
            prices: prices,
            archive: archive,
            run: run,
            removing: removing,
            hooks: hooks
        )
    }
}
