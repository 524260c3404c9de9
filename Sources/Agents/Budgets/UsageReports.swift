import LanguageModels
import Synchronization

/// What providers have reported of requests, against what was estimated, for the next ones of the run.
///
/// An agent learns from its own answers how many tokens its text has, but has none before its first request and few before
/// its second. Of fifty agents that begin at once all would be wrong in the same way, and together be over the ceiling.
/// It has no part in what an agent leaves out of its conversation, which must be the same each time that the run is
/// repeated.
final class UsageReports: Sendable {
    /// Requests that are wrong in the same way.
    private struct Kind: Hashable {
        let model: ModelIdentity
        let isFirst: Bool

        init(_ estimate: AgentHooks.Estimate) { (model, isFirst) = (estimate.model, estimate.isFirst) }
    }

    /// Figures beyond these mean something else, such as those of a cache.
    private static let plausible = 0.25...4.0

    /// How many tokens the latest request of a kind had for each that was estimated.
    private let factors = Mutex<[Kind: Double]>([:])

    /// The tokens that a request is expected to have.
    func expected(_ estimate: AgentHooks.Estimate) -> Int {
        let factor = factors.withLock { $0[Kind(estimate)] } ?? 1
        return Int((Double(estimate.inputTokens) * factor).rounded(.up))
    }

    /// Takes what was reported of a request.
    func learn(_ estimate: AgentHooks.Estimate, _ charges: [Charge]) {
        // Of several attempts it is not known which was the whole request.
        guard estimate.inputTokens > 0, charges.count == 1 else { return }
        let factor = Double(charges[0].usage.inputTokens) / Double(estimate.inputTokens)
        if Self.plausible.contains(factor) { factors.withLock { $0[Kind(estimate)] = factor } }
    }
}
