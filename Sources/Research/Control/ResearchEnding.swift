public import Agents

/// Why a run with agents ended.
public struct ResearchEnding: Sendable, Equatable {
    /// The reason as reports and commands name it.
    public enum Code: String, Sendable, CaseIterable {
        /// All that could be done was done.
        case completed
        /// Nothing was found.
        case noEvidence = "no_evidence"
        /// A budget is spent; the report holds what is there.
        case budgetExhausted = "budget_exhausted"
        /// No draft came about; the report lists the findings.
        case writerFailed = "writer_failed"
        /// The draft was not judged; the report says so and lists the findings.
        case criticFailed = "critic_failed"
        /// No researcher came to an end of its own, and nothing was found.
        case researchFailed = "research_failed"
    }

    /// The reason.
    public let code: Code
    /// What happened, in one sentence; empty if all went well.
    public let message: String
    /// Why the agent or model that it is due to ended, if it is due to one.
    public let cause: ExitReason?

    /// Creates an ending.
    ///
    /// - Parameters:
    ///   - code: The reason.
    ///   - message: What happened, in one sentence.
    ///   - cause: Why the agent or model that it is due to ended.
    public init(_ code: Code, _ message: String = "", cause: ExitReason? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// All that could be done was done.
    static let completed = ResearchEnding(.completed)

    /// Whether the run may be taken up again, to get further.
    public var canResume: Bool {
        switch code {
        case .completed, .noEvidence: false
        case .budgetExhausted, .writerFailed, .criticFailed, .researchFailed: true
        }
    }
}
