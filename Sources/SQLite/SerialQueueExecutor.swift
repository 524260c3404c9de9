import Dispatch

/// Runs an actor on a thread of its own, off the pool that all other tasks share.
///
/// A database call blocks; on the pool it would hold up one of as many threads as there are cores. The queue is what
/// keeps jobs one after another (Linux has no serial queue that is an executor by itself).
public final class SerialQueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// Creates an executor.
    ///
    /// - Parameter label: The queue's name, for debuggers.
    public init(label: String) { queue = DispatchQueue(label: label) }

    /// Takes a job; called by the runtime.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
