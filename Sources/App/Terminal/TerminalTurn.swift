import Synchronization

/// Whose turn it is on the terminal: nothing is drawn over a question that a person is to read and answer.
final class TerminalTurn: Sendable {
    private struct State: Sendable {
        var isAsking = false
        var interruptions = 0
    }

    private let state = Mutex(State())

    /// Keeps the terminal for a question while something is done.
    ///
    /// - Parameter body: Asks, and waits for the answer.
    /// - Returns: What the closure returns.
    func ask<Value>(_ body: () -> Value) -> Value {
        state.withLock { $0.isAsking = true }
        defer {
            state.withLock {
                $0.isAsking = false
                $0.interruptions += 1
            }
        }
        return body()
    }

    /// Writes a line that is no part of a drawing.
    ///
    /// - Parameter body: Writes.
    func write(_ body: () -> Void) {
        state.withLock {
            body()
            $0.interruptions += 1
        }
    }

    /// Draws, unless a question is open.
    ///
    /// - Parameter body: Draws; it is told how often something else was written so far, below older drawings.
    func draw(_ body: (Int) -> Void) {
        state.withLock { if !$0.isAsking { body($0.interruptions) } }
    }
}
