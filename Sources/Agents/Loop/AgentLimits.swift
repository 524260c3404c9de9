/// How far an agent may go.
public struct AgentLimits: Sendable, Equatable {
    /// The most turns.
    public var iterations: Int
    /// How much of a limit is used when the model is warned.
    public var warningFraction: Double
    /// How many tokens the model's context takes.
    public var contextTokens: Int
    /// The most tokens of an answer; nothing for the provider's own limit.
    public var outputTokens: Int?
    /// The most tokens of a tool's result; the rest can be read from an object.
    public var resultTokens: Int
    /// The most tokens of what stays of an old result when the context fills.
    public var digestTokens: Int
    /// How often a call may give the same result before the model is told.
    public var repeatsTold: Int
    /// How often a call may give the same result before the agent ends.
    public var repeatsEnd: Int

    /// Creates limits.
    ///
    /// - Parameters:
    ///   - iterations: The most turns.
    ///   - warningFraction: How much of a limit is used when the model is warned.
    ///   - contextTokens: How many tokens the model's context takes.
    ///   - outputTokens: The most tokens of an answer.
    ///   - resultTokens: The most tokens of a tool's result.
    ///   - digestTokens: The most tokens of what stays of an old result.
    ///   - repeatsTold: How often a call may give the same result before the model is told.
    ///   - repeatsEnd: How often a call may give the same result before the agent ends.
    public init(
        iterations: Int = 50,
        warningFraction: Double = 0.75,
        contextTokens: Int = 64_000,
        outputTokens: Int? = nil,
        resultTokens: Int = 4_000,
        digestTokens: Int = 250,
        repeatsTold: Int = 3,
        repeatsEnd: Int = 5
    ) {
        self.iterations = iterations
        self.warningFraction = warningFraction
        self.contextTokens = contextTokens
        self.outputTokens = outputTokens
        self.resultTokens = min(resultTokens, max(200, contextTokens / 8))
        self.digestTokens = min(digestTokens, max(32, contextTokens / 64))
        self.repeatsTold = repeatsTold
        self.repeatsEnd = repeatsEnd
    }

    /// The limits for a model that takes another number of tokens.
    func fitting(contextTokens: Int) -> AgentLimits {
        var limits = self
        limits.contextTokens = contextTokens
        limits.resultTokens = min(resultTokens, max(200, contextTokens / 8))
        limits.digestTokens = min(digestTokens, max(32, contextTokens / 64))
        return limits
    }
}
