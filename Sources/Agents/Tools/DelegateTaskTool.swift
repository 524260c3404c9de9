public import Blackboard
public import Core
public import LanguageModels

/// Hands tasks to workers, one or many at once, and tells what became of them.
public struct DelegateTaskTool: Tool {
    /// Its name.
    static let name = "delegate_task"

    private static let goalLimit = 32 << 10
    private static let contextLimit = 256 << 10

    /// What the model is told of it, with the true limits.
    public let definition: ToolDefinition

    private let delegating: any Delegating
    private let terms: DelegationTerms
    private let report: DelegationReport
    private let open: OpenTasks?

    /// Creates the tool for an agent that may delegate; an agent that may not is given none.
    ///
    /// - Parameters:
    ///   - delegating: Who hands out the tasks.
    ///   - archive: Where full outputs are kept.
    ///   - room: How much room there is for results.
    ///   - open: Takes the tasks that the agent does not wait for; nothing if it must wait.
    public init?(
        _ delegating: any Delegating,
        archive: TextArchive?,
        room: ReportRoom = ReportRoom(),
        open: OpenTasks? = nil
    ) {
        terms = delegating.terms
        guard terms.depth > 0, terms.width > 0 else { return nil }
        definition = Self.definition(of: terms, canGoOn: open != nil)
        self.delegating = delegating
        report = DelegationReport(archive: archive, room: room)
        self.open = open
    }

    /// It does nothing by itself; what workers do is approved there.
    public var access: ToolAccess { .read }
    /// Workers of several calls work at the same time.
    public var runsInParallel: Bool { true }
    /// It writes the tasks to the board, and what workers do is recorded there.
    public var recording: Journal.Recording { .withTasks }

    /// Hands out the tasks, and waits for them unless the agent does not want to.
    public func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput {
        let tasks = try self.tasks(arguments, call: context.call)
        context.reportProgress("\(tasks.count.of("task")) handed out")
        let records = try await delegating.open(tasks)
        if let open = openTasks(arguments) {
            open.start(tasks, records: records)
            return Self.receipt(tasks, records)
        }
        let given = await delegating.run(tasks, records: records) { _ in }
        // Workers that were called off together with us came to no results that a run could go on from.
        try Task.checkCancellation()
        let results = tasks.enumerated().map { index, task in
            let missing = AgentResult(
                taskID: task.id,
                exitReason: .notStarted,
                error: "there is no result of this task"
            )
            return index < given.count ? given[index] : missing
        }
        return await report.output(results, of: tasks)
    }

    /// Takes up tasks that the agent did not wait for.
    public func takeUp(_ arguments: JSON, _ output: ToolOutput, _ context: ToolContext) throws {
        guard let open = openTasks(arguments) else { return }
        let tasks = try self.tasks(arguments, call: context.call)
        open.expect(tasks, records: Self.records(in: output.text, of: tasks))
    }

    /// Where tasks go that the agent does not wait for; nothing if it does.
    private func openTasks(_ arguments: JSON) -> OpenTasks? { arguments["wait"]?.bool == false ? open : nil }

    private static func receipt(_ tasks: [AgentTask], _ records: [EntryID?]) -> ToolOutput {
        let items = zip(tasks, records).map { task, record -> JSON in
            ["task_id": .string(task.id), "entry": JSON(record?.description)]
        }
        return ToolOutput((["handed_out": .array(items)] as JSON).text)
    }

    private static func records(in receipt: String, of tasks: [AgentTask]) -> [EntryID?] {
        // Without its entry a task is worked on all the same.
        let items = (try? JSON(parsing: receipt))?["handed_out"]?.array ?? []
        return tasks.map { task in
            items.first { $0["task_id"]?.string == task.id }?["entry"]?.string.flatMap { EntryID($0) }
        }
    }

    // MARK: Definition

    private static func definition(of terms: DelegationTerms, canGoOn: Bool) -> ToolDefinition {
        let roles = terms.roles.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
        let levels = terms.depth == 1 ? "They cannot delegate." : "Below you are \(terms.depth) levels of workers."
        return ToolDefinition(
            name: name,
            description:
                "Hands a task (goal, context), or several at once (tasks), to workers. A worker sees nothing of "
                + "this conversation: put all that it needs into goal and context. \(terms.concurrency) work at the same "
                + "time, the others wait; up to \(terms.width) tasks a call. \(levels) Delegate what is independent and "
                + "worth several steps; do small things yourself. Roles: \(roles.isEmpty ? "none" : roles).",
            parameters: parameters(of: terms, canGoOn: canGoOn)
        )
    }

    private static func parameters(of terms: DelegationTerms, canGoOn: Bool) -> JSON {
        var task: [(String, JSON)] = [
            ("goal", Schema.text("what is to be done, and what a good result is")),
            ("context", Schema.text("what the worker must know for it")),
            ("priority", Schema.number("among tasks that wait, higher goes first; 0 without it")),
            ("output", ["type": "object", "description": "a JSON Schema for the answer, where its form matters"]),
        ]
        let names = terms.roles.keys.sorted()
        if !names.isEmpty { task.append(("role", Schema.choice(names, "who does it"))) }
        if !terms.toolsets.isEmpty {
            let toolset: JSON = ["type": "string", "enum": .array(terms.toolsets.map(JSON.string))]
            task.append(("toolsets", Schema.list(of: toolset, "all that it needs; those of its role without this")))
        }
        var call = task
        call.append(("tasks", Schema.list(of: Schema.object(task, required: ["goal"]), "several tasks, not a goal")))
        if canGoOn {
            let words = "false to go on at once; \(CollectResultsTool.name) then gives each result as it comes"
            call.append(("wait", ["type": "boolean", "description": .string(words)]))
        }
        return Schema.object(call, required: [])
    }

    // MARK: Tasks

    /// The tasks of a call, named after its place among the agent's calls: so they have the same names when it is repeated.
    private func tasks(_ arguments: JSON, call: Int) throws -> [AgentTask] {
        let several = arguments["tasks"]?.array ?? []
        let hasGoal = ToolArguments(arguments)["goal"] != nil
        guard hasGoal != !several.isEmpty else {
            throw AgentError(.tool, "give either one 'goal' or a list of 'tasks'; nothing was handed out")
        }
        guard several.count <= terms.width else {
            let advice = "hand out the most important ones first; nothing was handed out"
            throw AgentError(.tool, "\(several.count) tasks are more than the \(terms.width) of one call: \(advice)")
        }
        return try (hasGoal ? [arguments] : several).enumerated().map { index, item in
            try task(ToolArguments(item), id: hasGoal ? "\(call)" : "\(call).\(index + 1)")
        }
    }

    private func task(_ item: ToolArguments, id: String) throws -> AgentTask {
        let goal = try item.text("goal")
        let context = item.optionalText("context") ?? ""
        guard goal.utf8.count <= Self.goalLimit, context.utf8.count <= Self.contextLimit else {
            throw AgentError(.tool, "a goal has up to \(Self.goalLimit) bytes, a context up to \(Self.contextLimit)")
        }
        let priority = try item.number("priority", in: -1_000...1_000, standard: 0)
        let role = item.optionalText("role")
        if let role, terms.roles[role] == nil {
            let known = terms.roles.keys.sorted().joined(separator: ", ")
            throw AgentError(.tool, "there is no role '\(role.prefix(60))' to hand a task to; there are: \(known)")
        }
        let toolsets = item["toolsets"]?.array?.compactMap(\.string)
        for toolset in toolsets ?? [] where !terms.toolsets.contains(toolset) {
            let known = terms.toolsets.joined(separator: ", ")
            throw AgentError(.tool, "the toolset '\(toolset.prefix(60))' cannot be handed out; these can: \(known)")
        }
        var task = AgentTask(id: id, goal: goal, context: context, role: role, toolsets: toolsets)
        task.priority = priority
        if let schema = item["output"], case .object(let members) = schema, !members.isEmpty {
            task.output = OutputSchema(name: "result", schema: schema)
        }
        return task
    }
}
