import Glibc
import Synchronization
import TerminalUI

/// Turns Ctrl-C into the cancellation of what is being done.
///
/// A signal may come at any instruction, so its handler only writes a byte; a thread reads it and calls whoever is in
/// charge at that moment.
enum Interrupts {
    /// Two within this time end the program at once, in nanoseconds.
    private static let impatience: Int64 = 1_000_000_000

    /// What is being done, which tells what a second Ctrl-C means.
    enum Situation {
        /// Work, which somebody who presses twice wants to end by all means.
        case working
        /// Waiting for a line; pressing twice is only impatience with the line.
        case atPrompt
    }

    private struct Handler {
        let situation: Situation
        let action: @Sendable () -> Void
        var latest: Int64?
    }

    private static let state = Mutex<[Handler]>([])
    private static let isInstalled: Bool = install()
    private static let farewell = Mutex<(@Sendable () -> Void)?>(nil)

    /// Sets what is said when the second Ctrl-C ends the program.
    static func setFarewell(_ words: @escaping @Sendable () -> Void) { farewell.withLock { $0 = words } }

    /// Does something that Ctrl-C cancels.
    ///
    /// - Parameter body: What is done.
    /// - Returns: What it returns.
    /// - Throws: What it throws; `CancellationError` if it was cancelled.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let task = Task { try await body() }
        return try await handling(.working, { task.cancel() }) { try await task.value }
    }

    /// Puts a handler in charge while something is done.
    static func handling<Value>(
        _ situation: Situation,
        _ handler: @escaping @Sendable () -> Void,
        _ body: () async throws -> Value
    ) async rethrows
        -> Value
    {
        _ = isInstalled
        state.withLock { $0.append(Handler(situation: situation, action: handler)) }
        defer { state.withLock { _ = $0.popLast() } }
        return try await body()
    }

    /// Cancels what is being done, as one Ctrl-C does.
    static func cancel() { state.withLock { $0.last?.action }?() }

    private static func install() -> Bool {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return false }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        signalPipe.store(ends[1], ordering: .releasing)
        let input = ends[0]
        var thread = pthread_t()
        pthread_create(&thread, nil, readSignals, UnsafeMutableRawPointer(bitPattern: Int(input)))
        var action = sigaction()
        action.__sigaction_handler.sa_handler = noteSignal
        action.sa_flags = SA_RESTART
        sigaction(SIGINT, &action, nil)
        for number in [SIGTERM, SIGHUP] { leaveTerminal(at: number, action) }
        return true
    }

    /// Has the terminal given back before a signal ends the program; one that is ignored stays so, as 'nohup' wants it.
    private static func leaveTerminal(at number: Int32, _ action: sigaction) {
        var (action, before) = (action, sigaction())
        sigaction(number, &action, &before)
        let isIgnored = unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) == 1
        if isIgnored { sigaction(number, &before, nil) }
    }

    /// Ends the program as a signal would have done.
    fileprivate static func end(by number: Int32) {
        TerminalMode.restore()
        var action = sigaction()
        action.__sigaction_handler.sa_handler = SIG_DFL
        sigaction(number, &action, nil)
        kill(getpid(), number)
    }

    fileprivate static func arrived() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let now = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        let (action, isSecond) = state.withLock { handlers -> ((@Sendable () -> Void)?, Bool) in
            guard let last = handlers.indices.last else { return (nil, false) }
            let before = handlers[last].latest
            handlers[last].latest = now
            let isSecond = before.map { now - $0 < impatience } ?? false
            return (handlers[last].action, isSecond && handlers[last].situation == .working)
        }
        if isSecond {
            TerminalMode.restore()
            farewell.withLock { $0 }?()
            _exit(ExitStatus.interrupted.rawValue)
        }
        action?()
    }
}

private let signalPipe = Atomic<Int32>(-1)

// Free functions: the system calls them.

private func noteSignal(number: Int32) {
    let saved = errno
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(signalPipe.load(ordering: .acquiring), &byte, 1)
    errno = saved
}

private func readSignals(context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let input = Int32(Int(bitPattern: context))
    var byte: UInt8 = 0
    while true {
        let count = read(input, &byte, 1)
        if count != 1 {
            if errno != EINTR { return nil }
        } else if byte == UInt8(SIGINT) {
            Interrupts.arrived()
        } else {
            Interrupts.end(by: Int32(byte))
        }
    }
}
