public import Blackboard
public import Core
public import LanguageModels

/// Searches the board.
public struct BoardSearchTool: Tool {
    private static let snippetLimit = 400

    private let board: Blackboard
    private let sources: Set<EntryID>?

    /// Creates the tool.
    ///
    /// - Parameters:
    ///   - board: The board.
    ///   - sources: The only sources that are found; nothing for all.
    public init(board: Blackboard, sources: Set<EntryID>? = nil) {
        self.board = board
        self.sources = sources
    }

    private static let definition = ToolDefinition(
        name: "board_search",
        description: "Searches the blackboard: sources, findings, questions, notes and all else that is known. "
            + "Gives ids with the passage that fits best. Search here before anywhere else.",
        parameters: Schema.object(
            [
                ("query", Schema.text("words or a question; no operators")),
                (
                    "kinds",
                    Schema.list(
                        of: ["type": "string", "enum": .array(EntryKind.allCases.map { .string($0.rawValue) })],
                        "only these kinds; all without it"
                    )
                ), ("limit", Schema.number("the most results, 1 to 30; 8 without it")),
            ],
            required: ["query"]
        )
    )

    /// What the model is told of it.
    public var definition: ToolDefinition { Self.definition }

    /// It only reads.
    public var access: ToolAccess { .read }
    /// It only reads.
    public var runsInParallel: Bool { true }

    /// Searches.
    public func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput {
        let arguments = ToolArguments(arguments)
        let query = SearchQuery(
            try arguments.text("query"),
            kinds: try arguments.kinds("kinds"),
            limit: try arguments.number("limit", in: 1...30, standard: 8)
        )
        let results = try await search(query)
        if results.isEmpty { return ToolOutput("Nothing on the board matches. Try other words.") }
        let lines = results.map { result in
            let entry = result.entry
            let status = entry.status == .current ? "" : ", \(entry.status.rawValue)"
            let snippet = result.snippet.prefix(bytes: Self.snippetLimit)
            // Each by itself: a fence that one leaves open must not hide the others.
            return "[\(entry.id)] \(entry.id.kind.rawValue)\(status): "
                + context.clean("\(entry.title)\n  \(snippet)")
        }
        return ToolOutput(lines.joined(separator: "\n"))
    }

    /// Searches the sources that may be used, and all else that is no source, and takes from both in turn.
    private func search(_ query: SearchQuery) async throws -> [SearchResult] {
        let kinds = query.kinds.isEmpty ? Set(EntryKind.allCases) : query.kinds
        guard let sources, kinds.contains(.source) else { return try await board.search(query) }
        var (own, others) = (query, query)
        (own.kinds, own.sources) = ([.source], sources)
        others.kinds = kinds.subtracting([.source])
        let found = try await board.search(own)
        let known = others.kinds.isEmpty ? [] : try await board.search(others)
        let ranks = 0..<max(found.count, known.count)
        let both = ranks.flatMap { rank in [found, known].compactMap { $0.dropFirst(rank).first } }
        return Array(both.prefix(query.limit))
    }
}
