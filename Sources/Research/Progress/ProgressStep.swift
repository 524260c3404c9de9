public import Agents

/// What one step of a run came to, as a digest within a budget of tokens.
public struct ProgressStep: Sendable, Equatable {
    /// Who did it: the role of a knowledge source.
    public let step: String
    /// The digest; all of the text where that is within the budget.
    public let digest: String
    /// The tokens of the text, by `TokenEstimate`.
    public let inputTokens: Int
    /// The tokens of the digest.
    public let outputTokens: Int

    /// Makes the digest of a text.
    ///
    /// - Parameters:
    ///   - step: Who wrote it.
    ///   - text: What was done, in full.
    ///   - options: How it is scrubbed.
    public init(_ step: String, text: String, _ options: Scrubber.Options) {
        let (digest, statistics) = Scrubber.scrub(text, options)
        self.step = step
        self.digest = digest
        inputTokens = statistics.cleanTokens
        outputTokens = statistics.outputTokens
    }
}
