import TextAnalysis

/// Chooses the skills for a task, without a model: the same task gets the same skills.
public struct SkillSelector: Sendable {
    /// The score that is enough to be chosen.
    static let threshold = 1.0
    /// The share of the best score that others need.
    static let relativeThreshold = 0.45
    /// How much of a task is looked at, in bytes; what it is about is said at its beginning.
    private static let taskLimit = 16 << 10

    /// The most skills of one task.
    public var limit: Int
    /// The most tokens of all its skills together, by `TokenEstimate`.
    public var budget: Int
    /// The tools of the agent; nothing if they do not matter.
    public var tools: Set<String>?

    /// Creates a selector.
    ///
    /// - Parameters:
    ///   - limit: The most skills of one task.
    ///   - budget: The most tokens of all its skills together.
    ///   - tools: The tools of the agent; nothing if they do not matter.
    public init(limit: Int = 3, budget: Int = 2_000, tools: Set<String>? = nil) {
        self.limit = limit
        self.budget = budget
        self.tools = tools
    }

    /// Chooses skills.
    ///
    /// - Parameters:
    ///   - task: What is to be done, in which `/name` asks for a skill.
    ///   - library: The skills.
    /// - Returns: The choice; nothing is chosen where nothing fits.
    public func select(_ task: String, from library: SkillLibrary) -> SkillSelection {
        let (named, rest) = Self.names(in: task, library)
        let text = String(decoding: rest.utf8.prefix(Self.taskLimit), as: UTF8.self)
        let tokens = Tokenizer().tokens(of: text)
        let hits = library.index.hits(for: tokens)
        let scores = Dictionary(hits.map { ($0.skill, $0) }) { first, _ in first }
        let best = hits.first?.score ?? 0
        var candidates: [SkillSelection.Candidate] = []
        for (number, skill) in library.skills.enumerated() {
            let hit = scores[number]
            guard let reason = reason(skill, hit, best, isNamed: named.contains(skill.name)) else { continue }
            candidates.append(
                SkillSelection.Candidate(
                    skill: skill,
                    score: hit?.score ?? 0,
                    words: hit.map { Self.words($0, in: text, tokens) } ?? [],
                    phrases: hit?.phrases ?? [],
                    tokens: SkillInjection.tokens(of: skill),
                    reason: reason
                )
            )
        }
        return SkillSelection(candidates: fit(candidates), task: rest)
    }

    /// Says why a skill cannot be offered to this agent.
    ///
    /// - Parameter skill: The skill.
    /// - Returns: The reason; nothing if it can.
    public func obstacle(_ skill: Skill) -> SkillSelection.Reason? {
        let platforms = skill.header.platforms
        if !platforms.isEmpty, !platforms.contains(Self.platform) { return .otherPlatform(platforms) }
        guard let tools else { return nil }
        let missing = skill.header.requiredTools.filter { !tools.contains($0) }
        return missing.isEmpty ? nil : .missingTools(missing)
    }

    private static let platform = "linux"

    /// Why a skill is in or out before places and budget count; nothing if it has nothing to do with the task.
    private func reason(
        _ skill: Skill,
        _ hit: SkillIndex.Hit?,
        _ best: Double,
        isNamed: Bool
    ) -> SkillSelection.Reason? {
        guard isNamed || skill.header.isPinned || hit != nil else { return nil }
        if let obstacle = obstacle(skill) { return obstacle }
        if isNamed { return .named }
        if skill.header.isPinned { return .pinned }
        let score = hit?.score ?? 0
        return score >= max(Self.threshold, best * Self.relativeThreshold) ? .matched : .weak
    }

    /// Gives places and tokens away in order; a skill that does not fit leaves room for a shorter one.
    private func fit(_ candidates: [SkillSelection.Candidate]) -> [SkillSelection.Candidate] {
        var sorted = candidates.sorted { Self.rank($0) < Self.rank($1) }
        var places = limit
        var room = budget
        for index in sorted.indices where sorted[index].reason.isChosen {
            if places == 0 {
                sorted[index].reason = .crowded
            } else if sorted[index].tokens > room {
                sorted[index].reason = .tooLong
            } else {
                places -= 1
                room -= sorted[index].tokens
            }
        }
        // What fell out goes behind what is in.
        return sorted.filter(\.reason.isChosen) + sorted.filter { !$0.reason.isChosen }
    }

    private static func rank(_ candidate: SkillSelection.Candidate) -> (Int, Double, String) {
        let group =
            switch candidate.reason {
            case .named: 0
            case .pinned: 1
            case .matched: 2
            default: 3
            }
        return (group, -candidate.score, candidate.skill.name)
    }

    /// Takes `/name` out of a task where there is such a skill.
    private static func names(in task: String, _ library: SkillLibrary) -> (names: Set<String>, rest: String) {
        guard task.contains("/") else { return ([], task) }
        var names: Set<String> = []
        let words = task.split(separator: " ", omittingEmptySubsequences: false).filter { word in
            guard word.first == "/" else { return true }
            let name = word.dropFirst().prefix { $0.isLetter || $0.isNumber || "-_".contains($0) }
            guard library.skill(named: String(name)) != nil else { return true }
            names.insert(String(name))
            return false
        }
        return names.isEmpty ? ([], task) : (names, words.joined(separator: " "))
    }

    private static func words(_ hit: SkillIndex.Hit, in text: String, _ tokens: [Token]) -> [String] {
        var seen: Set<String> = []
        return tokens.filter { hit.terms.contains($0.term) && seen.insert($0.term).inserted }
            .map { text.slice($0.range) }
    }
}
