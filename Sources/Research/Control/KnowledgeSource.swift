import Blackboard

/// Something that contributes to a run when it sees that it can: with a model, or without one.
protocol KnowledgeSource<State>: Sendable {
    /// What it looks at: the memory of an extractive run, or what the board says of a run with agents.
    associatedtype State: Sendable

    /// The role that its entries are signed with.
    var role: String { get }

    /// Whether there is something for it to do.
    func canAct(on state: State) -> Bool

    /// Does one step.
    func act(on state: inout State) async throws
}

/// A knowledge source that can tell in full what its last step came to; others are shown a digest of it.
protocol ReportingSource<State>: KnowledgeSource {
    /// What the last step came to.
    func report(on state: State) -> String
}
