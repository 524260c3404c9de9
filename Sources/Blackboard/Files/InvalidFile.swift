/// A file among the entries that is none.
public struct InvalidFile: Sendable, Equatable, CustomStringConvertible {
    /// The file, relative to the board's home.
    public let path: String
    /// The line at fault, from 1.
    public let line: Int
    /// What is wrong there.
    public let reason: String
    /// The entry that the file was, as long as it was valid.
    public let id: EntryID?

    init(_ path: String, _ error: EntryFileError, id: EntryID?) {
        self.path = path
        line = error.line
        reason = error.message
        self.id = id
    }

    /// The path, the line and the reason.
    public var description: String { "\(path): line \(line): \(reason)" }
}
