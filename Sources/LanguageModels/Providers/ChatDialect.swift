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

    /// Creates a dialect.
    ///
    /// - Parameters:
    ///   - structuredOutput: How an answer is held to a schema.
    ///   - tokenLimit: The name of the limit of an answer's tokens.
    ///   - asksForUsage: Whether the server must be asked for the usage of a stream.
    public init(
        structuredOutput: StructuredOutput = .schema,
        tokenLimit: String = "max_tokens",
        asksForUsage: Bool = true
    ) {
        self.structuredOutput = structuredOutput
        self.tokenLimit = tokenLimit
        self.asksForUsage = asksForUsage
    }

    /// What most servers understand.
    public static let common = ChatDialect()
    /// OpenAI's own, whose reasoning models refuse `max_tokens`.
    public static let openAI = ChatDialect(tokenLimit: "max_completion_tokens")
    /// DeepSeek's and those of others that take no schema.
    public static let anyJSON = ChatDialect(structuredOutput: .anyJSON)
    /// A server of which nothing is known but that it answers.
    public static let plain = ChatDialect(structuredOutput: .words, asksForUsage: false)
}
