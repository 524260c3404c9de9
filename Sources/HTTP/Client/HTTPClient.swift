/// Sends requests over HTTP/1.1 and HTTP/2, all of them on one thread, and keeps connections for the next ones.
///
/// Only a request that may be done twice (`GET`, `HEAD`, `OPTIONS`) is sent again when a connection that was kept or shared
/// turns out to be closed; others fail with `cut`, and the caller decides.
///
/// A process needs one for each egress policy. Its thread ends, and its connections close, when it and the bodies of
/// its responses are let go.
public final class HTTPClient: Sendable {
    private let thread: EventThread

    /// Starts a client.
    ///
    /// - Parameters:
    ///   - policy: The addresses that may be connected to.
    ///   - proxies: The proxies to use; a policy that refuses any address uses none, since it would not see whom the
    ///     proxy connects to.
    ///   - authorityFile: A file of certificate authorities in place of the system's.
    ///   - addresses: Looks up a name in place of the system; asked at each request, nothing leaves it to the system.
    /// - Throws: `HTTPError` if its thread cannot be started.
    public init(
        policy: EgressPolicy,
        proxies: ProxySettings = .none,
        authorityFile: String? = nil,
        addresses: (@Sendable (_ host: String) -> [String]?)? = nil
    ) throws(HTTPError) {
        thread = try EventThread(
            TransferLoop.Configuration(
                policy: policy,
                proxies: proxies,
                authorityFile: authorityFile,
                addresses: addresses
            )
        )
    }

    /// Sends a request and waits for the beginning of the response; the body comes as it is read.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - isolation: The caller's actor.
    /// - Returns: The response, whatever its status is.
    /// - Throws: `HTTPError`; with `cancelled`, at once, if the task is cancelled.
    public func send(
        _ request: HTTPRequest,
        isolation: isolated (any Actor)? = #isolation
    ) async throws(HTTPError) -> HTTPResponse {
        let end = request.timeOuts.total.map { Clock.now() + $0 } ?? .infinity
        var request = request
        try request.validate()
        var url = try RequestURL(request.url)
        var redirects = 0
        while true {
            guard !Task.isCancelled else { throw HTTPError(.cancelled, "the request was cancelled") }
            let exchange = Exchange()
            let reading = Reading(exchange, on: thread)
            thread.post(.start(exchange, TransferPlan(request: request, url: url, end: end)))
            let head = try await reading.head()
            guard case .areFollowed(let limit) = request.redirects, let location = Redirect.location(of: head) else {
                return HTTPResponse(
                    status: head.status,
                    headers: head.headers,
                    url: url.text,
                    body: HTTPBody(reading)
                )
            }
            redirects += 1
            guard redirects <= limit else {
                throw HTTPError(
                    .tooManyRedirects,
                    "\(url.origin) redirects more than \(limit) times; use the final URL"
                )
            }
            url = try Redirect.follow(to: location, status: head.status, from: url, &request)
        }
    }
}
