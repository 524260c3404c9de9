public import Blackboard
public import Core
public import LanguageModels

/// Writes an entry to the board.
public struct BoardPostTool: Tool {
    private static let shownSources = 40
    private static let kinds: [EntryKind] = [.finding, .note, .question, .draft, .critique]

    private let board: Blackboard
    private let sources: Set<EntryID>?

    /// Creates the tool.
    ///
    /// - Parameters:
    ///   - board: The board.
    ///   - sources: The only sources that may be quoted; nothing for all.
    public init(board: Blackboard, sources: Set<EntryID>? = nil) {
        self.board = board
        self.sources = sources
    }

    private static let definition = ToolDefinition(
        name: "board_post",
        description: "Writes an entry to the blackboard and gives its id. A finding is one claim with at least one "
            + "quote: the exact words of a source on the board, which is checked. Link a finding to the question "
            + "that it answers, a critique to what it is about.",
        parameters: Schema.object(
            [
                ("kind", Schema.choice(Self.kinds.map(\.rawValue), "what it is")),
                ("title", Schema.text("one line; of a finding the claim, in one sentence")),
                ("body", Schema.text("further text, in Markdown")),
                (
                    "quotes",
                    Schema.list(
                        of: Schema.object(
                            [
                                ("source", Schema.text("the id of the source, such as S3")),
                                ("exact", Schema.text("the words as they stand there")),
                                ("prefix", Schema.text("the words before, where they occur more than once")),
                                ("suffix", Schema.text("the words after, where they occur more than once")),
                            ],
                            required: ["source", "exact"]
                        ),
                        "the evidence of a finding"
                    )
                ), ("links", Schema.links), ("tags", Schema.list(of: ["type": "string"], "words to find it by")),
            ],
            required: ["kind", "title"]
        )
    )

    /// What the model is told of it.
    public var definition: ToolDefinition { Self.definition }

    /// The board keeps all that it had, so that this needs no approval.
    public var access: ToolAccess { .read }
    /// Entries get their ids in the order in which they are posted.
    public var runsInParallel: Bool { false }
    /// It reads, and then posts.
    public var recording: Journal.Recording { .withPost }

    /// Posts.
    public func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput {
        let arguments = ToolArguments(arguments)
        guard let kind = EntryKind(rawValue: try arguments.text("kind")), Self.kinds.contains(kind) else {
            throw AgentError(.tool, "'kind' must be one of \(Self.kinds.map(\.rawValue).joined(separator: ", "))")
        }
        var quotes: [Quote] = []
        for quote in arguments["quotes"]?.array ?? [] { quotes.append(try await locate(ToolArguments(quote))) }
        let content = EntryContent(
            title: context.clean(try arguments.text("title")),
            status: kind.statuses[0],
            tags: (arguments["tags"]?.array ?? []).compactMap(\.string),
            links: try arguments.links("links"),
            quotes: quotes,
            body: context.clean(arguments.optionalText("body") ?? "")
        )
        let (entry, isNew) = try await board.postOnce(content, kind: kind, by: context.author, run: context.run) {
            WrittenJSON(Self.output($0, isNew: $1))
        }
        return Self.output(entry, isNew: isNew)
    }

    private static func output(_ entry: Entry, isNew: Bool) -> ToolOutput {
        ToolOutput(
            "\(isNew ? "Posted as" : "The board has it already as") [\(entry.id)].",
            artifacts: [.entry(entry.id)]
        )
    }

    /// Finds the place of a quote, of which the model knows the words only.
    private func locate(_ quote: ToolArguments) async throws -> Quote {
        let id = try quote.id("source")
        let exact = try quote.text("exact")
        guard let origin = try await board.entry(id).content.origin else {
            throw AgentError(.tool, "\(id) is no source; quote the source that it rests on")
        }
        if let sources, !sources.contains(id) {
            let others = sources.sorted().prefix(Self.shownSources).map(\.description).joined(separator: ", ")
            throw AgentError(.tool, "\(id) is not among the sources that may be used, which are: \(others)")
        }
        let snapshot = try await board.snapshot(origin.snapshot)
        let (prefix, suffix) = (quote.optionalText("prefix"), quote.optionalText("suffix"))
        guard let range = snapshot.locate(exact, prefix: prefix, suffix: suffix) else {
            let nearest = snapshot.nearestSentence(to: exact).map { " The nearest there is: \"\($0)\"" } ?? ""
            throw AgentError(.tool, "the words \"\(exact.prefix(200))\" are not in \(id).\(nearest)")
        }
        return snapshot.quote(range, of: id)
    }
}
