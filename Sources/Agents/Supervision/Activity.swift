/// A sign of life of an agent.
public enum Activity: Sendable, Equatable {
    /// Something came from the model or a tool went on.
    case progress
    /// A tool began; several may work at once.
    case toolStarted
    /// A tool ended.
    case toolEnded
}
