/// A page or a search that did not come about.
public struct WebError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong, for callers that act on it.
    public enum Code: Sendable, Equatable {
        /// The text is no address of the web.
        case invalidAddress
        /// The address must not be connected to.
        case refusedAddress
        /// The site does not want the page to be fetched by programs.
        case deniedByRobots
        /// The server answers with a status that is no success.
        case status(Int)
        /// The server sends us on and on.
        case tooManyRedirects
        /// The page is of a type that is not read.
        case unsupportedType
        /// The page is larger than it may be, and a part of it is of no use.
        case tooLarge
        /// The server took too long.
        case timedOut
        /// The server cannot be reached, or the connection broke.
        case unreachable
        /// There is no text in the page, or it is not what it says.
        case unreadable
        /// A search engine answered in a form that is not known.
        case badAnswer
    }

    /// What went wrong.
    public let code: Code
    /// One sentence for a person.
    public let message: String

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: What went wrong.
    ///   - message: One sentence for a person.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
