import Dispatch
import Synchronization

/// Wakes those who wait for something to happen on the board.
///
/// It only says "look again": what has happened is read from the events, so that nothing is missed or told twice.
final class ChangeSignal: Sendable {
    private struct State {
        var count = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextWaiter = 0
        /// Whether later wake-ups are under way already.
        var hasEchoes = false
    }

    /// When to look again after a file was written, in milliseconds: the system tells of the write into the log, but
    /// the commit is visible only when that was flushed to the disk.
    private static let echoes = [3, 10, 30, 90]

    private let state = Mutex(State())

    /// How often there was something so far.
    var count: Int { state.withLock { $0.count } }

    /// Wakes all.
    func raise() {
        let waiting = state.withLock { state in
            state.count += 1
            defer { state.waiting.removeAll() }
            return Array(state.waiting.values)
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Wakes all, now and some times shortly after.
    func raiseWithEchoes() {
        raise()
        let isFirst = state.withLock { state in
            defer { state.hasEchoes = true }
            return !state.hasEchoes
        }
        guard isFirst, let last = Self.echoes.last else { return }
        for delay in Self.echoes {
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(delay)) { [self] in
                if delay == last { state.withLock { $0.hasEchoes = false } }
                raise()
            }
        }
    }

    /// Waits until there was something after a count; returns at once if there was, or if the task is cancelled.
    func wait(after count: Int) async {
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.count != count || Task.isCancelled { return true }
                    state.waiting[number] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
        }
    }
}
