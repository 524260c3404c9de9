public import Core

/// Instructions for one kind of work, given to an agent whose task needs them.
public struct Skill: Sendable, Equatable {
    /// Where skills come from; of two with one name that of the earlier case is used.
    public enum Origin: String, Sendable, CaseIterable {
        /// `$SLATE_HOME/skills`.
        case user
        /// `.agents/skills` of a trusted folder.
        case project
        /// `~/.hermes/skills`, of Hermes Agent.
        case neighbour
        /// A folder of `skills.external_dirs`.
        case external
        /// Inside the program.
        case bundled
    }

    /// What its author says about it.
    public struct Header: Sendable, Equatable {
        /// Its name, such as `literature-review`.
        public var name: String
        /// What it is for and when to use it.
        public var description: String
        /// Words and phrases of tasks that it fits.
        public var keywords: [String] = []
        /// Words that group it with others.
        public var tags: [String] = []
        /// The tools that an agent with this skill may use; nothing for all that it has.
        public var allowedTools: [String]?
        /// The tools without which it is of no use.
        public var requiredTools: [String] = []
        /// The systems that it works on; none for all.
        public var platforms: [String] = []
        /// Whether it goes into every task.
        public var isPinned = false
        /// The name of its licence.
        public var license: String?
        /// What it needs, in words.
        public var compatibility: String?
    }

    /// What its author says about it.
    public let header: Header
    /// The instructions, in Markdown.
    public let body: String
    /// Where it comes from.
    public let origin: Origin
    /// Its file, as it is shown: a path, or `bundled:` and one.
    public let location: String
    /// The folder with its supporting files; nothing for a skill that is a single file or bundled.
    public let folder: Path?

    /// Its name.
    public var name: String { header.name }
}

/// Something that is wrong with a skill or where it lies.
public struct SkillProblem: Sendable, Equatable {
    /// How much it matters.
    public enum Level: String, Sendable {
        /// The skill cannot be used.
        case error
        /// The skill is used, but not as its author meant.
        case warning
        /// Nothing is wrong; something was left out on purpose.
        case note
    }

    /// How much it matters.
    public let level: Level
    /// The file or folder.
    public let location: String
    /// The line in it, from 1.
    public let line: Int?
    /// What is wrong and what to do.
    public let message: String

    /// Creates a problem.
    ///
    /// - Parameters:
    ///   - level: How much it matters.
    ///   - location: The file or folder.
    ///   - line: The line in it, from 1.
    ///   - message: What is wrong and what to do.
    public init(_ level: Level, _ location: String, line: Int? = nil, _ message: String) {
        self.level = level
        self.location = location
        self.line = line
        self.message = message
    }
}
