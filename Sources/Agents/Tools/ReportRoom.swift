/// How much room the results of tasks have in the conversation of the agent that handed them out.
public struct ReportRoom: Sendable, Equatable {
    /// The fewest tokens of one result.
    private static let least = 64

    /// The most tokens of all results of one call: `delegation.max_summary_chars`.
    public var tokens: Int
    /// The most tokens of one digest: `scrubber.token_budget`, where that is told.
    public var digestTokens: Int?

    /// Creates a room.
    ///
    /// - Parameters:
    ///   - tokens: The most tokens of all results of one call.
    ///   - digestTokens: The most tokens of one digest; nothing where only the room for all decides.
    public init(tokens: Int = 3_000, digestTokens: Int? = nil) {
        self.tokens = tokens
        self.digestTokens = digestTokens
    }

    /// The most tokens of one result of several.
    func share(of count: Int) -> Int { max(Self.least, min(tokens / max(1, count), digestTokens ?? .max)) }
}
