import CCurl
import Glibc
import Synchronization

/// The thread on which all transfers of a client run; it ends when nothing refers to it any more.
final class EventThread: Sendable {
    /// What other threads ask of it.
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

    /// The commands that wait for the thread; it outlives this object by the time the thread takes to end.
    final class Mailbox: Sendable {
        private let commands = Mutex<[Command]>([])

        /// Adds a command; returns whether it is the first, so that the thread must be woken.
        func add(_ command: Command) -> Bool {
            commands.withLock { commands in
                commands.append(command)
                return commands.count == 1
            }
        }

        /// Takes all.
        func take() -> [Command] {
            commands.withLock { commands in
                defer { commands = [] }
                return commands
            }
        }
    }

    private let mailbox = Mailbox()
    /// Other threads hand it to `curl_multi_wakeup` only, the one call that may come from any thread; and no later than
    /// `deinit`, which is what has the thread free it.
    private nonisolated(unsafe) let multi: UnsafeMutableRawPointer

    /// Loads and initialises the library once for the process.
    static let isLoaded = http_load() == 1
    private static let isInitialised = isLoaded && curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Starts the thread.
    init(_ configuration: TransferLoop.Configuration) throws(HTTPError) {
        let failure = HTTPError(.other, "the thread for requests cannot be started; free memory or end other programs")
        guard Self.isLoaded else {
            throw HTTPError(.other, "libcurl.so.4 cannot be loaded; on Debian: apt install libcurl4")
        }
        guard Self.isInitialised, let multi = curl_multi_init() else { throw failure }
        self.multi = multi
        let loop = TransferLoop(multi: multi, mailbox: mailbox, configuration: configuration)
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(loop)
        guard pthread_create(&thread, nil, runEventThread, argument.toOpaque()) == 0 else {
            argument.release()
            throw failure
        }
        pthread_detach(thread)
    }

    deinit { post(.stop) }

    /// Hands the thread a command.
    func post(_ command: Command) {
        if mailbox.add(command) { curl_multi_wakeup(multi) }
    }
}

private func runEventThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    // A connection that the other side closed is an error code here, not a signal; and signals are others' to handle.
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
    guard let argument else { return nil }
    Unmanaged<TransferLoop>.fromOpaque(argument).takeRetainedValue().run()
    return nil
}
