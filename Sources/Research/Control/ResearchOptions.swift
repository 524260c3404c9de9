public import Blackboard

/// How a question is researched with agents.
public struct ResearchOptions: Sendable {
    /// Who does the work of a role.
    public enum Means: Sendable {
        /// A language model.
        case model
        /// Rules and retrieval only.
        case extractive
    }

    /// Who splits the question.
    public var planner = Means.model
    /// Who finds evidence.
    public var researcher = Means.model
    /// Who writes; without a model the report consists of the findings' quotes.
    public var writer = Means.model
    /// Who checks; without a model, by rules only.
    public var critic = Means.model
    /// The only sources to look into; nothing for all.
    public var sources: Set<EntryID>?
    /// How much is said.
    public var depth = ExtractiveEngine.Depth.full
    /// How often a draft with errors goes back to its writer.
    public var corrections = 2
    /// How much a writer is given to read at once, in characters.
    public var writingLength = 120_000
    /// How many drafts are criticised.
    public var rounds = 3
    /// How long a task stays with a process that gives no sign of life, in seconds.
    public var leaseSeconds = 30.0
    /// The name under which this process holds its tasks.
    public var agent = "slate"
    /// Whether the agent of this name is known to be gone, so that its tasks can be taken before their time has passed.
    public var isGone: @Sendable (_ agent: String) -> Bool = { _ in false }

    /// Creates options as they are by default.
    public init() {}
}
