import LanguageModels

/// What skills make of one agent: what it is told besides its role, and the tools that it is left with.
public struct SkillEquipment: Sendable {
    /// The text about the skills, after the role and for this agent only; none if no skill was chosen.
    public let instructions: [String]
    /// The tools of the agent, with the reader of skills if one of them has files.
    public let tools: [any Tool]
    /// What is wrong with the skills' lists of tools, in words for a person.
    public let warnings: [String]

    /// Applies skills to an agent.
    ///
    /// - Parameters:
    ///   - selection: The skills of its task.
    ///   - library: Where they were chosen from.
    ///   - tools: The tools of its role.
    public init(_ selection: SkillSelection, of library: SkillLibrary, tools: [any Tool]) {
        let skills = selection.chosen.map(\.skill)
        let files = Dictionary(skills.map { ($0.name, SkillFiles($0).names()) }) { first, _ in first }
        let text = SkillInjection.text(for: skills, files: files)
        instructions = text.isEmpty ? [] : [text]
        let toolset = SkillToolset(narrowing: tools.map(\.definition.name), to: skills)
        let left = Set(toolset.tools)
        var tools = tools.filter { left.contains($0.definition.name) }
        // Reading what the skill says to read is no tool that a role could lack.
        let canRead = tools.contains { $0.definition.name == SkillToolset.reader }
        if !canRead, files.values.contains(where: { !$0.isEmpty }) { tools.append(ReadSkillTool(library: library)) }
        self.tools = tools
        warnings = skills.compactMap { skill in
            let unknown = SkillToolset.unknown(of: skill, among: ToolCatalog.bundledNames.union(left))
            return unknown.isEmpty
                ? nil : "the skill \(skill.name) allows tools that there are not: \(unknown.joined(separator: ", "))"
        }
    }
}
