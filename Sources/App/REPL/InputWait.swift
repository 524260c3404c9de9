import Glibc

/// Waits for something to be typed or for Ctrl-C, whichever comes first.
final class InputWait: Sendable {
    enum Event { case input, interrupted, timedOut, failed }

    /// What was there to be read.
    enum Input {
        case bytes([UInt8])
        /// What was seen is gone: Ctrl-C takes what was typed before it away.
        case nothing
        case end
    }

    /// Standard input; a terminal as a file of our own, so that reading it never waits and others are not told of that.
    let file: Int32
    private let wake: (read: Int32, write: Int32)

    /// Nothing if there are no more file descriptors.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        // Neither a child holds it open, nor does a flood of signals fill it and stop whoever writes.
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        wake = (ends[0], ends[1])
        let own = isatty(0) == 1 ? open("/proc/self/fd/0", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1
        // Who has become somebody else may not open the terminal, and goes on with what they have.
        file = own >= 0 ? own : 0
    }

    deinit {
        if file > 0 { close(file) }
        close(wake.read)
        close(wake.write)
    }

    /// Ends the wait of now, or the next one.
    func interrupt() {
        var byte: UInt8 = 1
        _ = write(wake.write, &byte, 1)
    }

    /// Forgets an interruption that came when nobody waited for input any more.
    ///
    /// - Returns: Whether there was one.
    @discardableResult func reset() -> Bool {
        var byte: UInt8 = 0
        var wasInterrupted = false
        while Glibc.read(wake.read, &byte, 1) == 1 { wasInterrupted = true }
        return wasInterrupted
    }

    /// Waits on the calling thread, which should not be one of the shared pool.
    ///
    /// - Parameter milliseconds: For how long; nothing for as long as it takes.
    /// - Returns: What came first.
    func wait(milliseconds: Int32 = -1) -> Event {
        var files = [
            pollfd(fd: file, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0),
        ]
        var count = poll(&files, 2, milliseconds)
        while count < 0 {
            if errno != EINTR { return .failed }
            count = poll(&files, 2, milliseconds)
        }
        if count == 0 { return .timedOut }
        guard files[1].revents != 0 else { return .input }
        reset()
        return .interrupted
    }

    /// Reads what was waited for.
    ///
    /// - Parameter limit: How many bytes at most.
    /// - Returns: What is there.
    func read(upTo limit: Int) -> Input {
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = Glibc.read(file, &bytes, limit)
        if count > 0 { return .bytes(Array(bytes.prefix(count))) }
        return count < 0 && (errno == EINTR || errno == EAGAIN) ? .nothing : .end
    }
}
