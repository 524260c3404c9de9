/// A request that the board refuses or cannot carry out.
public struct BlackboardError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, for callers that act on it.
    public enum Code: Sendable, Equatable {
        /// There is no such entry.
        case notFound(EntryID)
        /// The entry has a newer revision than the one that was read.
        case conflict(head: Int)
        /// A quote is not in its source; the nearest passage is what the author may have meant.
        case quoteNotFound(nearest: String?)
        /// The entry is not valid: an empty title, a status of another kind, a link to nothing.
        case invalid
        /// The text of a snapshot is gone or altered.
        case snapshotMissing
        /// Another agent holds the task.
        case leased
        /// The task was taken over, or has ended.
        case leaseLost
        /// There is no such run, or more than one.
        case runNotFound
        /// Another process works on the run.
        case runActive
        /// No process works on the run any more.
        case runEnded
        /// The journal of a run has no such step: what is asked now was not asked then.
        case stepMissing
        /// A committed revision's file could not be written; the next start writes it.
        case unwritten
        /// The database is none of ours, damaged, or made by a newer version.
        case database
    }

    /// What went wrong.
    public let code: Code
    /// One sentence for a person.
    public let message: String

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: What went wrong.
    ///   - message: One sentence for a person, which says what to do.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
