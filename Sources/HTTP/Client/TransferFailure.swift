import CCurl

/// The words for what went wrong with a transfer.
enum TransferFailure {
    /// The error for a result of the library.
    static func error(_ result: CURLcode, origin: String, phase: HTTPError.Phase) -> HTTPError {
        switch result {
        case CURLE_COULDNT_RESOLVE_HOST:
            HTTPError(.resolveFailed, "there is no address for \(origin); check the name and the network")
        case CURLE_COULDNT_RESOLVE_PROXY:
            HTTPError(.resolveFailed, "there is no address for the proxy to \(origin); check the proxy's name")
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED, CURLE_PROXY:
            HTTPError(.cannotConnect, "cannot connect to \(origin); check that it is running and can be reached")
        case CURLE_OPERATION_TIMEDOUT:
            HTTPError(.timedOut(phase), "\(origin) took too long; try again, or allow more time")
        case CURLE_GOT_NOTHING:
            HTTPError(.cut, "\(origin) closed the connection without an answer; try again")
        case CURLE_RECV_ERROR where phase == .connect, CURLE_SEND_ERROR where phase == .connect:
            HTTPError(.cannotConnect, "the proxy does not connect us to \(origin); check it and what it permits")
        case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM:
            HTTPError(.cut, "the connection to \(origin) ended before the answer did; try again")
        case CURLE_SSL_CACERT_BADFILE:
            HTTPError(.tls, "the file of certificate authorities for \(origin) cannot be read; check its path")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR:
            HTTPError(.tls, "the certificate of \(origin) cannot be trusted; check the name, or name its authority")
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED,
            CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_INVALIDCERTSTATUS:
            HTTPError(.tls, "\(origin) and we do not agree on encryption; check the scheme and the port")
        case CURLE_BAD_CONTENT_ENCODING:
            HTTPError(.other, "the compressed answer of \(origin) is damaged; try again")
        default:
            // The library's own fixed text; the details that it has beside it may hold parts of the request.
            HTTPError(.other, "the request to \(origin) failed: \(String(cString: curl_easy_strerror(result)))")
        }
    }

    /// The error of a deadline that has passed.
    static func timedOut(_ phase: HTTPError.Phase, _ plan: TransferPlan) -> HTTPError {
        let times = plan.request.timeOuts
        let (what, seconds): (String, Double) =
            switch phase {
            case .connect: ("was not connected", times.connect)
            case .firstByte: ("sent no answer", times.firstByte)
            case .idle: ("sent nothing more", times.idle)
            case .total: ("was not done", times.total ?? 0)
            }
        let message = "\(plan.url.origin) \(what) within \(seconds) seconds; try again, or allow more time"
        return HTTPError(.timedOut(phase), message)
    }
}
