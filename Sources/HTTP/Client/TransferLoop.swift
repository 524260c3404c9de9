import CCurl
import Glibc

/// The work of the event thread: moves bytes between connections and exchanges, and keeps the time.
final class TransferLoop {
    /// What all transfers of a client have in common.
    struct Configuration: Sendable {
        var policy: EgressPolicy
        var proxies: ProxySettings
        var authorityFile: String?
        var addresses: (@Sendable (String) -> [String]?)?
    }

    /// How many connections are kept open for later requests.
    private static let idleConnections = 128
    /// The longest sleep in milliseconds; the deadlines and the library's own timers shorten it.
    private static let longestWait = 60_000.0
    /// How long news may gather before it is looked at, in seconds: for each transfer, and at most.
    ///
    /// The pieces of many streams come one by one. To wake the readers of each for itself costs more than all the rest of
    /// the work, and nobody notices a thousandth of a second; one who is alone does not wait.
    private static let (restForEach, longestRest) = (1e-5, 1e-3)
    /// What the kernel adds to a sleep: for less it is not worth while.
    private static let shortestRest = 5e-5

    private let multi: UnsafeMutableRawPointer
    private let sockets: SocketWatch
    private let mailbox: Mailbox
    private let configuration: Configuration
    private var transfers: [ObjectIdentifier: Transfer] = [:]
    /// Transfers with news for their readers.
    ///
    /// They are woken together after a round, not at each of the small pieces that the library hands over.
    private var touched: [Transfer] = []
    /// The time at the end of the last sleep or later, by `Clock`: often enough for time-outs, and asked for less often.
    private(set) var now = Clock.now()
    /// No deadline of any transfer is earlier.
    private var nextDeadline = Double.infinity
    /// When the library wants to be called though no socket has news; infinity for never.
    private var timer = Double.infinity
    /// When the last sleep ended.
    private var wokenAt = -Double.infinity

    /// Prepares the work; nothing if there is no memory or no descriptor left.
    init?(mailbox: Mailbox, configuration: Configuration) {
        guard let sockets = SocketWatch(signal: mailbox.signal), let multi = curl_multi_init() else { return nil }
        self.multi = multi
        self.sockets = sockets
        self.mailbox = mailbox
        self.configuration = configuration
        _ = http_multi_set_number(multi, CURLMOPT_MAXCONNECTS, Self.idleConnections)
        _ = http_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, Unmanaged.passUnretained(sockets).toOpaque())
        _ = http_multi_set_watch(multi, socketWatchSet)
        _ = http_multi_set_pointer(multi, CURLMOPT_TIMERDATA, Unmanaged.passUnretained(self).toOpaque())
        _ = http_multi_set_timer(multi, loopSetTimer)
    }

    /// Runs until it is told to stop.
    func run() {
        while obeyAll() {
            if now >= timer { callTimers() }
            finishCompleted()
            expire()
            wakeReaders()
            rest()
            let wait = min(Self.longestWait, max(0, (min(nextDeadline, timer) - now) * 1000).rounded(.up))
            let news = sockets.wait(milliseconds: Int32(wait))
            now = Clock.now()
            wokenAt = now
            for item in news { act(on: item.socket, item.actions) }
        }
        for transfer in transfers.values {
            finish(transfer, .failure(HTTPError(.cancelled, "the request was cancelled")))
        }
        curl_multi_cleanup(multi)
    }

    /// Notes that a reader has something to look at.
    func touch(_ transfer: Transfer) {
        guard !transfer.isTouched else { return }
        transfer.isTouched = true
        touched.append(transfer)
    }

    /// Takes note of a deadline that was set.
    func watch(_ deadline: Double) { nextDeadline = min(nextDeadline, deadline) }

    /// Lets news gather, if the last came just now.
    private func rest() {
        let enough = min(Self.longestRest, Double(transfers.count) * Self.restForEach)
        let left = wokenAt + enough - now
        guard left >= Self.shortestRest else { return }
        var time = timespec(tv_sec: 0, tv_nsec: Int(left * 1e9))
        nanosleep(&time, nil)
        now = Clock.now()
    }

    /// Takes note of when the library wants to be called; it must not be called from here.
    ///
    /// The time is that of the loop, which is never ahead, so that "at once" is at once. A call that comes early does no
    /// harm: the library then asks for another.
    fileprivate func setTimer(milliseconds: Int) {
        timer = milliseconds < 0 ? .infinity : now + Double(milliseconds) / 1000
    }

    private func callTimers() {
        // It is good for one call, in which the library may set it again.
        timer = .infinity
        act(on: http_timers_only(), 0)
    }

    private func act(on socket: curl_socket_t, _ actions: Int32) {
        var running: Int32 = 0
        curl_multi_socket_action(multi, socket, actions, &running)
    }

    private func obeyAll() -> Bool {
        for command in mailbox.take() {
            switch command {
            case .start(let exchange, let plan): start(exchange, plan)
            case .resume(let exchange):
                guard let transfer = transfers[ObjectIdentifier(exchange)] else { break }
                if let result = transfer.resume() { finish(transfer, result) }
            case .cancel(let exchange):
                guard let transfer = transfers[ObjectIdentifier(exchange)] else { break }
                finish(transfer, .failure(HTTPError(.cancelled, "the request was cancelled")))
            case .stop: return false
            }
        }
        return true
    }

    private func start(_ exchange: Exchange, _ plan: TransferPlan, isRepetition: Bool = false) {
        // The reader may have gone before the command came.
        guard !exchange.isOver else { return }
        guard let transfer = Transfer(exchange, plan, configuration, loop: self, isRepetition: isRepetition)
        else {
            let error = HTTPError(.other, "there is no memory left for a request to \(plan.url.origin)")
            return exchange.end(.failure(error))
        }
        transfers[ObjectIdentifier(exchange)] = transfer
        watch(transfer.deadline.time)
        let result = curl_multi_add_handle(multi, transfer.easy)
        if result != CURLM_OK {
            finish(transfer, .failure(HTTPError(.other, String(cString: curl_multi_strerror(result)))))
        }
    }

    private func finishCompleted() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let owner = http_owner(message.pointee.easy_handle) else {
                continue
            }
            let transfer = Unmanaged<Transfer>.fromOpaque(owner).takeUnretainedValue()
            let outcome = transfer.outcome(of: http_result(message))
            if transfer.mayBeRepeated(insteadOf: outcome) {
                repeatRequest(of: transfer)
            } else {
                finish(transfer, outcome)
            }
        }
    }

    /// Sends the request of a transfer that is over once more, for the same reader.
    private func repeatRequest(of transfer: Transfer) {
        remove(transfer)
        start(transfer.exchange, transfer.plan, isRepetition: true)
    }

    private func expire() {
        now = Clock.now()
        guard now >= nextDeadline else { return }
        nextDeadline = .infinity
        for transfer in transfers.values {
            let deadline = transfer.deadline
            if now >= deadline.time {
                finish(transfer, .failure(transfer.timedOut(deadline.phase)))
            } else {
                watch(deadline.time)
            }
        }
    }

    private func finish(_ transfer: Transfer, _ result: Result<Void, HTTPError>) {
        remove(transfer)
        transfer.exchange.end(result)
    }

    private func remove(_ transfer: Transfer) {
        curl_multi_remove_handle(multi, transfer.easy)
        transfers[ObjectIdentifier(transfer.exchange)] = nil
    }

    private func wakeReaders() {
        for transfer in touched {
            transfer.isTouched = false
            transfer.exchange.wake()
        }
        touched.removeAll(keepingCapacity: true)
    }
}

private func loopSetTimer(
    _ multi: UnsafeMutableRawPointer?,
    _ milliseconds: Int,
    _ pointer: UnsafeMutableRawPointer?
) -> Int32 {
    guard let pointer else { return -1 }
    Unmanaged<TransferLoop>.fromOpaque(pointer).takeUnretainedValue().setTimer(milliseconds: milliseconds)
    return 0
}

/// The time for time-outs.
enum Clock {
    /// Seconds since some moment in the past; never set back.
    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
