/// A program that could not be run.
public struct ProcessError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, for callers that act on it.
    public enum Code: Sendable, Equatable {
        /// There is no such program.
        case notFound
        /// The system refused to start it.
        case cannotStart(Int32)
    }

    /// What went wrong.
    public let code: Code
    /// One sentence for a person.
    public let message: String

    /// The message.
    public var description: String { message }
}

/// What a program did.
public struct ProcessResult: Sendable {
    /// How a program ended.
    public enum Ending: Sendable, Equatable {
        /// It ended by itself with a status.
        case exited(Int32)
        /// A signal ended it.
        case signalled(Int32)
        /// It was ended because its time was over.
        case timedOut
        /// It was ended because nobody waits for it any more.
        case cancelled

        /// The macros of wait(2): the low seven bits hold the signal, the next byte the exit status.
        init(waitStatus status: Int32) {
            self = status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .signalled(status & 0x7F)
        }
    }

    /// How it ended.
    public let ending: Ending
    /// What it wrote to its standard output, up to the limit.
    public let output: [UInt8]
    /// Whether it wrote more than the limit.
    public let isOutputTruncated: Bool
    /// The beginning of what it wrote to its standard error.
    public let errorText: String
}
