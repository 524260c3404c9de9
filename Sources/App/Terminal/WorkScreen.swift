import Agents
import Core
import Dispatch
import Glibc
import Synchronization
import TerminalUI
import TextAnalysis

/// The terminal while something is being done: output above, a status below, and what is typed meanwhile.
///
/// Keys are read and not echoed by the terminal, so that they cannot break the text. A line that is typed is an order
/// that holds at once, an answer to a question of an agent, or waits until the work is done; what is begun goes on at the
/// prompt.
final class WorkScreen: Sendable {
    /// Obeys a line at once; returns whether it was such an order.
    typealias Orders = @Sendable (String) -> Bool

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
        var questions = QuestionQueue()
        var run: AgentRun?
        /// Whether the program is about to stop, and nothing is drawn any more.
        var isAside = false
        var isOver = false
    }

    /// Work that is done sooner shows no status, in milliseconds.
    private static let patience: Int64 = 200
    private static let interval: Int32 = 100

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "slate.work-screen")
    private let label: String
    private let orders: Orders
    private let started: Timestamp
    private let wake: InputWait
    private let isErrorShown = isatty(2) == 1

    /// Takes the terminal over.
    ///
    /// - Parameters:
    ///   - console: The console; nothing is begun where it is no terminal that can be drawn on.
    ///   - label: What is being done.
    ///   - begun: The beginning of a line that was typed before.
    ///   - orders: Obeys what is an order that holds at once.
    init?(_ console: Console, label: String, begun: String, orders: @escaping Orders) {
        guard console.isInteractive, console.canRedraw, let wake = InputWait(), TerminalMode.enterKeys() else {
            return nil
        }
        self.label = label.onOneLine
        self.orders = orders
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
                if file == 2 { say(text) } else { write(text) }
            },
            progress: { [self] text in state.withLock { $0.progress = text } },
            ask: { [self] in await ask($0) }
        )
    }

    /// Writes text above the status.
    ///
    /// - Parameter text: Clean text, styled at most.
    func write(_ text: String) {
        state.withLock { TerminalMode.write($0.area.write(text)) }
    }

    /// Writes lines above the status, also where an answer is being written.
    ///
    /// - Parameter text: Clean text, styled at most.
    func say(_ text: String) {
        state.withLock { state in
            TerminalMode.write(state.area.write((state.area.isWithinLine ? "\n" : "") + text))
        }
    }

    /// Puts a question to the person; the next line that is typed is the answer.
    private func ask(_ prompt: String) async -> String? {
        let number = state.withLock { $0.questions.next() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isWanted = state.withLock { state in
                    state.isOver || Task.isCancelled
                        ? false : state.questions.add(prompt, number) { continuation.resume(returning: $0) }
                }
                if !isWanted { continuation.resume(returning: nil) }
            }
        } onCancel: {
            state.withLock { $0.questions.remove(number) }?.answer(nil)
        }
    }

    /// Shows what an agent does.
    func show(_ event: RunEvent) { state.withLock { $0.agents.apply(event) } }

    /// Shows what a run may use.
    func watch(_ run: AgentRun) { state.withLock { $0.run = $0.isOver ? nil : run } }

    /// What the agents are doing.
    var agents: AgentBoard { state.withLock { $0.agents } }

    /// What is done around a stop by Ctrl-Z: the status goes, and comes back below what was written meanwhile.
    var hooks: Suspension.Hooks {
        Suspension.Hooks(
            before: { [self] in
                let size = TerminalMode.size
                state.withLock { state in
                    state.isAside = true
                    let isWithinLine = state.area.isWithinLine
                    let erased = state.area.show([], width: size.width, height: size.height)
                    TerminalMode.write(erased + (isWithinLine ? "\n" : ""))
                }
            },
            after: { [self] in
                state.withLock { state in
                    state.area.beginAnew()
                    state.isAside = false
                }
            }
        )
    }

    /// Takes the status away for good.
    func vanish() {
        let size = TerminalMode.size
        let questions = state.withLock { state in
            state.isOver = true
            // The agents know their console, and so this screen: neither would be let go.
            state.run = nil
            TerminalMode.write(state.area.show([], width: size.width, height: size.height))
            return state.questions.removeAll()
        }
        for question in questions { question.answer(nil) }
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
                switch wake.read(upTo: 4_096) {
                case .bytes(let bytes): for line in state.withLock({ Self.take(bytes, &$0) }) { obey(line) }
                case .nothing: break
                // The terminal is gone: there is nobody to read from, and the work goes on.
                case .end: return
                }
            case .interrupted, .timedOut: break
            case .failed: return
            }
            draw()
        }
    }

    /// Takes keys.
    ///
    /// - Returns: The lines that are complete with them.
    private static func take(_ bytes: [UInt8], _ state: inout State) -> [String] {
        var lines: [String] = []
        for key in state.decoder.decode(bytes) {
            switch key {
            case .character(let character): state.typed.begun.append(character)
            case .paste(let text): state.typed.begun += text
            case .backspace: _ = state.typed.begun.popLast()
            case .control("u"): state.typed.begun = ""
            case .control("d"): if state.typed.begun.isEmpty { state.typed.wantsEnd = true }
            case .enter:
                lines.append(state.typed.begun)
                state.typed.begun = ""
            default: break
            }
            if state.typed.begun.utf8.count > LineLimits.bytes { state.typed.begun = "" }
        }
        return lines
    }

    /// Does with a line what it is for: an order holds at once, an answer goes to who asked, all else waits.
    private func obey(_ line: String) {
        if line.hasPrefix("/"), orders(line) { return }
        if let question = state.withLock({ $0.questions.removeFirst() }) {
            say(line.onOneLine + "\n")
            return question.answer(line)
        }
        guard line.contains(where: { !$0.isWhitespace }) else { return }
        state.withLock { $0.typed.lines.append(line) }
    }

    private func draw() {
        if let prompt = state.withLock({ $0.isOver ? nil : $0.questions.takeAnnouncement() }) { say(prompt + "\n") }
        let passed = WallClock.system.now().milliseconds - started.milliseconds
        let size = TerminalMode.size
        state.withLock { state in
            let isSoon = passed < Self.patience && state.typed.begun.isEmpty && state.typed.lines.isEmpty
            guard !isSoon, !state.isAside, !state.isOver else { return }
            TerminalMode.write(state.area.show(lines(state, size, passed), width: size.width, height: size.height))
        }
    }

    private func lines(_ state: State, _ size: (width: Int, height: Int), _ passed: Int64) -> [String] {
        var lines = state.agents.rows.isEmpty ? [] : state.agents.lines(width: size.width - 1, height: size.height / 2)
        let doing = state.progress.isEmpty ? label : "\(label): \(state.progress.onOneLine)"
        let standings = state.run?.budget.standings ?? []
        let totals = [state.agents.totals, standings.isEmpty ? "" : standings.wordsForUser].filter { !$0.isEmpty }
        let time = "  \(passed / 1_000) s, Ctrl-C stops"
        let sums = totals.map { "  " + $0 }.joined()
        // How to stop it is what is left on a narrow screen.
        let facts = sums.count + time.count + 9 < size.width ? sums + time : time
        lines.append(TerminalText.cut(doing, width: max(8, size.width - facts.count - 1)) + facts)
        for line in state.typed.lines.suffix(4) { lines.append("next: " + line.onOneLine) }
        if state.typed.wantsEnd { lines.append("then: leave") }
        let mark = state.questions.isEmpty ? "> " : "answer: "
        if !state.typed.begun.isEmpty || !state.questions.isEmpty {
            lines.append(mark + state.typed.begun.onOneLine)
        }
        return lines
    }
}
