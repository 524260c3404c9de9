import CCurl

/// An absolute URL that may be requested, split by the library that will connect to it.
///
/// Two readers that split a URL differently are how checks of addresses are got around.
struct RequestURL: Equatable {
    /// The whole URL.
    let text: String
    /// The scheme, in lower case.
    let scheme: String
    /// Scheme, host and port: what may be shown, and what credentials belong to.
    let origin: String

    /// Reads a URL.
    init(_ text: String) throws(HTTPError) {
        try self.init(text, relativeTo: nil)
    }

    /// Reads what a redirect names.
    func resolving(_ location: String) throws(HTTPError) -> RequestURL {
        try RequestURL(location, relativeTo: self)
    }

    private init(_ text: String, relativeTo base: RequestURL?) throws(HTTPError) {
        guard let handle = curl_url() else { throw HTTPError(.other, "there is no memory left for a request") }
        defer { curl_url_cleanup(handle) }
        if let base { curl_url_set(handle, CURLUPART_URL, base.text, 0) }
        // A zero byte would end the C string early. Spaces in redirects are common, and are escaped.
        let flags = base == nil ? UInt32(0) : UInt32(CURLU_URLENCODE)
        guard text.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }),
            curl_url_set(handle, CURLUPART_URL, text, flags) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: handle), let whole = Self.part(CURLUPART_URL, of: handle)
        else {
            let what = base.map { "\($0.origin) redirects to what is no URL" } ?? "the URL of the request is none"
            throw HTTPError(.invalidRequest, "\(what); it must be absolute, such as https://example.org/path")
        }
        guard scheme == "http" || scheme == "https" else {
            let what = base.map { "\($0.origin) redirects to the scheme" } ?? "the URL of the request has the scheme"
            throw HTTPError(.refusedAddress, "\(what) '\(scheme)'; only http and https are requested")
        }
        guard let host = Self.part(CURLUPART_HOST, of: handle),
            let port = Self.part(CURLUPART_PORT, of: handle, flags: UInt32(CURLU_DEFAULT_PORT))
        else {
            throw HTTPError(.invalidRequest, "a URL names no host; it must be such as https://example.org/path")
        }
        guard Self.part(CURLUPART_USER, of: handle) == nil, Self.part(CURLUPART_PASSWORD, of: handle) == nil else {
            let what = "the URL of \(host) holds credentials"
            throw HTTPError(.invalidRequest, "\(what); put them into the header 'authorization' instead")
        }
        self.text = whole
        self.scheme = scheme
        origin = "\(scheme)://\(host.lowercased()):\(port)"
    }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer, flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
