public import Core
public import LanguageModels

/// What a Markdown file says about one kind of agent.
public struct Role: Sendable, Equatable {
    /// How far its agents may go; nothing where the configuration decides.
    public struct Budget: Sendable, Equatable {
        /// Turns.
        public var iterations: Int?
        /// Tokens of requests and answers.
        public var tokens: Int?
        /// US dollars.
        public var cost: Double?
        /// Calls of a model.
        public var calls: Int?
        /// Seconds.
        public var seconds: Double?

        /// Creates a budget without limits.
        public init() {}
    }

    /// Its name.
    public var name: String
    /// What its agents do and when to use them, in one line.
    public var description: String
    /// What its agents are told to be.
    public var prompt: String
    /// The tools that they get.
    public var toolsets: [Toolset]
    /// The model; nothing for that of the parent or the configuration.
    public var model: String?
    /// Who serves the model.
    public var provider: String?
    /// How far they may go.
    public var budget: Budget
    /// The form of their answers.
    public var output: OutputSchema?
    /// The file that says so; nothing for a bundled role.
    public var path: String?

    /// Creates a role.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - description: What its agents do and when to use them.
    ///   - prompt: What its agents are told to be.
    ///   - toolsets: The tools that they get.
    ///   - budget: How far they may go.
    public init(
        name: String,
        description: String,
        prompt: String,
        toolsets: [Toolset] = [.board],
        budget: Budget = Budget()
    ) {
        self.name = name
        self.description = description
        self.prompt = prompt
        self.toolsets = toolsets
        self.budget = budget
    }

    /// All of it but the prompt, for lists.
    public var json: JSON {
        let limits: [(String, JSON?)] = [
            ("iterations", budget.iterations.map(JSON.int)), ("tokens", budget.tokens.map(JSON.int)),
            ("cost_usd", budget.cost.map(JSON.double)), ("calls", budget.calls.map(JSON.int)),
            ("seconds", budget.seconds.map(JSON.double)),
        ]
        return [
            "name": .string(name), "description": .string(description), "model": JSON(model),
            "provider": JSON(provider), "toolsets": .array(toolsets.map { .string($0.rawValue) }),
            "budgets": .object(limits.compactMap { item in item.1.map { JSON.Member(item.0, $0) } }),
            "output": output?.schema ?? .null, "path": .string(path ?? "bundled"),
        ]
    }
}
