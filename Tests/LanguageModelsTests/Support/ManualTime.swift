import Synchronization

@testable import LanguageModels

/// A clock that moves only when someone sleeps on it: a wait ends at once and is remembered.
final class ManualTime: Sendable {
    private let state = Mutex<(now: Duration, waits: [Duration])>((.zero, []))

    var waits: [Duration] { state.withLock { $0.waits } }

    var timekeeper: Timekeeper {
        Timekeeper(
            now: { self.state.withLock { $0.now } },
            sleep: { wait in
                try Task.checkCancellation()
                self.state.withLock { state in
                    state.now += wait
                    state.waits.append(wait)
                }
            }
        )
    }
}
