public import Core

/// A document that cannot be read.
public struct DocumentError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, for callers that act on it.
    public enum Code: Sendable, Equatable {
        /// The file cannot be read.
        case unreadable
        /// The file is larger than the limit.
        case tooLarge
        /// The file changed while it was read.
        case changed
        /// There is no text in it.
        case empty
        /// It is of a type that is not read.
        case unsupported
        /// It is not what its name or beginning says.
        case malformed
        /// The program that reads its type is not installed.
        case missingProgram
        /// It took too long, or too much memory.
        case overLimit
    }

    /// What went wrong.
    public let code: Code
    /// The file.
    public let path: Path
    /// One sentence for a person.
    public let message: String

    init(_ code: Code, _ path: Path, _ reason: String) {
        self.code = code
        self.path = path
        message = "cannot read \(path): \(reason)"
    }

    init(_ error: FileError) {
        code =
            switch error.code {
            case .tooLarge: .tooLarge
            case .changed: .changed
            case .wrongType: .unsupported
            default: .unreadable
            }
        path = error.path
        message = error.message
    }

    /// The message.
    public var description: String { message }
}
