public import Blackboard
public import Core
public import LanguageModels

/// Links two entries of the board.
public struct BoardLinkTool: Tool {
    /// How often a link is tried again that somebody else's change came before.
    private static let attempts = 4

    private let board: Blackboard

    /// Creates the tool.
    ///
    /// - Parameter board: The board.
    public init(board: Blackboard) { self.board = board }

    private static let definition = ToolDefinition(
        name: "board_link",
        description: "Links an entry of the blackboard to another: answers, quotes, about, supersedes, contradicts "
            + "(both cannot be true) or rests-on (it falls if the other does).",
        parameters: Schema.object(
            [
                ("from", Schema.text("the id of the entry that refers")),
                ("rel", Schema.choice(Link.Relation.allCases.map(\.rawValue), "how they are related")),
                ("to", Schema.text("the id of the other entry")),
            ],
            required: ["from", "rel", "to"]
        )
    )

    /// What the model is told of it.
    public var definition: ToolDefinition { Self.definition }

    /// The board keeps all that it had, so that this needs no approval.
    public var access: ToolAccess { .read }
    /// Two links of one entry would get into each other's way.
    public var runsInParallel: Bool { false }

    /// Links.
    public func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput {
        let arguments = ToolArguments(arguments)
        let from = try arguments.id("from")
        let link = Link(try arguments.relation("rel"), try arguments.id("to"))
        for attempt in 1...Self.attempts {
            let entry = try await board.entry(from)
            if entry.content.links.contains(link) { break }
            do {
                _ = try await board.update(from, expecting: entry.revision, by: context.author, run: context.run) {
                    $0.links.append(link)
                }
                break
            } catch let error as BlackboardError {
                // Only a conflict goes away by reading again.
                guard case .conflict = error.code, attempt < Self.attempts else { throw error }
            }
        }
        return ToolOutput("\(from) \(link.relation.rawValue) \(link.target).")
    }
}
