/// Where servers of the chat-completions form differ.
public struct ChatDialect: Sendable, Equatable {
    /// How an answer is held to a schema.
    public enum StructuredOutput: Sendable {
        /// By `response_format` with the schema.
        case schema
        /// By `response_format` for JSON of any form; the schema is told in words.
        case anyJSON
        /// In words only.
        case words
    }

    /// How an answer is held to a schema.
    public let structuredOutput: StructuredOutput
    /// The name of the limit of an answer's tokens.
    public let tokenLimit: String
    /// Whether the server must be asked for the usage of a stream, and knows how.
    public let asksForUsage: Bool
    /// Whether the server wants the reasoning back that led to a tool call, and refuses the conversation without it.
    public let returnsReasoning: Bool

    /// Creates a dialect.
    ///
    /// - Parameters:
    ///   - structuredOutput: How an answer is held to a schema.
    ///   - tokenLimit: The name of the limit of an answer's tokens.
    ///   - asksForUsage: Whether the server must be asked for the usage of a stream.
    ///   - returnsReasoning: Whether the server wants the reasoning back that led to a tool call.
    public init(
        structuredOutput: StructuredOutput = .schema,
        tokenLimit: String = "max_tokens",
        asksForUsage: Bool = true,
        returnsReasoning: Bool = false
    ) {
        self.structuredOutput = structuredOutput
        self.tokenLimit = tokenLimit
        self.asksForUsage = asksForUsage
        self.returnsReasoning = returnsReasoning
    }

    /// What most servers understand.
    public static let common = ChatDialect()
    /// OpenAI's own, whose reasoning models refuse `max_tokens`.
    public static let openAI = ChatDialect(tokenLimit: "max_completion_tokens")
    /// That of servers that take no schema.
    public static let anyJSON = ChatDialect(structuredOutput: .anyJSON)
    /// That of DeepSeek.
    ///
    /// Source: <https://api-docs.deepseek.com/guides/thinking_mode>.
    public static let deepSeek = ChatDialect(structuredOutput: .anyJSON, returnsReasoning: true)
    /// A server of which nothing is known but that it answers.
    public static let plain = ChatDialect(structuredOutput: .words, asksForUsage: false)
}
