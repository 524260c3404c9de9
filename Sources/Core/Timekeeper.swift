/// A source of time and waiting, so that tests can set it.
public struct Timekeeper: Sendable {
    /// The time since some moment; it never goes back.
    public let now: @Sendable () -> Duration
    /// Waits; throws `CancellationError` when the task is cancelled.
    public let sleep: @Sendable (Duration) async throws -> Void

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - now: The time since some moment.
    ///   - sleep: Waits.
    public init(
        now: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }

    /// The system's clock.
    public static let system: Timekeeper = {
        let start = ContinuousClock.now
        return Timekeeper(now: { ContinuousClock.now - start }, sleep: { try await ContinuousClock().sleep(for: $0) })
    }()
}
