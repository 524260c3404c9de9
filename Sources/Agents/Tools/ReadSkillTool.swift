public import Core
public import LanguageModels

/// Reads a skill, or a file that belongs to one.
public struct ReadSkillTool: Tool {
    private static let lengths = 200...24_000
    private static let standardLength = 12_000

    private let library: SkillLibrary

    /// Creates the tool.
    ///
    /// - Parameter library: The skills that may be read.
    public init(library: SkillLibrary) { self.library = library }

    private static let definition = ToolDefinition(
        name: SkillToolset.reader,
        description:
            "Reads a skill: its instructions with the names of its files, or one of its files. Long texts come in "
            + "parts: go on with offset.",
        parameters: Schema.object(
            [
                ("name", Schema.text("the name of the skill")),
                ("file", Schema.text("a file of the skill; its instructions without it")),
                ("offset", Schema.number("where to start, in bytes; 0 without it")),
                ("length", Schema.number("how many bytes; \(Self.standardLength) without it")),
            ],
            required: ["name"]
        )
    )

    /// What the model is told of it.
    public var definition: ToolDefinition { Self.definition }

    /// It only reads.
    public var access: ToolAccess { .read }
    /// It only reads.
    public var runsInParallel: Bool { true }

    /// Reads.
    @concurrent public func run(_ arguments: JSON, _ context: ToolContext) async throws -> ToolOutput {
        let arguments = ToolArguments(arguments)
        let offset = try arguments.number("offset", in: 0...(1 << 40), standard: 0)
        let length = try arguments.number("length", in: Self.lengths, standard: Self.standardLength)
        let skill = try skill(named: try arguments.text("name"))
        let files = SkillFiles(skill)
        if let file = arguments.optionalText("file"), !AnswerText.isBlank(file) {
            return ToolOutput(try BoardReadTool.part(of: try files.read(file), offset: offset, length: length))
        }
        // Cleaned before it is cut: half a secret looks like none.
        let text = try BoardReadTool.part(of: TextGuard.clean(skill.body), offset: offset, length: length)
        let names = files.names()
        return ToolOutput(names.isEmpty ? text : "\(text)\n[files: \(names.joined(separator: ", "))]")
    }

    /// Finds a skill; models write the names of skills as people do.
    private func skill(named text: String) throws -> Skill {
        let name = text.hasPrefix("/") ? String(text.dropFirst()) : text
        if let skill = library.skill(named: name) ?? library.skill(named: name.lowercased()) { return skill }
        let known = library.skills.prefix(40).map(\.name).joined(separator: ", ")
        throw AgentError(.tool, "there is no skill '\(name.prefix(80))'; there are: \(known)")
    }
}
