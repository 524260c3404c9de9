import Synchronization

/// Tells a thread that writes files to end with the one at hand.
final class StopSignal: Sendable {
    private let value = Atomic(false)

    /// Whether it was given.
    var isGiven: Bool { value.load(ordering: .relaxed) }

    /// Gives it, for good.
    func give() { value.store(true, ordering: .relaxed) }
}
