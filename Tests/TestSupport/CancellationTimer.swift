import Dispatch

/// Measures how long work goes on after it was cancelled.
public enum CancellationTimer {
    /// How the attempts ended.
    public struct Outcome: Sendable {
        /// The shortest time from the cancellation to the end.
        ///
        /// The machine may be busy at any one time; what would always take longer shows all the same.
        public let shortest: Duration
        /// What was thrown, for each attempt; nothing where the work ended well.
        public let errors: [(any Error)?]
    }

    /// Starts something and cancels it once it is under way, five times.
    ///
    /// The work has a thread of its own, since other tests block those of the pool.
    ///
    /// - Parameters:
    ///   - work: What is done.
    ///   - isUnderWay: Whether an attempt, counted from 1, is where it is to be cancelled.
    /// - Returns: How the attempts ended; none of them if one did not get under way.
    public static func measure(
        _ work: @escaping @Sendable () async throws -> Void,
        after isUnderWay: (_ attempt: Int) -> Bool
    ) async -> Outcome {
        let executor = OwnThread()
        var times: [Duration] = []
        var errors: [(any Error)?] = []
        for attempt in 1...5 {
            let task = Task(executorPreference: executor) {
                do {
                    try await work()
                    return (error: nil as (any Error)?, time: ContinuousClock.now)
                } catch {
                    return (error: error, time: ContinuousClock.now)
                }
            }
            guard await eventually({ isUnderWay(attempt) }) else {
                task.cancel()
                return Outcome(shortest: .seconds(3_600), errors: [])
            }
            let start = ContinuousClock.now
            task.cancel()
            let end = await task.value
            times.append(end.time - start)
            errors.append(end.error)
        }
        return Outcome(shortest: times.min() ?? .zero, errors: errors)
    }
}

/// Runs tasks off the pool that all other tests share.
private final class OwnThread: TaskExecutor {
    private let queue = DispatchQueue(label: "cancellation")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
