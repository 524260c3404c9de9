public import Core
public import LanguageModels

/// Tells what became of tasks that were handed out without waiting for them.
public struct CollectResultsTool: Tool {
    /// Its name.
    static let name = "collect_results"

    private let open: OpenTasks
    private let report: DelegationReport

    /// Creates the tool for an agent that may delegate.
    ///
    /// - Parameters:
    ///   - open: What the agent has handed out.
    ///   - archive: Where full outputs are kept.
    ///   - room: How much room there is for results.
    public init(_ open: OpenTasks, archive: TextArchive?, room: ReportRoom = ReportRoom()) {
        self.open = open
        report = DelegationReport(archive: archive, room: room)
    }

    private static let definition = ToolDefinition(
        name: name,
        description:
            "Gives the results of tasks that delegate_task has handed out with wait false, each once, and the ids "
            + "of those that are still open.",
        parameters: Schema.object(
            [
                (
                    "wait",
                    Schema.choice(
                        OpenTasks.Wait.allCases.map(\.rawValue),
                        "until the next task has ended (without this), until all have, or not at all (none)"
                    )
                )
            ],
            required: []
        )
    )

    /// What the model is told of it.
    public var definition: ToolDefinition { Self.definition }

    /// It only reads.
    public var access: ToolAccess { .read }
    /// Other calls need not wait for it.
    public var runsInParallel: Bool { true }

    /// Waits as long as it is told, and gives the results that there are.
    public func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput {
        let wait = ToolArguments(arguments).optionalText("wait").flatMap(OpenTasks.Wait.init) ?? .next
        if open.untold.isEmpty {
            throw AgentError(.tool, "no task is open: delegate_task with wait false hands out one")
        }
        let (ended, rest) = try await open.take(wait)
        return await report.output(ended.map(\.result), of: ended.map(\.task), open: rest)
    }

    /// Takes up that the agent was told of some tasks.
    public func takeUp(_ arguments: JSON, _ output: ToolOutput, _ context: ToolContext) {
        open.forget(DelegationReport.tasks(in: output.text))
    }
}
