import Core
import LanguageModels
import Synchronization

/// A clock that moves only when a test says so.
final class ManualClock: Sendable {
    private let time = Mutex(Duration.zero)

    var now: @Sendable () -> Duration { { self.time.withLock { $0 } } }

    func advance(_ duration: Duration) { time.withLock { $0 += duration } }
}

/// A clock that stands still until it is started; then each wait passes at once.
final class PausedClock: Sendable {
    private struct State: Sendable {
        var time = Duration.zero
        var isRunning = false
        var noted: Set<String> = []
    }

    private let state = Mutex(State())

    var timekeeper: Timekeeper {
        Timekeeper(
            now: { self.state.withLock { $0.time } },
            sleep: { wait in
                while !self.state.withLock(\.isRunning) {
                    try Task.checkCancellation()
                    await Task.yield()
                }
                try Task.checkCancellation()
                self.state.withLock { $0.time += wait }
                await Task.yield()
            }
        )
    }

    /// Notes that something has happened.
    func note(_ what: String) { state.withLock { _ = $0.noted.insert(what) } }

    /// Starts it, once all of something has happened.
    func start(after needed: Set<String> = []) {
        state.withLock { if needed.isSubset(of: $0.noted) { $0.isRunning = true } }
    }
}
