import CCurl

/// The settings of the library's handle for one request.
struct TransferOptions {
    private let easy: UnsafeMutableRawPointer

    init(_ easy: UnsafeMutableRawPointer) { self.easy = easy }

    /// Whether a response in some encodings is decompressed; others than these need too much memory to be safe, or code
    /// that is not there.
    ///
    /// What is compressed twice may stand for a million times its size, all of which the library makes of one packet
    /// before we see any of it.
    static func canDecompress(_ encodings: [String]) -> Bool {
        let names = encodings.flatMap { $0.utf8.split(separator: UInt8(ascii: ",")) }.map { part in
            String(decoding: part, as: UTF8.self).lowercased().filter { $0 != " " && $0 != "\t" }
        }
        let compressions = names.filter { $0 != "identity" && $0 != "chunked" }
        return compressions.count <= 1 && compressions.allSatisfy { ["gzip", "x-gzip", "deflate"].contains($0) }
    }

    /// Sets all but headers and callbacks.
    func set(_ plan: TransferPlan, _ configuration: TransferLoop.Configuration) {
        set(CURLOPT_URL, plan.url.text)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        // No signals for time-outs of the resolver, which would meet other threads.
        set(CURLOPT_NOSIGNAL, 1)
        // A cancelled transfer does not wait for its look-up of a name, which would hold up all the others.
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_CONNECTTIMEOUT_MS, Int((plan.request.timeOuts.connect * 1000).rounded(.up)))
        if let file = configuration.authorityFile { set(CURLOPT_CAINFO, file) }
        let proxies = configuration.policy.isUnrestricted ? configuration.proxies : .none
        set(CURLOPT_PROXY, (plan.url.scheme == "https" ? proxies.https : proxies.http) ?? "")
        set(CURLOPT_NOPROXY, proxies.exceptions)
        if plan.request.acceptsCompression { set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate") }
        setMethod(plan.request)
    }

    /// Asks for a connection that no other request has begun.
    func setOwnConnection() { set(CURLOPT_FRESH_CONNECT, 1) }

    /// Sets the headers; the caller frees the list after the handle.
    func setHeaders(of request: HTTPRequest) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        var lines = request.headers.fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        // A name with a bare colon keeps the library from sending its own: to ask for leave first costs a second
        // where the server does not answer that, and our bodies are no forms.
        lines.append("Expect:")
        if request.headers["content-type"] == nil { lines.append("Content-Type:") }
        for line in lines { list = curl_slist_append(list, line) }
        _ = http_set_list(easy, CURLOPT_HTTPHEADER, list)
        return list
    }

    /// Sets the addresses of the host, where they are told; the caller frees the list after the handle.
    func setAddresses(
        of url: RequestURL,
        _ configuration: TransferLoop.Configuration
    ) -> UnsafeMutablePointer<curl_slist>? {
        guard let told = configuration.addresses?(url.host) else { return nil }
        let port = url.origin.split(separator: ":").last ?? ""
        let list = curl_slist_append(nil, "\(url.host):\(port):\(told.joined(separator: ","))")
        _ = http_set_list(easy, CURLOPT_RESOLVE, list)
        return list
    }

    /// Sets the callbacks and the object that they are for.
    func setCallbacks(owner: UnsafeMutableRawPointer) {
        for option in [
            CURLOPT_PRIVATE, CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_OPENSOCKETDATA, CURLOPT_PREREQDATA,
        ] {
            _ = http_set_pointer(easy, option, owner)
        }
        _ = http_set_receive(easy, CURLOPT_WRITEFUNCTION, transferReceiveBody)
        _ = http_set_receive(easy, CURLOPT_HEADERFUNCTION, transferReceiveHead)
        _ = http_set_open_socket(easy, transferOpenSocket)
        _ = http_set_before_request(easy, transferBeforeRequest)
    }

    private func setMethod(_ request: HTTPRequest) {
        if request.method == "HEAD" { return set(CURLOPT_NOBODY, 1) }
        if request.body != nil || request.method == "POST" {
            let body = request.body ?? []
            set(CURLOPT_POST, 1)
            // The size comes first: without it the copy would end at the first zero byte.
            _ = http_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            body.withUnsafeBytes { bytes in
                // An empty array has no address, and a null pointer would have the library ask for a body.
                let start = bytes.baseAddress.map { $0.assumingMemoryBound(to: CChar.self) }
                if let start { _ = http_set_text(easy, CURLOPT_COPYPOSTFIELDS, start) }
            }
            if body.isEmpty { set(CURLOPT_COPYPOSTFIELDS, "") }
        }
        if request.method != "GET" || request.body != nil { set(CURLOPT_CUSTOMREQUEST, request.method) }
    }

    private func set(_ option: CURLoption, _ value: Int) { _ = http_set_number(easy, option, value) }
    private func set(_ option: CURLoption, _ value: String) { _ = http_set_text(easy, option, value) }
}
