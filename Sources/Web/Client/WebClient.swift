public import Core
public import HTTP

/// Sends requests to servers of the web: politely, within limits, and again where a server is busy for a moment.
public final class WebClient: Sendable {
    /// What a server answered.
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPHeaders
        let body: [UInt8]
        /// Whether there was more than was read.
        let isTruncated: Bool
    }

    /// How much of an answer is read that is no success, in bytes.
    private static let failureBytes = 4 << 10
    private static let busy = [429, 503]

    let settings: WebSettings
    let time: Timekeeper
    private let http: HTTPClient
    private let clock: WallClock
    private let gate: ServerGate

    /// Creates a client.
    ///
    /// - Parameters:
    ///   - http: What moves the bytes; its policy says which addresses are connected to.
    ///   - settings: What requests may cost, and how polite they are.
    ///   - time: The time for waits.
    ///   - clock: The time for dates.
    public init(
        http: HTTPClient,
        settings: WebSettings = WebSettings(),
        time: Timekeeper = .system,
        clock: WallClock = .system
    ) {
        self.http = http
        self.settings = settings
        self.time = time
        self.clock = clock
        gate = ServerGate(limit: settings.perServer, time: time)
    }

    /// The present moment.
    var now: Timestamp { clock.now() }

    /// Sends a request; redirects are answers.
    ///
    /// - Parameters:
    ///   - request: The request; limits and the name of the client are added.
    ///   - url: Its URL.
    ///   - limit: The most bytes of the body that are read.
    ///   - interval: How long after this one the next request to the server may begin; nothing for the settings'.
    ///   - inspect: Looks at status and headers of a success before the body is read.
    /// - Returns: The answer.
    /// - Throws: `WebError`, `CancellationError`, and what `inspect` throws.
    func send(
        _ request: HTTPRequest,
        to url: RequestURL,
        limit: Int,
        interval: Duration? = nil,
        inspect: (HTTPHeaders) throws -> Void = { _ in }
    ) async throws -> Answer {
        var attempt = 0
        while true {
            let answer = try await gate.withTurn(at: url.origin, interval: interval ?? settings.interval) {
                try await exchange(request, limit: limit, inspect: inspect)
            }
            guard Self.busy.contains(answer.status), attempt < settings.retries else { return answer }
            let wait = askedWait(answer.headers) ?? .seconds(1 << attempt)
            guard wait <= settings.longestWait else { return answer }
            attempt += 1
            // The wait comes with the next turn, and holds for whoever else wants one.
            gate.hold(url.origin, for: wait)
        }
    }

    /// The wait that a server asks for.
    func askedWait(_ headers: HTTPHeaders) -> Duration? {
        guard let text = headers["retry-after"] else { return nil }
        if let seconds = Int(text), seconds >= 0 { return .seconds(min(seconds, 1 << 30)) }
        guard let date = HTTPDate.parse(text, now: now) else { return nil }
        return .milliseconds(max(0, date.milliseconds - now.milliseconds))
    }

    private func exchange(
        _ request: HTTPRequest,
        limit: Int,
        inspect: (HTTPHeaders) throws -> Void
    ) async throws -> Answer {
        var request = request
        request.headers["user-agent"] = settings.userAgent
        request.timeOuts = HTTPRequest.TimeOuts(
            connect: min(10, settings.seconds),
            firstByte: settings.seconds,
            idle: min(15, settings.seconds),
            total: settings.seconds
        )
        // The bytes are counted here: what is too long is cut, where the client below would fail.
        request.maximumResponseBytes = .max
        request.redirects = .areReturned
        do {
            let response = try await http.send(request)
            let isSuccess = (200..<300).contains(response.status)
            if isSuccess { try inspect(response.headers) }
            let (body, isTruncated) = try await read(response.body, limit: isSuccess ? limit : Self.failureBytes)
            return Answer(status: response.status, headers: response.headers, body: body, isTruncated: isTruncated)
        } catch let error as HTTPError {
            if error.code == .cancelled { throw CancellationError() }
            throw WebError(error)
        }
    }

    /// Reads a body up to a limit; to let go of the rest of it closes the connection.
    private func read(_ body: HTTPBody, limit: Int) async throws -> (bytes: [UInt8], isTruncated: Bool) {
        var bytes: [UInt8] = []
        for try await piece in body {
            let left = limit - bytes.count
            bytes += piece.prefix(left)
            if piece.count > left { return (bytes, true) }
        }
        return (bytes, false)
    }
}

extension WebError {
    init(_ error: HTTPError) {
        let code: Code =
            switch error.code {
            case .refusedAddress: .refusedAddress
            case .timedOut: .timedOut
            case .tooLarge: .tooLarge
            case .tooManyRedirects: .tooManyRedirects
            case .invalidRequest: .invalidAddress
            case .cannotConnect, .resolveFailed, .tls, .cut, .cancelled, .other: .unreachable
            }
        self.init(code, error.message)
    }
}
