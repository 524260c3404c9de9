import CEpoll
import Glibc
import Synchronization

/// What other threads ask of the event thread, and what wakes it.
final class Mailbox: Sendable {
    /// What is asked.
    enum Command: Sendable {
        /// Begin a transfer.
        case start(Exchange, TransferPlan)
        /// The reader has caught up: read on.
        case resume(Exchange)
        /// Nobody waits any more: remove the transfer.
        case cancel(Exchange)
        /// End all.
        case stop
    }

    /// A counter of the kernel, which grows when there are commands where there were none; nobody reads it.
    ///
    /// It is closed when neither thread has this object any more, so that who adds the last command wakes no stranger.
    let signal: Int32
    private let commands = Mutex<[Command]>([])

    /// Makes an empty one; nothing if there is no descriptor left.
    init?() {
        signal = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard signal >= 0 else { return nil }
    }

    deinit { close(signal) }

    /// Adds a command, and wakes the thread if it is the first.
    func add(_ command: Command) {
        let isFirst = commands.withLock { commands in
            commands.append(command)
            return commands.count == 1
        }
        if isFirst { eventfd_write(signal, 1) }
    }

    /// Takes all.
    func take() -> [Command] {
        commands.withLock { commands in
            defer { commands = [] }
            return commands
        }
    }
}
