import Agents
import Core
import Dispatch
import Glibc
import Synchronization
import TerminalUI
import TextAnalysis

/// The terminal while something is being done: output above, a status below, and what is typed meanwhile.
///
/// Keys are read and not echoed by the terminal, so that they cannot break the text. A line that is typed waits until
/// the work is done; what is begun goes on at the prompt.
final class WorkScreen: Sendable {
    /// What was typed during the work.
    struct Typed: Sendable {
        var lines: [String] = []
        /// The beginning of a line.
        var begun = ""
        /// Whether Ctrl-D was typed.
        var wantsEnd = false
    }

    private struct State: Sendable {
        var area = StatusArea()
        var agents = AgentBoard()
        var typed = Typed()
        var decoder = KeyDecoder()
        var progress = ""
        var isOver = false
    }

    /// Work that is done sooner shows no status, in milliseconds.
    private static let patience: Int64 = 200
    private static let interval: Int32 = 100

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "slate.work-screen")
    private let label: String
    private let started: Timestamp
    private let wake: InputWait
    private let isErrorShown = isatty(2) == 1

    /// Takes the terminal over.
    ///
    /// - Parameters:
    ///   - console: The console; nothing is begun where it is no terminal that can be drawn on.
    ///   - label: What is being done.
    ///   - begun: The beginning of a line that was typed before.
    init?(_ console: Console, label: String, begun: String) {
        guard console.isInteractive, console.canRedraw, let wake = InputWait(), TerminalMode.enterKeys() else {
            return nil
        }
        self.label = label.onOneLine
        self.wake = wake
        started = WallClock.system.now()
        state.withLock { $0.typed.begun = begun }
        queue.async { [self] in readKeys() }
    }

    /// What console writes go through during the work.
    var stage: ConsoleStage {
        ConsoleStage(
            write: { [self] bytes, file in
                let text = String(decoding: bytes, as: UTF8.self)
                if file == 2, !isErrorShown { return Console(nil, environment: [:]).control(text) }
                write(text)
            },
            progress: { [self] text in state.withLock { $0.progress = text } }
        )
    }

    /// Writes text above the status.
    ///
    /// - Parameter text: Clean text, styled at most.
    func write(_ text: String) {
        state.withLock { TerminalMode.write($0.area.write(text)) }
    }

    /// Shows what an agent does.
    func show(_ event: RunEvent) { state.withLock { $0.agents.apply(event) } }

    /// Takes the status away for good.
    func vanish() {
        let size = TerminalMode.size
        state.withLock { state in
            state.isOver = true
            TerminalMode.write(state.area.show([], width: size.width, height: size.height))
        }
    }

    /// Takes the status away and gives the terminal back.
    ///
    /// - Returns: What was typed meanwhile.
    func finish() async -> Typed {
        vanish()
        wake.interrupt()
        return await withCheckedContinuation { continuation in
            // The queue does one thing at a time: the reading is over when this runs.
            queue.async { [self] in
                TerminalMode.leave()
                continuation.resume(returning: state.withLock { $0.typed })
            }
        }
    }

    private func readKeys() {
        while !state.withLock({ $0.isOver }) {
            switch wake.wait(milliseconds: Self.interval) {
            case .input:
                var bytes = [UInt8](repeating: 0, count: 4_096)
                let count = read(0, &bytes, bytes.count)
                // The terminal is gone: there is nobody to read from, and the work goes on.
                if count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN) { return }
                if count > 0 { state.withLock { Self.take(Array(bytes.prefix(count)), &$0) } }
            case .interrupted, .timedOut: break
            case .failed: return
            }
            draw()
        }
    }

    private static func take(_ bytes: [UInt8], _ state: inout State) {
        for key in state.decoder.decode(bytes) {
            switch key {
            case .character(let character): state.typed.begun.append(character)
            case .paste(let text): state.typed.begun += text
            case .backspace: _ = state.typed.begun.popLast()
            case .control("u"): state.typed.begun = ""
            case .control("d"): if state.typed.begun.isEmpty { state.typed.wantsEnd = true }
            case .enter:
                let line = state.typed.begun
                if line.contains(where: { !$0.isWhitespace }) { state.typed.lines.append(line) }
                state.typed.begun = ""
            default: break
            }
            if state.typed.begun.utf8.count > LineLimits.bytes { state.typed.begun = "" }
        }
    }

    private func draw() {
        let passed = WallClock.system.now().milliseconds - started.milliseconds
        let size = TerminalMode.size
        state.withLock { state in
            let isSoon = passed < Self.patience && state.typed.begun.isEmpty && state.typed.lines.isEmpty
            guard !isSoon, !state.isOver else { return }
            TerminalMode.write(state.area.show(lines(state, size, passed), width: size.width, height: size.height))
        }
    }

    private func lines(_ state: State, _ size: (width: Int, height: Int), _ passed: Int64) -> [String] {
        var lines = state.agents.rows.isEmpty ? [] : state.agents.lines(width: size.width - 1, height: size.height / 2)
        let doing = state.progress.isEmpty ? label : "\(label): \(state.progress.onOneLine)"
        let facts = "  \(passed / 1_000) s, Ctrl-C stops"
        lines.append(TerminalText.cut(doing, width: max(8, size.width - facts.count - 1)) + facts)
        for line in state.typed.lines.suffix(4) { lines.append("next: " + line.onOneLine) }
        if state.typed.wantsEnd { lines.append("then: leave") }
        if !state.typed.begun.isEmpty { lines.append("> " + state.typed.begun.onOneLine) }
        return lines
    }
}
