public import Core
public import LanguageModels

/// Reads a page of the web.
public struct FetchURLTool: Tool {
    /// Fetches an address, stores the page as a source, and gives what the model is told of it.
    public typealias Fetch = @Sendable (_ url: String, ToolContext) async throws -> ToolOutput

    private let fetch: Fetch

    /// Creates the tool.
    ///
    /// - Parameter fetch: Fetches an address.
    public init(fetch: @escaping Fetch) { self.fetch = fetch }

    private static let definition = ToolDefinition(
        name: "fetch_url",
        description: "Fetches a page of the web and stores it as a source on the blackboard, which can be quoted. "
            + "Gives its id and the beginning of its text.",
        parameters: Schema.object([("url", Schema.text("an address, http or https"))], required: ["url"])
    )

    /// What the model is told of it.
    public var definition: ToolDefinition { Self.definition }

    /// It reaches other machines.
    public var access: ToolAccess { .network }
    /// It only reads.
    public var runsInParallel: Bool { true }

    /// Fetches.
    public func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput {
        try await fetch(try ToolArguments(arguments).text("url"), context)
    }
}

/// Searches the web.
public struct SearchWebTool: Tool {
    /// Searches, and gives addresses with titles and snippets.
    public typealias Search = @Sendable (_ query: String, _ limit: Int, ToolContext) async throws -> ToolOutput

    private let search: Search

    /// Creates the tool.
    ///
    /// - Parameter search: Searches.
    public init(search: @escaping Search) { self.search = search }

    private static let definition = ToolDefinition(
        name: "search_web",
        description:
            "Searches the web. Gives addresses with titles and snippets; read a page with fetch_url before "
            + "you rely on it.",
        parameters: Schema.object(
            [
                ("query", Schema.text("what to search for")),
                ("limit", Schema.number("the most results, 1 to 20; 8 without it")),
            ],
            required: ["query"]
        )
    )

    /// What the model is told of it.
    public var definition: ToolDefinition { Self.definition }

    /// It reaches other machines.
    public var access: ToolAccess { .network }
    /// It only reads.
    public var runsInParallel: Bool { true }

    /// Searches.
    public func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput {
        let arguments = ToolArguments(arguments)
        let limit = try arguments.number("limit", in: 1...20, standard: 8)
        return try await search(try arguments.text("query"), limit, context)
    }
}
