/// What is asked of a server, and what it may cost.
public struct HTTPRequest: Sendable {
    /// How long the parts of a request may take, in seconds.
    public struct TimeOuts: Sendable {
        /// Finding the address, connecting, and the handshake of TLS.
        public var connect: Double
        /// From sending the request to the first byte of the response.
        public var firstByte: Double
        /// Between two pieces of the response; does not run while the reader is behind.
        public var idle: Double
        /// All of it, redirects included; nothing for no limit.
        public var total: Double?

        /// Creates time-outs.
        ///
        /// - Parameters:
        ///   - connect: For the connection.
        ///   - firstByte: For the first byte of the response.
        ///   - idle: Between two pieces.
        ///   - total: For all of it.
        public init(connect: Double = 10, firstByte: Double = 60, idle: Double = 60, total: Double? = nil) {
            self.connect = connect
            self.firstByte = firstByte
            self.idle = idle
            self.total = total
        }
    }

    /// What is done when the server sends us elsewhere.
    public enum Redirects: Sendable, Equatable {
        /// The redirect is the response.
        case areReturned
        /// They are followed up to a number. Another server is sent no header that could be a credential, and a
        /// request that went out encrypted is not repeated in the clear.
        case areFollowed(limit: Int)
    }

    /// The method, in upper case.
    public var method: String
    /// An absolute URL of the scheme `http` or `https`, without credentials.
    public var url: String
    /// Headers beside those that follow from the rest.
    public var headers: HTTPHeaders
    /// The body, if there is one.
    public var body: [UInt8]?
    /// How long the parts may take.
    public var timeOuts: TimeOuts
    /// The most bytes of the response's body, counted after decompression.
    public var maximumResponseBytes: Int
    /// What is done with redirects.
    public var redirects: Redirects
    /// Whether the server may compress the response, which is then decompressed on the way.
    public var acceptsCompression: Bool

    /// Creates a request.
    ///
    /// - Parameters:
    ///   - method: The method, in upper case.
    ///   - url: An absolute URL.
    ///   - headers: Headers beside those that follow from the rest.
    ///   - body: The body, if there is one.
    ///   - timeOuts: How long the parts may take.
    ///   - maximumResponseBytes: The most bytes of the response's body.
    ///   - redirects: What is done with redirects.
    ///   - acceptsCompression: Whether the server may compress the response.
    public init(
        _ method: String = "GET",
        _ url: String,
        headers: HTTPHeaders = [:],
        body: [UInt8]? = nil,
        timeOuts: TimeOuts = TimeOuts(),
        maximumResponseBytes: Int = 64 << 20,
        redirects: Redirects = .areReturned,
        acceptsCompression: Bool = true
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeOuts = timeOuts
        self.maximumResponseBytes = maximumResponseBytes
        self.redirects = redirects
        self.acceptsCompression = acceptsCompression
    }

    /// Checks what would otherwise break out of its line, or contradict what we send by ourselves.
    func validate() throws(HTTPError) {
        guard !method.isEmpty, method.utf8.allSatisfy(Self.isToken) else {
            throw HTTPError(.invalidRequest, "the method of the request is no word; use one such as GET")
        }
        for field in headers.fields {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(Self.isToken) else {
                throw HTTPError(.invalidRequest, "a header's name is no word; use letters, digits and dashes")
            }
            // Horizontal tabs are the one control character that a value may hold.
            guard field.value.utf8.allSatisfy({ $0 == 9 || ($0 >= 32 && $0 != 127) }) else {
                let problem = "the value of the header '\(field.name)' holds a control character; remove it"
                throw HTTPError(.invalidRequest, problem)
            }
        }
        for name in ["content-length", "transfer-encoding"] where headers[name] != nil {
            throw HTTPError(.invalidRequest, "the header '\(name)' follows from the body; leave it out")
        }
        let times = [timeOuts.connect, timeOuts.firstByte, timeOuts.idle, timeOuts.total ?? 1]
        guard times.allSatisfy({ $0 > 0 }), maximumResponseBytes >= 0 else {
            throw HTTPError(.invalidRequest, "time-outs and sizes must be above zero; correct them")
        }
    }

    /// The characters of a token (RFC 9110, 5.6.2).
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
