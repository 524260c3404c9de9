/// What a task of a run is for; the first tag of its entry.
enum TaskTag: String, Sendable {
    /// The whole run; its text is the plan.
    case run
    /// Finding evidence for a part.
    case research
    /// Writing a draft.
    case write
    /// Checking a draft.
    case review
}
