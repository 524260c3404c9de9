import CSpawn
import Glibc

/// Watches over a running child: feeds it, reads it, ends it when its time is over.
struct Session {
    /// How long a child has to end by itself once it was asked to, in seconds.
    private static let grace = 0.3
    /// How long output is waited for after the child ended, in seconds: something it started may hold the pipe open.
    private static let linger = 0.2

    private let process: pid_t
    private var pipes: Pipes
    private var input: ArraySlice<UInt8>
    private let limits: ChildProcess.Limits
    private var output: [UInt8] = []
    private var errorText: [UInt8] = []
    private var isTruncated = false
    private var status: Int32?
    private var forced: ProcessResult.Ending?

    init(process: pid_t, pipes: Pipes, input: [UInt8], limits: ChildProcess.Limits) {
        self.process = process
        self.pipes = pipes
        self.input = input[...]
        self.limits = limits
    }

    /// Waits until the child has ended and was read to the end.
    mutating func wait(errorLimit: Int, isCancelled: () -> Bool) -> ProcessResult {
        let watch = spawn_watch(process)
        defer { if watch >= 0 { close(watch) } }
        let mask = Self.blockBrokenPipe()
        defer { Self.restore(mask) }
        var deadline = Self.now() + limits.seconds
        if input.isEmpty { pipes.closeInput() }
        while status == nil || pipes.output >= 0 || pipes.error >= 0 {
            poll(watch: watch, until: deadline)
            drain(errorLimit: errorLimit)
            if status == nil, reap() { deadline = Self.now() + Self.linger }
            if Self.now() >= deadline {
                if status != nil { break }
                deadline = escalate(.timedOut)
            } else if forced == nil, status == nil, isCancelled() {
                deadline = escalate(.cancelled)
            }
        }
        if limits.endsDescendants || forced != nil { kill(-process, SIGKILL) }
        pipes.closeInput()
        pipes.closeOutput()
        pipes.closeError()
        return ProcessResult(
            ending: forced ?? ProcessResult.Ending(waitStatus: status ?? 0),
            output: output,
            isOutputTruncated: isTruncated,
            errorText: String(decoding: errorText, as: UTF8.self)
        )
    }

    /// Asks the child to end, and the second time makes it; returns the time of the next step.
    private mutating func escalate(_ reason: ProcessResult.Ending) -> Double {
        kill(-process, forced == nil ? SIGTERM : SIGKILL)
        forced = forced ?? reason
        return Self.now() + Self.grace
    }

    private mutating func reap() -> Bool {
        var status: Int32 = 0
        guard waitpid(process, &status, WNOHANG) == process else { return false }
        self.status = status
        return true
    }

    private func poll(watch: Int32, until deadline: Double) {
        var files = [
            pollfd(fd: pipes.output, events: Int16(POLLIN), revents: 0),
            pollfd(fd: pipes.error, events: Int16(POLLIN), revents: 0),
            pollfd(fd: pipes.input, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: status == nil ? watch : -1, events: Int16(POLLIN), revents: 0),
        ]
        let milliseconds = max(0, min(100, (deadline - Self.now()) * 1000))
        _ = Glibc.poll(&files, UInt(files.count), Int32(milliseconds.rounded(.up)))
    }

    private mutating func drain(errorLimit: Int) {
        if pipes.input >= 0 { feed() }
        if pipes.output >= 0, read(pipes.output, limits.outputBytes, &output, &isTruncated) { pipes.closeOutput() }
        var isErrorTruncated = false
        if pipes.error >= 0, read(pipes.error, errorLimit, &errorText, &isErrorTruncated) { pipes.closeError() }
    }

    private mutating func feed() {
        let count = input.withUnsafeBytes { write(pipes.input, $0.baseAddress, min($0.count, 65_536)) }
        if count > 0 { input.removeFirst(count) }
        if input.isEmpty || (count < 0 && errno != EAGAIN && errno != EINTR) { pipes.closeInput() }
    }

    /// Reads what is there; returns whether the end was reached.
    private func read(_ file: Int32, _ limit: Int, _ bytes: inout [UInt8], _ isTruncated: inout Bool) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0 { return errno != EAGAIN && errno != EINTR }
            if count == 0 { return true }
            let room = max(0, limit - bytes.count)
            bytes += buffer.prefix(min(room, count))
            if count > room { isTruncated = true }
        }
    }

    /// Makes a write to a child that reads no more an error on this thread, not the end of the program.
    private static func blockBrokenPipe() -> sigset_t {
        var broken = sigset_t()
        var before = sigset_t()
        sigemptyset(&broken)
        sigaddset(&broken, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &broken, &before)
        return before
    }

    private static func restore(_ mask: sigset_t) {
        var broken = sigset_t()
        var mask = mask
        var now = timespec()
        sigemptyset(&broken)
        sigaddset(&broken, SIGPIPE)
        // Takes the signal that may be waiting, before it is let through.
        while sigismember(&mask, SIGPIPE) == 0, sigtimedwait(&broken, nil, &now) == SIGPIPE {}
        pthread_sigmask(SIG_SETMASK, &mask, nil)
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
