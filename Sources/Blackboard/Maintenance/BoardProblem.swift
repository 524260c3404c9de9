/// Something on the board that is not as it should be.
public struct BoardProblem: Sendable, Equatable {
    /// The entry, if it is about one.
    public let id: EntryID?
    /// The file, relative to the board's home, if it is about one.
    public let path: String?
    /// The line of the file, from 1, if it is about one.
    public let line: Int?
    /// What is wrong, and what to do.
    public let problem: String

    init(_ id: EntryID? = nil, path: String? = nil, line: Int? = nil, _ problem: String) {
        self.id = id
        self.path = path
        self.line = line
        self.problem = problem
    }
}

/// What a look at the whole board has shown.
public struct BoardCheck: Sendable {
    /// What is wrong.
    public internal(set) var problems: [BoardProblem] = []
    /// What was wrong and is mended, in sentences.
    public internal(set) var repairs: [String] = []
    /// Texts under `objects/` that no entry uses, temporary files and copies that a crash has left: no harm, but space.
    public internal(set) var leftovers: [Leftover] = []
    /// How many entries were looked at.
    public internal(set) var entryCount = 0
    /// Whether the text of a source is gone or altered.
    var hasMissingTexts = false

    /// A file or folder that nothing needs.
    public struct Leftover: Sendable, Equatable {
        /// The file or folder, relative to the board's home.
        public let path: String
        /// Its size in bytes.
        public let size: Int
    }
}
