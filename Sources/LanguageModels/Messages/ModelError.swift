/// A model that could not be asked, or an answer that cannot be used.
public struct ModelError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong, for callers that act on it.
    public enum Code: Sendable, Equatable {
        /// The conversation does not fit the model's context.
        case contextTooLong
        /// Too many requests or tokens; with how long the provider asks to wait, if it says so.
        case rateLimited(retryAfter: Duration?)
        /// The account has no money left.
        case quotaExhausted
        /// The provider has too much to do.
        case overloaded(retryAfter: Duration?)
        /// The key is missing, wrong or may not do this.
        case unauthorized
        /// The provider does not know the model.
        case modelNotFound
        /// The provider refuses the request as it is.
        case invalidRequest
        /// The provider refuses to answer on grounds of its rules.
        case refused
        /// The provider cannot be reached.
        case unreachable
        /// The provider has a fault of its own.
        case unavailable
        /// Nothing came for too long.
        case timedOut
        /// The answer broke off before its end.
        case droppedStream
        /// What came is no answer in the provider's form.
        case badResponse
        /// The model gave no usable answer, though it was told what is wrong.
        case unusableAnswer
        /// No recording answers the request.
        case notRecorded
    }

    /// What went wrong.
    public let code: Code
    /// One sentence for a person: what happened and what to do; never with a secret.
    public let message: String
    /// The status of the HTTP response, if there was one.
    public let status: Int?

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: What went wrong.
    ///   - message: One sentence for a person.
    ///   - status: The status of the HTTP response.
    public init(_ code: Code, _ message: String, status: Int? = nil) {
        self.code = code
        self.message = message
        self.status = status
    }

    /// The message.
    public var description: String { message }
}
