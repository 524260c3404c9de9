import Glibc

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

/// Lines from a pipe or a terminal that cannot be edited on.
struct PlainLineSource: LineSource {
    /// The longest line, in bytes.
    static let lineLimit = 64 << 10

    private let reader = PlainReader()

    func next() async -> LineEvent { await reader.next() }

    private actor PlainReader {
        private var reader = LineReader(limit: PlainLineSource.lineLimit)
        func next() -> LineEvent { reader.next().map(LineEvent.line) ?? .end }
    }
}
