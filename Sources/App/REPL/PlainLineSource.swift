import Dispatch

/// Lines from a pipe, or from a terminal that cannot be edited on.
///
/// Reading blocks, so it has a queue of its own. The reader is only ever used on that queue, one line at a time.
final class PlainLineSource: LineSource, @unchecked Sendable {
    // Unchecked: `reader` is confined to `queue`; the rest never changes.

    private let queue = DispatchQueue(label: "slate.lines")
    private let input: InputWait
    private let prompt: @Sendable (LinePrompt?) -> Void
    private var reader: LineReader

    /// Starts to read standard input.
    ///
    /// - Parameter prompt: Asks for a line, where somebody sees it; nothing asks for none any more.
    init?(prompt: @escaping @Sendable (LinePrompt?) -> Void) {
        guard let input = InputWait() else { return nil }
        self.input = input
        reader = LineReader(limit: LineLimits.bytes, file: input.file)
        self.prompt = prompt
    }

    func next(_ prompt: LinePrompt, begun: String) async -> LineEvent {
        input.reset()
        let event = await Interrupts.handling(.atPrompt(note: { [input] in input.interrupt() })) {
            await withCheckedContinuation { continuation in
                queue.async { continuation.resume(returning: self.read(prompt)) }
            }
        }
        // Who presses Ctrl-C right behind a line does not want it any more.
        return input.reset() ? .interrupted : event
    }

    private func read(_ prompt: LinePrompt) -> LineEvent {
        self.prompt(prompt)
        while true {
            if let line = reader.take() { return .line(line) }
            if reader.isAtEnd {
                self.prompt(nil)
                return .end
            }
            switch input.wait() {
            case .input: reader.fill()
            case .interrupted: return .interrupted
            case .failed, .timedOut: return .end
            }
        }
    }

    /// A pipe has no use for what it has sent.
    func remember(_ text: String) {}
}
