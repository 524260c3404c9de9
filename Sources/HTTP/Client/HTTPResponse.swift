/// The beginning of a response, and its body as it comes.
public struct HTTPResponse: Sendable {
    /// The status code.
    public let status: Int
    /// The headers.
    public let headers: HTTPHeaders
    /// The URL that answered, after redirects.
    public let url: String
    /// The body; let go of it, and the request is cancelled.
    public let body: HTTPBody
}

/// The body of a response: pieces of bytes, of any size, which can be read once.
///
/// The connection is read from no further than a bounded buffer while the reader is behind. After an error, and when
/// the task is cancelled, the request is over and its connection closed.
public struct HTTPBody: AsyncSequence, Sendable {
    private let reading: Reading

    init(_ reading: Reading) { self.reading = reading }

    /// Starts to read.
    ///
    /// - Returns: What hands out the pieces.
    public func makeAsyncIterator() -> Iterator { Iterator(reading: reading) }

    /// Hands out the pieces of a body.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let reading: Reading

        /// Waits for the next piece.
        ///
        /// - Returns: Bytes, at least one; nothing at the end.
        /// - Throws: `HTTPError`.
        public mutating func next() async throws(HTTPError) -> [UInt8]? { try await reading.next() }

        /// Waits for the next piece on some actor.
        ///
        /// - Parameter actor: The actor.
        /// - Returns: Bytes, at least one; nothing at the end.
        /// - Throws: `HTTPError`.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(HTTPError) -> [UInt8]? {
            try await reading.next(isolation: actor)
        }
    }

    /// Reads all of the body.
    ///
    /// - Returns: Its bytes, at most as many as the request allows.
    /// - Throws: `HTTPError`.
    public func collect() async throws(HTTPError) -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = try await reading.next() { bytes += piece }
        return bytes
    }
}
