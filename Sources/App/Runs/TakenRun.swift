import Blackboard

/// A run that was begun before, and how it is used.
struct TakenRun: Sendable {
    let id: String
    /// To go on with it, or to tell it again.
    let mode: Journal.Mode
}
