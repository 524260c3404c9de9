import Agents
import Core
import LanguageModels

/// Lets the model that is configured for it rewrite digests.
struct DigestRewriting {
    private let session: Session
    private let model: ModelChain

    /// Finds the model: that of the options, else that of `auxiliary.scrubber`.
    ///
    /// The main model is not asked unless it is named for this: who cleans a log wants no bill.
    ///
    /// - Returns: Nothing if no model is told.
    /// - Throws: `ConfigurationError`; `ModelError` or `CancellationError` from finding a key.
    init?(_ session: Session) async throws {
        let isTold = ["model", "provider", "base-url"].contains { session.invocation.value($0) != nil }
        guard let purpose: ModelPurpose = isTold ? .main : Self.configured(session.configuration) else { return nil }
        guard let found = try await session.models.model(for: purpose, warn: session.console.warn) else { return nil }
        self.session = session
        model = found.chain
    }

    /// Rewrites a digest; where that fails, a warning says why and the digest stands.
    ///
    /// - Parameters:
    ///   - digest: The digest.
    ///   - task: What its reader wants to know.
    ///   - budget: The most tokens of the result.
    /// - Returns: The text that stands; nothing for a digest that is too short to be worth a call.
    /// - Throws: `CancellationError`.
    func rewrite(_ digest: String, task: String, budget: Int) async throws -> DigestRewriter.Result? {
        let least = session.configuration.number("scrubber.rewrite_minimum_tokens")
        guard TokenEstimate(digest).tokens >= least else { return nil }
        let rewriter = DigestRewriter(model: model, removing: session.removing)
        let result = try await rewriter.rewrite(digest, task: task, budget: budget)
        if let reason = result.outcome.reason {
            session.console.warn("the digest stands as it was extracted: \(model.identity): \(reason)")
        }
        return result
    }

    /// What became of a digest, as an object.
    func json(_ result: DigestRewriter.Result?) -> JSON? {
        guard let result else { return nil }
        return [
            "model": .string(model.identity.description), "rewritten": .bool(result.outcome == .rewritten),
            "reason": JSON(result.outcome.reason),
            "usage": result.usage.map {
                ["input_tokens": .int($0.inputTokens), "output_tokens": .int($0.outputTokens)]
            } ?? .null,
        ]
    }

    private static func configured(_ configuration: Configuration) -> ModelPurpose? {
        let isTold = ["model", "provider", "base_url"].contains {
            configuration.value(at: ["auxiliary", "scrubber", $0]) != nil
        }
        return isTold ? .auxiliary("scrubber") : nil
    }
}
