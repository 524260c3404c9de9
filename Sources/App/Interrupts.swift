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

    /// What is being done, which tells what Ctrl-C means, and a second one.
    enum Situation {
        /// Work, which somebody who presses twice wants to end by all means; is told to end.
        case working(cancel: @Sendable () -> Void)
        /// Waiting for a line; pressing twice is only impatience with the line. Takes a note, which must not wait.
        case atPrompt(note: @Sendable () -> Void)
    }

    private struct Handler {
        let number: Int
        let situation: Situation
        var latest: Int64?
    }

    private struct State {
        var handlers: [Handler] = []
        var lastNumber = 0
    }

    private static let state = Mutex(State())
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
        let work = CancellableWork()
        return try await handling(.working(cancel: work.cancel)) {
            // Begun once Ctrl-C reaches it: before, whoever is in charge takes a note, which the work can look at.
            let task = Task { try await body() }
            work.begin(task.cancel)
            return try await task.value
        }
    }

    /// Has Ctrl-C mean something while something is done.
    static func handling<Value>(_ situation: Situation, _ body: () async throws -> Value) async rethrows -> Value {
        _ = isInstalled
        let number = state.withLock { state in
            state.lastNumber += 1
            state.handlers.append(Handler(number: state.lastNumber, situation: situation))
            return state.lastNumber
        }
        defer { state.withLock { $0.handlers.removeAll { $0.number == number } } }
        return try await body()
    }

    /// Cancels what is being done, as one Ctrl-C does.
    static func cancel() { state.withLock { noted($0.handlers.last) }?() }

    /// Has the handler take its note, and returns what is to be called without the lock.
    ///
    /// A note is taken under the lock, so that none comes when its handler is no longer in charge and nobody looks for
    /// it. To cancel a task runs code of others, which must not happen under a lock; it is never too late for it.
    private static func noted(_ handler: Handler?) -> (@Sendable () -> Void)? {
        switch handler?.situation {
        case .working(let cancel): return cancel
        case .atPrompt(let note): note()
        case nil: break
        }
        return nil
    }

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
        let (cancel, isSecond) = state.withLock { state -> ((@Sendable () -> Void)?, Bool) in
            guard let last = state.handlers.indices.last else { return (nil, false) }
            let before = state.handlers[last].latest
            state.handlers[last].latest = now
            let cancel = noted(state.handlers[last])
            return (cancel, cancel != nil && before.map { now - $0 < impatience } ?? false)
        }
        if isSecond {
            TerminalMode.restore()
            farewell.withLock { $0 }?()
            _exit(ExitStatus.interrupted.rawValue)
        }
        cancel?()
    }
}

/// A task that may be told to end before it has begun.
private final class CancellableWork: Sendable {
    private struct State: Sendable {
        var cancel: (@Sendable () -> Void)?
        var isCancelled = false
    }

    private let state = Mutex(State())

    @Sendable func cancel() {
        let cancel = state.withLock { state in
            state.isCancelled = true
            return state.cancel
        }
        cancel?()
    }

    func begin(_ cancel: @escaping @Sendable () -> Void) {
        let isCancelled = state.withLock { state in
            state.cancel = cancel
            return state.isCancelled
        }
        if isCancelled { cancel() }
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
