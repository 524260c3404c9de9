import CCurl
import Glibc

/// What a transfer needs to know of its request.
struct TransferPlan: Sendable {
    let request: HTTPRequest
    let url: RequestURL
    /// When all of it must be over, by `Clock`; infinity for never.
    let end: Double
}

/// One request on the event thread, and the library's handle for it.
final class Transfer {
    /// The most bytes of all the headers of a response.
    private static let headLimit = 256 << 10

    let exchange: Exchange
    let easy: UnsafeMutableRawPointer
    let plan: TransferPlan
    var isTouched = false

    private unowned let loop: TransferLoop
    private let policy: EgressPolicy
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var addresses: UnsafeMutablePointer<curl_slist>?
    private var responseHead = ResponseHead()
    private var headBytes = 0
    private var bodyBytes = 0
    private var isPaused = false
    private var wasSent = false
    /// Whether a connection was begun for this transfer since its request last went out.
    private var hasConnected = false
    /// Whether the request went out over a connection that other requests had begun.
    private var usesSharedConnection = false
    private let isRepetition: Bool
    /// Why one of our callbacks ended the transfer; the library itself knows only that one did.
    private var failure: HTTPError?
    private var phase = HTTPError.Phase.connect
    private var phaseEnd: Double

    /// Prepares a transfer; nothing if there is no memory.
    ///
    /// A repetition gets a connection of its own.
    init?(
        _ exchange: Exchange,
        _ plan: TransferPlan,
        _ configuration: TransferLoop.Configuration,
        loop: TransferLoop,
        isRepetition: Bool = false
    ) {
        guard let easy = curl_easy_init() else { return nil }
        self.exchange = exchange
        self.easy = easy
        self.plan = plan
        self.loop = loop
        self.isRepetition = isRepetition
        policy = configuration.policy
        phaseEnd = Clock.now() + plan.request.timeOuts.connect
        let options = TransferOptions(easy)
        options.set(plan, configuration)
        if isRepetition { options.setOwnConnection() }
        headers = options.setHeaders(of: plan.request)
        addresses = options.setAddresses(of: plan.url, configuration)
        options.setCallbacks(owner: Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headers)
        curl_slist_free_all(addresses)
    }

    /// When the transfer is given up, and for what.
    var deadline: (time: Double, phase: HTTPError.Phase) {
        // While the reader is behind, the silence is ours.
        let phaseEnd = isPaused ? .infinity : phaseEnd
        return plan.end <= phaseEnd ? (plan.end, .total) : (phaseEnd, phase)
    }

    /// Reads on after the reader has caught up; returns the result if that ends the transfer.
    func resume() -> Result<Void, HTTPError>? {
        guard isPaused else { return nil }
        isPaused = false
        enter(.idle, plan.request.timeOuts.idle)
        // What the library holds back comes by the callback at once, and may well pause the transfer again.
        let result = curl_easy_pause(easy, CURLPAUSE_CONT)
        return result == CURLE_OK ? nil : outcome(of: result)
    }

    /// The result for the reader.
    func outcome(of result: CURLcode) -> Result<Void, HTTPError> {
        if let failure { return .failure(failure) }
        // A connection that is closed within the head ends the transfer well, as far as the library is concerned.
        let result = result == CURLE_OK && !responseHead.isComplete ? CURLE_PARTIAL_FILE : result
        if result == CURLE_OK { return .success(()) }
        return .failure(TransferFailure.error(result, origin: plan.url.origin, phase: phase))
    }

    /// Whether the request may go out once more instead of ending so.
    ///
    /// A server may close a connection after a number of requests, with others on their way that it never looked at. The
    /// library repeats some of these, not all: over HTTP/2 it takes a connection that ends for a fault when the request is
    /// the last that waits on it. What came over a connection that was begun for it, is the server's answer.
    func mayBeRepeated(insteadOf outcome: Result<Void, HTTPError>) -> Bool {
        guard case .failure(let error) = outcome, error.code == .cut else { return false }
        return usesSharedConnection && !isRepetition && headBytes == 0 && mayBeDoneTwice
    }

    private var mayBeDoneTwice: Bool { ["GET", "HEAD", "OPTIONS"].contains(plan.request.method) }

    /// The error of a deadline that has passed.
    func timedOut(_ phase: HTTPError.Phase) -> HTTPError { TransferFailure.timedOut(phase, plan) }

    private func enter(_ phase: HTTPError.Phase, _ seconds: Double) {
        self.phase = phase
        phaseEnd = loop.now + seconds
        loop.watch(phaseEnd)
    }

    private func fail(_ code: HTTPError.Code, _ message: String) {
        if failure == nil { failure = HTTPError(code, message) }
    }

    // MARK: Called back by the library

    /// Makes a socket for an address, unless the policy refuses that address.
    fileprivate func openSocket(_ target: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let address = withUnsafePointer(to: &target.pointee.addr) { IPAddress(socketAddress: $0) }
        guard let address, policy.permits(address) else {
            let shown = address.map { "the address \($0)" } ?? "an address of an unknown kind"
            fail(.refusedAddress, "\(plan.url.origin) has \(shown), which must not be connected to")
            return http_no_socket()
        }
        hasConnected = true
        let kind = target.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        return socket(target.pointee.family, kind, target.pointee.protocol)
    }

    /// Looks once more before the request goes out: a connection that is used again opened no socket.
    fileprivate func beforeRequest(_ address: String) -> Bool {
        if let address = IPAddress(address), !policy.permits(address) {
            fail(.refusedAddress, "\(plan.url.origin) has the address \(address), which must not be connected to")
            return false
        }
        // The library repeats a request if a connection that was used before closes without an answer. What may not
        // be done twice is for the caller to repeat, who knows what it costs.
        guard !wasSent || mayBeDoneTwice else {
            failure = TransferFailure.error(CURLE_GOT_NOTHING, origin: plan.url.origin, phase: phase)
            return false
        }
        wasSent = true
        usesSharedConnection = !hasConnected
        hasConnected = false
        // Another address of the same server may have been refused before this one was connected to.
        failure = nil
        enter(.firstByte, plan.request.timeOuts.firstByte)
        return true
    }

    /// Takes a line of the response's head; false ends the transfer.
    fileprivate func receive(headLine: UnsafeRawBufferPointer) -> Bool {
        enter(.idle, plan.request.timeOuts.idle)
        headBytes += headLine.count
        guard headBytes <= Self.headLimit else {
            fail(.tooLarge, "\(plan.url.origin) answers with more than \(Self.headLimit) bytes of headers")
            return false
        }
        guard let head = responseHead.add(headLine) else { return true }
        guard canRead(head) else { return false }
        exchange.begin(head)
        loop.touch(self)
        return true
    }

    private func canRead(_ head: Exchange.Head) -> Bool {
        // The library undoes each of them, in whatever line it stands.
        let fields = (plan.request.acceptsCompression ? ["content-encoding"] : []) + ["transfer-encoding"]
        let encodings = fields.flatMap { head.headers.values(of: $0) }
        guard TransferOptions.canDecompress(encodings) else {
            let shown = encodings.joined(separator: ", ").prefix(60)
            fail(
                .other,
                "\(plan.url.origin) answers in a compression that it was not offered (\(shown)); it is not read"
            )
            return false
        }
        let hasBody = plan.request.method != "HEAD" && head.status != 304
        if hasBody, let length = head.headers["content-length"].flatMap({ Int($0) }) { return fits(length) }
        return true
    }

    private func fits(_ count: Int) -> Bool {
        let limit = plan.request.maximumResponseBytes
        if count > limit {
            fail(.tooLarge, "\(plan.url.origin) answers with more than \(limit) bytes; ask for less or allow more")
        }
        return count <= limit
    }

    /// Takes bytes of the body; returns how many, or the code that ends or pauses the transfer.
    fileprivate func receive(body: UnsafeRawBufferPointer) -> Int {
        // Bytes that do not fit in the buffer are handed over again later, and counted then.
        guard fits(bodyBytes + body.count) else { return 0 }
        guard exchange.append(body) else {
            isPaused = true
            return Int(CURL_WRITEFUNC_PAUSE)
        }
        bodyBytes += body.count
        enter(.idle, plan.request.timeOuts.idle)
        loop.touch(self)
        return body.count
    }
}

// Free functions: a closure written in code of an actor traps when it is called on another thread.

private func owner(_ pointer: UnsafeMutableRawPointer?) -> Transfer? {
    pointer.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

func transferOpenSocket(
    _ pointer: UnsafeMutableRawPointer?,
    _ purpose: curlsocktype,
    _ target: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let transfer = owner(pointer), let target else { return http_no_socket() }
    return transfer.openSocket(target)
}

func transferBeforeRequest(
    _ pointer: UnsafeMutableRawPointer?,
    _ address: UnsafeMutablePointer<CChar>?,
    _ ownAddress: UnsafeMutablePointer<CChar>?,
    _ port: Int32,
    _ ownPort: Int32
) -> Int32 {
    guard let transfer = owner(pointer), let address else { return CURL_PREREQFUNC_ABORT }
    return transfer.beforeRequest(String(cString: address)) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

func transferReceiveHead(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ pointer: UnsafeMutableRawPointer?
) -> Int {
    let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return owner(pointer)?.receive(headLine: line) == true ? line.count : 0
}

func transferReceiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ pointer: UnsafeMutableRawPointer?
) -> Int {
    owner(pointer)?.receive(body: UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
}
