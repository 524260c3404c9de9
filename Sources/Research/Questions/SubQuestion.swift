/// A question that cannot be researched.
public struct QuestionError: Error, Sendable, CustomStringConvertible {
    /// One sentence for a person, which says what to do.
    public let message: String

    /// The message.
    public var description: String { message }
}

/// One part of a question that can be answered on its own.
public struct SubQuestion: Sendable, Equatable {
    /// What kind of answer is asked for.
    public enum Expectation: Sendable, Equatable {
        /// Anything.
        case any
        /// A figure.
        case figure
        /// A year or date.
        case time
        /// The name of a person or body.
        case name
    }

    /// The words of this part.
    public let text: String
    /// Words of the rest that this part may leave unsaid.
    public let context: String
    /// Whether a pronoun stands for the context, so that there is no answer without it.
    public let needsContext: Bool
    /// What kind of answer is asked for.
    public let expectation: Expectation
}
