/// A request that did not bring a response, or a response that did not come to its end.
///
/// The message names the server at most by scheme, host and port: paths, queries and headers may hold secrets.
public struct HTTPError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The part of a request that took too long.
    public enum Phase: Sendable, Equatable {
        /// Finding the address, connecting, and the handshake of TLS.
        case connect
        /// From sending the request to the first byte of the response.
        case firstByte
        /// Between two pieces of the response.
        case idle
        /// All of it.
        case total
    }

    /// What went wrong, for callers that act on it.
    public enum Code: Sendable, Equatable {
        /// No connection to the server or its proxy came about.
        case cannotConnect
        /// There is no address for the name of the server or its proxy.
        case resolveFailed
        /// The certificate or the handshake is not good.
        case tls
        /// A part of the request took longer than it may.
        case timedOut(Phase)
        /// The response is larger than it may be.
        case tooLarge
        /// The connection ended before the response did.
        case cut
        /// The address must not be connected to.
        case refusedAddress
        /// The server sends us on and on.
        case tooManyRedirects
        /// Nobody waits for the response any more.
        case cancelled
        /// The request cannot be sent as it is.
        case invalidRequest
        /// The response breaks the protocol, or anything else went wrong.
        case other
    }

    /// What went wrong.
    public let code: Code
    /// One sentence for a person.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
