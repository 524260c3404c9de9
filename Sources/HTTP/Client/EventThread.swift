import CCurl
import Glibc

/// The thread on which all transfers of a client run; it ends when nothing refers to it any more.
final class EventThread: Sendable {
    private let mailbox: Mailbox

    /// Loads and initialises the library once for the process.
    static let isLoaded = http_load() == 1
    private static let isInitialised = isLoaded && curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Starts the thread.
    init(_ configuration: TransferLoop.Configuration) throws(HTTPError) {
        let failure = HTTPError(.other, "the thread for requests cannot be started; free memory or end other programs")
        guard Self.isLoaded else {
            throw HTTPError(.other, "libcurl.so.4 cannot be loaded; on Debian: apt install libcurl4")
        }
        guard Self.isInitialised, let mailbox = Mailbox(),
            let loop = TransferLoop(mailbox: mailbox, configuration: configuration)
        else { throw failure }
        self.mailbox = mailbox
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
    func post(_ command: Mailbox.Command) { mailbox.add(command) }
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
