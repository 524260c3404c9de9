import Core
import Glibc

/// How long, and in which steps, a connection waits for other processes.
///
/// The steps grow and are drawn at random, so that many writers do not wake at once; the end is set by the time that
/// has passed, not by a number of attempts ("full jitter" of Brooker, "Exponential Backoff And Jitter", 2015).
final class Patience {
    private static let firstStep = 0.000_5
    private static let longestStep = 0.02

    private let limit: Double
    private var begun: Double

    /// Creates a limit.
    ///
    /// - Parameter seconds: How long to wait in all, from now or from the last wait with an attempt of 0.
    init(seconds: Double) {
        limit = seconds
        begun = Self.now
    }

    /// Waits a little.
    ///
    /// - Parameter attempt: How often the same lock was waited for before; 0 begins anew.
    /// - Returns: False, without waiting, if the time is over.
    func wait(attempt: Int) -> Bool {
        let now = Self.now
        if attempt == 0 { begun = now }
        let left = begun + limit - now
        if left <= 0 { return false }
        let step = min(Self.longestStep, Self.firstStep * Double(1 << min(attempt, 10)))
        usleep(UInt32(min(left, Double.random(in: 0...step)) * 1_000_000))
        return true
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// Called by the library while another process holds a lock.
func waitForOthers(patience: UnsafeMutableRawPointer?, attempt: Int32) -> Int32 {
    guard let patience else { return 0 }
    return Unmanaged<Patience>.fromOpaque(patience).takeUnretainedValue().wait(attempt: Int(attempt)) ? 1 : 0
}
