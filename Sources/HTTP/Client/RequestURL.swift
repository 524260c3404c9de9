import CCurl

/// An absolute URL that may be requested, split by the library that will connect to it.
///
/// Two readers that split a URL differently are how checks of addresses are got around.
public struct RequestURL: Equatable, Sendable {
    /// The whole URL.
    public let text: String
    /// The scheme, in lower case.
    public let scheme: String
    /// The host, in lower case; an address of IPv6 is in brackets.
    public let host: String
    /// The path, at least a slash, as it is sent.
    public let path: String
    /// What follows the question mark, if there is one.
    public let query: String?
    /// Scheme, host and port: what may be shown, and what credentials belong to.
    public let origin: String

    /// Reads a URL.
    ///
    /// - Parameter text: An absolute URL.
    /// - Throws: `HTTPError` if it is none, has another scheme than `http` and `https`, or holds credentials.
    public init(_ text: String) throws(HTTPError) {
        try self.init(text, relativeTo: nil)
    }

    /// Reads what a redirect names.
    ///
    /// - Parameter location: A URL, which may be relative to this one.
    /// - Returns: The absolute URL.
    /// - Throws: As `init`.
    public func resolving(_ location: String) throws(HTTPError) -> RequestURL {
        try RequestURL(location, relativeTo: self)
    }

    private init(_ text: String, relativeTo base: RequestURL?) throws(HTTPError) {
        guard EventThread.isLoaded, let handle = curl_url() else {
            throw HTTPError(.other, "there is no memory left for a request")
        }
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
        self.host = host.lowercased()
        path = Self.part(CURLUPART_PATH, of: handle) ?? "/"
        query = Self.part(CURLUPART_QUERY, of: handle)
        origin = "\(scheme)://\(host.lowercased()):\(port)"
    }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer, flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
