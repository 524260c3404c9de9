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
    ///
    /// - Parameters:
    ///   - prompt: What asks for it, where somebody sees it.
    ///   - begun: What was typed of it before it was asked for.
    /// - Returns: The line without its end.
    func next(_ prompt: LinePrompt, begun: String) async -> LineEvent

    /// Remembers a text that was typed.
    func remember(_ text: String)
}

/// What asks for a line.
enum LinePrompt: String, Sendable {
    case first = "slate> "
    /// For the further lines of a text.
    case more = "  ...> "
}

/// What all sources of lines keep to.
enum LineLimits {
    /// The longest line, in bytes.
    static let bytes = 64 << 10
}
