/// A request that agents refuse or cannot carry out.
public struct AgentError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong, for callers that act on it.
    public enum Code: Sendable, Equatable {
        /// A role's file is not valid; with the file and the line.
        case invalidRole(path: String, line: Int)
        /// No role has this name.
        case unknownRole
        /// No toolset and no tool has this name.
        case unknownToolset
        /// A skill has no such file, or its name leads out of the skill's folder.
        case skillFile
        /// A tool cannot do what it was called for; the model is told.
        case tool
    }

    /// What went wrong.
    public let code: Code
    /// One sentence for a person or a model: what happened and what to do.
    public let message: String

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: What went wrong.
    ///   - message: One sentence that says what to do.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
