import Core
import TerminalUI
import TextAnalysis

/// A bar on standard error that shows how far some work is; nothing where that is no terminal.
struct ProgressBar {
    /// The least time between two drawings, in milliseconds.
    private static let interval: Int64 = 100
    private static let barWidth = 24

    private let console: Console
    private let total: Int
    private let clock: WallClock
    private let isShown: Bool
    private var done = 0
    private var lastDrawn = Timestamp(milliseconds: 0)

    init(total: Int, console: Console, clock: WallClock = .system) {
        self.total = total
        self.console = console
        self.clock = clock
        isShown = console.canRedraw && !console.isQuiet && total > 1
    }

    /// Notes that one more item is done.
    mutating func advance(_ label: String) {
        done += 1
        if let stage = console.stage { return stage.progress("\(done)/\(total) \(label)") }
        let now = clock.now()
        guard isShown, done == total || now.milliseconds - lastDrawn.milliseconds >= Self.interval else { return }
        lastDrawn = now
        let filled = Self.barWidth * done / total
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.barWidth - filled)
        let line = "\(bar) \(done)/\(total) \(TerminalText.clean(label))"
        console.control("\r\u{1B}[K" + TerminalText.cut(line, width: console.width - 1))
    }

    /// Takes the bar away.
    func finish() {
        if isShown, console.stage == nil { console.control("\r\u{1B}[K") }
    }
}
