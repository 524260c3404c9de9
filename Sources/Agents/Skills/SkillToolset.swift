/// What skills say about the tools of an agent.
public struct SkillToolset: Sendable, Equatable {
    /// The tool that reads the supporting files of a skill.
    public static let reader = "read_skill"

    /// The tools that the agent is left with, in their order.
    public let tools: [String]
    /// Names that skills allow and that no tool has, for a warning.
    public let unknown: [String]

    /// Narrows a toolset to what skills allow.
    ///
    /// A skill can only take tools away, never add one that the role lacks. Several skills together allow what any of
    /// them does; one without a list changes nothing. If none of the listed names is that of a tool, as with skills
    /// written for another program, nothing is taken away.
    ///
    /// - Parameters:
    ///   - available: The tools of the role.
    ///   - skills: The skills that were chosen.
    public init(narrowing available: [String], to skills: [Skill]) {
        let allowed = skills.flatMap { Self.allowed(by: $0) }
        var seen: Set<String> = []
        unknown = allowed.filter { !available.contains($0) && seen.insert($0).inserted }
        let isKnown = allowed.contains { available.contains($0) }
        tools = isKnown ? available.filter { allowed.contains($0) || $0 == Self.reader } : available
    }

    /// The tools that a skill allows and that are not there.
    ///
    /// - Parameters:
    ///   - skill: The skill.
    ///   - tools: The tools that there are.
    /// - Returns: Their names, in order and once each.
    public static func unknown(of skill: Skill, among tools: Set<String>) -> [String] {
        var seen = tools
        return allowed(by: skill).filter { seen.insert($0).inserted }
    }

    private static func allowed(by skill: Skill) -> [String] { (skill.header.allowedTools ?? []).map(name) }

    /// The name in a pattern such as `shell(git:*)`; what stands in brackets is for the tool's approval.
    private static func name(_ pattern: String) -> String { String(pattern.prefix { $0 != "(" }) }
}
