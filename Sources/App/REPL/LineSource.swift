/// What comes from whoever types, or from a pipe.
enum LineEvent: Sendable, Equatable {
    case line(String)
    /// Ctrl-C at the prompt.
    case interrupted
    case end
}

/// Gives lines, one at a time.
protocol LineSource: Sendable {
    /// Waits for the next line.
    func next() async -> LineEvent
}

/// What all sources of lines keep to.
enum LineLimits {
    /// The longest line, in bytes.
    static let bytes = 64 << 10
    static let prompt = "slate> "
}
