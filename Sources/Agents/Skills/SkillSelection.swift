/// The skills that a task gets, and why the others are left out.
public struct SkillSelection: Sendable {
    /// Why a skill is in or out.
    public enum Reason: Sendable, Equatable {
        /// The task names it, as in `/timeline`.
        case named
        /// It goes into every task.
        case pinned
        /// Its words are in the task.
        case matched
        /// Too few of its words are in the task.
        case weak
        /// Better ones fill the places.
        case crowded
        /// It would not fit into the budget of tokens.
        case tooLong
        /// It needs tools that are not there.
        case missingTools([String])
        /// It is for other systems.
        case otherPlatform([String])

        /// Whether the skill is in.
        public var isChosen: Bool { [.named, .pinned, .matched].contains(self) }

        /// The reason in words.
        public var text: String {
            switch self {
            case .named: "named in the task"
            case .pinned: "always on"
            case .matched: "matched"
            case .weak: "too little in common"
            case .crowded: "better ones fill the places"
            case .tooLong: "over the budget of tokens"
            case .missingTools(let names): "needs \(names.joined(separator: ", ")), which the agent does not have"
            case .otherPlatform(let names): "only for \(names.joined(separator: ", "))"
            }
        }
    }

    /// A skill that was considered.
    public struct Candidate: Sendable {
        /// The skill.
        public let skill: Skill
        /// How well it fits; 1 is enough.
        public let score: Double
        /// The words of the task that it has, in their order.
        public let words: [String]
        /// Its name and keywords that stand in the task.
        public let phrases: [String]
        /// What it costs, by `TokenEstimate`.
        public let tokens: Int
        /// Why it is in or out.
        public internal(set) var reason: Reason
    }

    /// All skills that were considered, those that are in first, then by score.
    public let candidates: [Candidate]
    /// The task without the names of skills.
    public let task: String

    /// The skills that are in.
    public var chosen: [Candidate] { candidates.filter(\.reason.isChosen) }
    /// What they cost together, by `TokenEstimate`.
    public var tokens: Int { chosen.reduce(0) { $0 + $1.tokens } }
}
