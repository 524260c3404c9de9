public import Core
public import LanguageModels

/// Asks the person who gave the task; no worker has it.
public struct AskUserTool: Tool {
    /// Puts a question with its options to a person; nothing if nobody is there.
    public typealias Ask = @Sendable (_ question: String, _ options: [String]) async -> String?

    private let ask: Ask

    /// Creates the tool.
    ///
    /// - Parameter ask: Puts a question to a person.
    public init(ask: @escaping Ask) { self.ask = ask }

    private static let definition = ToolDefinition(
        name: "ask_user",
        description:
            "Asks the user one question. Use it only where the task cannot be understood without an answer.",
        parameters: Schema.object(
            [
                ("question", Schema.text("the question")),
                ("options", Schema.list(of: ["type": "string"], "answers to choose from")),
            ],
            required: ["question"]
        )
    )

    /// What the model is told of it.
    public var definition: ToolDefinition { Self.definition }

    /// It changes nothing.
    public var access: ToolAccess { .read }
    /// One question at a time.
    public var runsInParallel: Bool { false }

    /// Asks.
    public func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput {
        let arguments = ToolArguments(arguments)
        let options = (arguments["options"]?.array ?? []).compactMap(\.string).map { context.clean($0) }
        guard let answer = await ask(context.clean(try arguments.text("question")), options) else {
            return ToolOutput("Nobody is there to answer. Choose what is most likely meant, and say so in your answer.")
        }
        return ToolOutput(answer)
    }
}
