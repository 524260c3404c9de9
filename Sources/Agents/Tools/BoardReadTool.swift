public import Blackboard
public import Core
public import LanguageModels

/// Reads an entry of the board, a source's text, or a kept text.
public struct BoardReadTool: Tool {
    private static let lengths = 200...24_000
    private static let standardLength = 12_000

    private let board: Blackboard

    /// Creates the tool.
    ///
    /// - Parameter board: The board.
    public init(board: Blackboard) { self.board = board }

    private static let definition = ToolDefinition(
        name: "board_read",
        description:
            "Reads an entry of the blackboard by its id, such as F12. Of a source it gives the text, which "
            + "quotes are taken from. Long texts come in parts: go on with offset.",
        parameters: Schema.object(
            [
                ("id", Schema.text("the id of an entry, or the name of a text that was cut")),
                ("offset", Schema.number("where to start, in bytes; 0 without it")),
                ("length", Schema.number("how many bytes; \(Self.standardLength) without it")),
            ],
            required: ["id"]
        )
    )

    /// What the model is told of it.
    public var definition: ToolDefinition { Self.definition }

    /// It only reads.
    public var access: ToolAccess { .read }
    /// It only reads.
    public var runsInParallel: Bool { true }

    /// Reads.
    public func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput {
        let arguments = ToolArguments(arguments)
        let name = try arguments.text("id").filter { !"[]() ".contains($0) }
        let offset = try arguments.number("offset", in: 0...(1 << 40), standard: 0)
        let length = try arguments.number("length", in: Self.lengths, standard: Self.standardLength)
        guard let id = EntryID(name) else {
            let text = try await board.keptText(name)
            return ToolOutput(try Self.part(of: text, offset: offset, length: length, clean: context.cleanData))
        }
        let entry = try await board.entry(id)
        var text = Self.head(of: entry)
        for link in try await board.links(to: id).prefix(20) {
            text += "linked from: \(link.from) \(link.relation.rawValue)\n"
        }
        var body = entry.content.body
        if let origin = entry.content.origin { body = try await board.snapshot(origin.snapshot).text }
        let part = try Self.part(of: body, offset: offset, length: length, clean: context.cleanData)
        // Sources are others' words.
        return ToolOutput(context.clean(text) + "\n" + (entry.content.origin == nil ? part : DataFence.wrap(part)))
    }

    private static func head(of entry: Entry) -> String {
        let content = entry.content
        var lines = [
            "[\(entry.id)] \(entry.id.kind.rawValue), \(content.status.rawValue), by \(entry.author), "
                + "revision \(entry.revision)", "title: \(content.title)",
        ]
        if let origin = content.origin {
            lines.append("from: \(origin.uri), read \(origin.accessed)")
            if let note = origin.credibility { lines.append("standing: \(note)") }
        }
        lines += content.links.map { "\($0.relation.rawValue): \($0.target)" }
        lines += content.quotes.map { "quote from \($0.source): \"\($0.exact)\"" }
        if !content.tags.isEmpty { lines.append("tags: \(content.tags.joined(separator: ", "))") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A part of a text on the borders of characters, with where it goes on.
    static func part(
        of text: String,
        offset: Int,
        length: Int,
        clean: (Substring) -> String = { String($0) }
    ) throws -> String {
        let size = text.utf8.count
        guard offset < size || offset == 0 else {
            throw AgentError(.tool, "the text has \(size) bytes; 'offset' must be less")
        }
        var start = text.utf8.index(text.startIndex, offsetBy: offset)
        while start < text.endIndex, text.utf8[start] & 0xC0 == 0x80 { start = text.utf8.index(after: start) }
        let part = text[start...].prefix(bytes: length)
        let end = text.utf8.distance(from: text.startIndex, to: part.endIndex)
        let cleaned = clean(part)
        return end == size ? cleaned : "\(cleaned)\n[\(end) of \(size) bytes; go on with offset \(end)]"
    }
}
