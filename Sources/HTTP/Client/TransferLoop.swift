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

    private let multi: UnsafeMutableRawPointer
    private let mailbox: EventThread.Mailbox
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

    init(multi: UnsafeMutableRawPointer, mailbox: EventThread.Mailbox, configuration: Configuration) {
        self.multi = multi
        self.mailbox = mailbox
        self.configuration = configuration
        _ = http_multi_set_number(multi, CURLMOPT_MAXCONNECTS, Self.idleConnections)
    }

    /// Runs until it is told to stop.
    func run() {
        while obeyAll() {
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            finishCompleted()
            expire()
            wakeReaders()
            let wait = min(Self.longestWait, max(0, (nextDeadline - now) * 1000).rounded(.up))
            curl_multi_poll(multi, nil, 0, Int32(wait), nil)
            now = Clock.now()
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

    private func start(_ exchange: Exchange, _ plan: TransferPlan) {
        // The reader may have gone before the command came.
        guard !exchange.isOver else { return }
        guard let transfer = Transfer(exchange, plan, configuration, loop: self) else {
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
            finish(transfer, transfer.outcome(of: http_result(message)))
        }
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
        curl_multi_remove_handle(multi, transfer.easy)
        transfers[ObjectIdentifier(transfer.exchange)] = nil
        transfer.exchange.end(result)
    }

    private func wakeReaders() {
        for transfer in touched {
            transfer.isTouched = false
            transfer.exchange.wake()
        }
        touched.removeAll(keepingCapacity: true)
    }
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
