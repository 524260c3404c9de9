public import Blackboard
public import Core
public import LanguageModels

/// Keeps a lesson for later runs.
public struct RememberTool: Tool {
    private let board: Blackboard

    /// Creates the tool.
    ///
    /// - Parameter board: The board.
    public init(board: Blackboard) { self.board = board }

    private static let definition = ToolDefinition(
        name: "remember",
        description: "Keeps a lesson for later runs: what worked, what did not, what the user prefers. "
            + "Facts from sources are findings, not lessons.",
        parameters: Schema.object(
            [
                ("lesson", Schema.text("the lesson, in one sentence")), ("detail", Schema.text("more, if needed")),
                ("tags", Schema.list(of: ["type": "string"], "words to find it by")),
            ],
            required: ["lesson"]
        )
    )

    /// What the model is told of it.
    public var definition: ToolDefinition { Self.definition }

    /// The board keeps all that it had, so that this needs no approval.
    public var access: ToolAccess { .read }
    /// Entries get their ids in the order in which they are posted.
    public var runsInParallel: Bool { false }

    /// Posts the lesson.
    public func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput {
        let arguments = ToolArguments(arguments)
        let content = EntryContent(
            title: context.clean(try arguments.text("lesson")),
            status: .current,
            tags: (arguments["tags"]?.array ?? []).compactMap(\.string),
            body: context.clean(arguments.optionalText("detail") ?? "")
        )
        let entry = try await board.post(content, kind: .lesson, by: context.author, run: context.run)
        return ToolOutput("Kept as [\(entry.id)].", artifacts: [.entry(entry.id)])
    }
}
