import Glibc

/// Waits until something is so, giving the processor away meanwhile.
///
/// - Parameters:
///   - seconds: When it is given up.
///   - condition: What is waited for.
/// - Returns: Whether it came to be so.
public func waitUntil(seconds: Double = 120, _ condition: () -> Bool) -> Bool {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let deadline = now() + seconds
    while !condition() {
        if now() > deadline { return false }
        sched_yield()
    }
    return true
}

/// Waits until something is so, letting other tasks run meanwhile.
///
/// - Parameters:
///   - seconds: When it is given up.
///   - condition: What is waited for.
/// - Returns: Whether it came to be so.
public func eventually(seconds: Double = 120, _ condition: () -> Bool) async -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(seconds)
    while !condition() {
        if clock.now > deadline { return false }
        await Task.yield()
    }
    return true
}
