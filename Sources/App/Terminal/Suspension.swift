import Glibc
import Synchronization
import TerminalUI

/// Has Ctrl-Z give the terminal back before the program stops, and takes it up again when the program goes on.
///
/// A signal may come at any instruction, so its handler only writes a byte; a thread does the rest.
enum Suspension {
    /// What whoever has the terminal does around a stop.
    struct Hooks: Sendable {
        /// Takes away what must not stand above the prompt of the shell.
        var before: @Sendable () -> Void = {}
        /// Shows again what was there; the screen is another one now.
        let after: @Sendable () -> Void
    }

    private static let hooks = Mutex<[Hooks]>([])

    /// Does something that knows how to go on after a stop.
    ///
    /// - Parameters:
    ///   - hooks: What is done around a stop.
    ///   - body: What is done.
    /// - Returns: What the closure returns.
    static func handling<Value>(_ hooks: Hooks, _ body: () async throws -> Value) async rethrows -> Value {
        self.hooks.withLock { $0.append(hooks) }
        defer { self.hooks.withLock { _ = $0.popLast() } }
        return try await body()
    }

    /// Begins to handle Ctrl-Z, unless whoever started the program wants it ignored.
    static func install() {
        var before = sigaction()
        sigaction(SIGTSTP, nil, &before)
        let isIgnored = unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) == 1
        var ends: [Int32] = [-1, -1]
        guard !isIgnored, pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        stopPipe.store(ends[1], ordering: .releasing)
        var thread = pthread_t()
        pthread_create(&thread, nil, readStops, UnsafeMutableRawPointer(bitPattern: Int(ends[0])))
        handle()
    }

    private static func handle() {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = noteStop
        action.sa_flags = SA_RESTART
        sigaction(SIGTSTP, &action, nil)
    }

    /// Stops the program, and returns when it goes on.
    fileprivate static func stop() {
        let hooks = hooks.withLock { $0.last }
        hooks?.before()
        TerminalMode.setAside()
        // By the signal's own action: where nobody could have the program go on, the system does not stop it.
        var action = sigaction()
        action.__sigaction_handler.sa_handler = SIG_DFL
        sigaction(SIGTSTP, &action, nil)
        raise(SIGTSTP)
        handle()
        // In the background the terminal is the shell's.
        guard tcgetpgrp(0) == getpgrp() else { return }
        TerminalMode.takeUp()
        hooks?.after()
    }
}

private let stopPipe = Atomic<Int32>(-1)

// Free functions: the system calls them.

private func noteStop(number: Int32) {
    let saved = errno
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(stopPipe.load(ordering: .acquiring), &byte, 1)
    errno = saved
}

private func readStops(context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    // A thread inherits what its maker blocks; raising the signal here has to stop the program.
    var stop = sigset_t()
    sigemptyset(&stop)
    sigaddset(&stop, SIGTSTP)
    pthread_sigmask(SIG_UNBLOCK, &stop, nil)
    let input = Int32(Int(bitPattern: context))
    var byte: UInt8 = 0
    while true {
        let count = read(input, &byte, 1)
        if count == 1 { Suspension.stop() } else if errno != EINTR { return nil }
    }
}
