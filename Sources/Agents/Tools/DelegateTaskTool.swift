public import Core
public import LanguageModels

/// Hands tasks to workers, one or many at once, and tells what became of them.
public struct DelegateTaskTool: Tool {
    /// The fewest tokens of a result's output.
    private static let shortestOutput = 64
    private static let goalLimit = 32 << 10
    private static let contextLimit = 256 << 10

    private let delegating: any Delegating
    private let terms: DelegationTerms
    private let archive: TextArchive?
    private let outputTokens: Int

    /// Creates the tool for an agent that may delegate; an agent that may not is given none.
    ///
    /// - Parameters:
    ///   - delegating: Who hands out the tasks.
    ///   - archive: Where full outputs are kept.
    ///   - outputTokens: The most tokens of all outputs of one call.
    public init?(_ delegating: any Delegating, archive: TextArchive?, outputTokens: Int = 3_000) {
        terms = delegating.terms
        guard terms.depth > 0, terms.width > 0 else { return nil }
        self.delegating = delegating
        self.archive = archive
        self.outputTokens = outputTokens
    }

    /// What the model is told of it, with the true limits.
    public var definition: ToolDefinition {
        let roles = terms.roles.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
        let levels = terms.depth == 1 ? "They cannot delegate." : "Below you are \(terms.depth) levels of workers."
        return ToolDefinition(
            name: "delegate_task",
            description:
                "Hands a task (goal, context), or several at once (tasks), to workers. A worker sees nothing of "
                + "this conversation: put all that it needs into goal and context. \(terms.concurrency) work at the same "
                + "time, the others wait; up to \(terms.width) tasks a call. \(levels) Delegate what is independent and "
                + "worth several steps; do small things yourself. Roles: \(roles.isEmpty ? "none" : roles).",
            parameters: parameters
        )
    }

    private var parameters: JSON {
        var task: [(String, JSON)] = [
            ("goal", Schema.text("what is to be done, and what a good result is")),
            ("context", Schema.text("what the worker must know for it")),
            ("output", ["type": "object", "description": "a JSON Schema for the answer, where its form matters"]),
        ]
        let names = terms.roles.keys.sorted()
        if !names.isEmpty { task.append(("role", Schema.choice(names, "who does it"))) }
        if !terms.toolsets.isEmpty {
            let toolset: JSON = ["type": "string", "enum": .array(terms.toolsets.map(JSON.string))]
            task.append(("toolsets", Schema.list(of: toolset, "all that it needs; those of its role without this")))
        }
        let tasks = Schema.list(of: Schema.object(task, required: ["goal"]), "several tasks, in place of a goal")
        return Schema.object(task + [("tasks", tasks)], required: [])
    }

    /// It does nothing by itself; what workers do is approved there.
    public var access: ToolAccess { .read }
    /// Workers of several calls work at the same time.
    public var runsInParallel: Bool { true }

    /// Hands out the tasks and waits for them.
    public func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput {
        let tasks = try self.tasks(arguments, call: context.call)
        context.reportProgress("\(tasks.count) task\(tasks.count == 1 ? "" : "s") handed out")
        let given = await delegating.run(tasks)
        // Workers that were called off together with us came to no results that a run could go on from.
        try Task.checkCancellation()
        var results = tasks.enumerated().map { index, task in
            let missing = AgentResult(
                taskID: task.id,
                exitReason: .notStarted,
                error: "there is no result of this task"
            )
            return index < given.count ? given[index] : missing
        }
        let budget = max(Self.shortestOutput, outputTokens / tasks.count)
        await keepLongOutputs(of: &results, over: budget)
        let messages = zip(results, tasks).map { message($0, of: $1, within: budget) }
        let succeeded = results.count { $0.outcome == .success }
        let summary: JSON = [
            "succeeded": .int(succeeded), "of": .int(results.count), "results": .array(messages),
        ]
        return ToolOutput(summary.text, artifacts: results.flatMap(\.artifacts))
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
        if let schema = item["output"], case .object(let members) = schema, !members.isEmpty {
            task.output = OutputSchema(name: "result", schema: schema)
        }
        return task
    }

    // MARK: Results

    /// Keeps the outputs that the model gets a digest of.
    private func keepLongOutputs(of results: inout [AgentResult], over budget: Int) async {
        let places = results.indices.filter {
            results[$0].fullOutput == nil && TokenEstimate(results[$0].outputText).tokens > budget
        }
        // A digest that names nothing is worse, but no reason to lose the result.
        guard !places.isEmpty, let names = try? await archive?.keep(places.map { results[$0].outputText }) else {
            return
        }
        for (place, name) in zip(places, names) { results[place].fullOutput = name }
    }

    /// The result with a digest in the place of an output that is too long, which names the full one.
    private func message(_ result: AgentResult, of task: AgentTask, within budget: Int) -> JSON {
        guard TokenEstimate(result.outputText).tokens > budget else { return result.json }
        let options = Scrubber.Options(budget: budget, task: task.goal, fullText: result.fullOutput)
        return result.json(digest: Scrubber.scrub(result.outputText, options).text)
    }
}

extension AgentResult {
    /// The answer as text, whatever its form.
    fileprivate var outputText: String { value?.text ?? output }
}
