import Agents
import Core
import TerminalUI

/// Shows a run as it goes: on a terminal a line per agent that is written over, else a line per event.
///
/// On a terminal the cursor never leaves the lines that were drawn: they are cut to its width, cannot wrap whatever a
/// character's width really is, and are fewer than its height. After its size has changed they are begun anew below.
struct AgentView {
    /// The least time between two drawings, in milliseconds.
    private static let interval: Int64 = 100

    private let isShown: Bool
    private let canRedraw: Bool
    private let size: () -> (width: Int, height: Int)
    private let write: (String) -> Void
    /// What is told below the agents; empty for nothing.
    private let footer: () -> String
    private let turn: TerminalTurn
    private var board = AgentBoard()
    private var drawn = 0
    private var drawnSize = (width: 0, height: 0)
    private var lastDrawn: Timestamp?
    private var latest: Timestamp?
    private var interruptions = 0

    /// Creates a view.
    ///
    /// - Parameters:
    ///   - canRedraw: Whether what was written can be written over.
    ///   - size: The columns and lines of the terminal.
    ///   - turn: Says when it may be written over.
    ///   - footer: What is told below the agents, always or never; empty for nothing.
    ///   - write: Writes to it.
    init(
        canRedraw: Bool,
        size: @escaping () -> (width: Int, height: Int),
        turn: TerminalTurn = TerminalTurn(),
        footer: @escaping () -> String = { "" },
        write: @escaping (String) -> Void
    ) {
        isShown = true
        self.turn = turn
        self.footer = footer
        self.canRedraw = canRedraw
        self.size = size
        self.write = write
    }

    /// Creates a view on standard error.
    init(_ console: Console, footer: @escaping () -> String) {
        isShown = !console.isQuiet
        canRedraw = console.canRedraw
        turn = console.turn
        self.footer = footer
        size = { console.errorSize }
        write = { console.control($0) }
    }

    /// Takes an event and shows what it changes.
    mutating func show(_ event: RunEvent) {
        guard isShown else { return }
        board.apply(event)
        latest = event.time
        guard canRedraw else { return write(Self.line(event) + "\n") }
        let wait = lastDrawn.map { event.time.milliseconds - $0.milliseconds }
        if wait.map({ (0..<Self.interval).contains($0) }) ?? false { return }
        lastDrawn = event.time
        draw(event.time)
    }

    /// Shows the last state; what is written next begins below.
    mutating func finish() {
        if isShown, canRedraw, !board.rows.isEmpty, let latest { draw(latest) }
        drawn = 0
    }

    /// Draws all lines over those that were drawn before, or below what was written since.
    private mutating func draw(_ now: Timestamp) {
        turn.draw { interruptions in
            if interruptions != self.interruptions { drawn = 0 }
            self.interruptions = interruptions
            drawLines(now)
        }
    }

    private mutating func drawLines(_ now: Timestamp) {
        let size = size()
        if size != drawnSize { drawn = 0 }
        // One line stays free for the cursor, and one column, in which some terminals wrap already.
        let width = max(1, size.width - 1)
        let footer = TerminalText.cut(footer().onOneLine, width: width)
        let height = max(1, size.height - (footer.isEmpty ? 1 : 2))
        let lines = board.lines(width: width, height: height, now: now) + (footer.isEmpty ? [] : [footer])
        // More lines than before grow downwards; fewer never come, as no agent is forgotten.
        var frame = "\u{1B}[?7l" + (drawn > 0 ? "\u{1B}[\(drawn)A" : "")
        for line in lines { frame += "\r\u{1B}[K" + line + "\n" }
        write(frame + "\u{1B}[?7h")
        (drawn, drawnSize) = (lines.count, size)
    }

    /// An event in words, on one line.
    static func line(_ event: RunEvent) -> String {
        let words =
            switch event.kind {
            case .spawned(_, let role, let task): "\(role): \(task)"
            case .started: "works"
            case .restarted(let attempt, let error): "attempt \(attempt) after: \(error)"
            case .progress(let iteration, let limit, let tokens, _):
                "turn \(iteration)" + (limit.map { "/\($0)" } ?? "") + ", \(tokens.of("token"))"
            case .toolStarted(_, let tool): "\(tool)"
            case .toolCompleted(_, let tool, let time, let error):
                "\(tool) " + (error.map { "failed: \($0)" } ?? "done") + " (\(time) ms)"
            case .decided(let tool, let kind, let isApproved, let source):
                "\(tool) (\(kind.rawValue)) " + (isApproved ? "approved" : "denied") + " by \(source.rawValue)"
            case .warned(let text): "warning: \(text)"
            case .noted(let code, let text): "\(code): \(text)"
            case .ended(let outcome, let reason): outcome.rawValue + (reason.map { ": \($0)" } ?? "")
            case .paused: "no new agent begins"
            case .resumed: "new agents begin again"
            }
        return "\(event.agent) \(words)".onOneLine
    }
}
