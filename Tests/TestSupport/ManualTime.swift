public import Core
import Synchronization

/// A clock that moves only when someone sleeps on it: a wait ends at once and is remembered.
public final class ManualTime: Sendable {
    private let state = Mutex<(now: Duration, waits: [Duration])>((.zero, []))

    /// Creates a clock that stands at zero.
    public init() {}

    /// All waits, in order.
    public var waits: [Duration] { state.withLock { $0.waits } }

    /// Moves the clock.
    ///
    /// - Parameter duration: How far.
    public func advance(_ duration: Duration) { state.withLock { $0.now += duration } }

    /// The clock as the program sees it.
    public var timekeeper: Timekeeper {
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
