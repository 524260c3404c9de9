import Glibc

/// Sockets on loopback.
public enum LoopbackSocket {
    /// There is no socket or port left.
    public struct Failed: Error {}

    /// Listens on a free port.
    ///
    /// - Parameter backlog: How many connections may wait to be accepted.
    /// - Returns: The listening socket, for the caller to close, and its port.
    /// - Throws: `Failed`.
    public static func listen(backlog: Int32) throws -> (file: Int32, port: Int) {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = Self.address(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(file, pointer, size) == 0 && Glibc.listen(file, backlog) == 0
                    && getsockname(file, pointer, &size) == 0
            }
        }
        guard file >= 0, result else { throw Failed() }
        return (file, Int(UInt16(bigEndian: address.sin_port)))
    }

    /// A port on which nobody listens, as far as one can know.
    ///
    /// - Returns: The port.
    /// - Throws: `Failed`.
    public static func unused() throws -> Int {
        let listener = try listen(backlog: 1)
        close(listener.file)
        return listener.port
    }

    /// Starts to connect, without waiting for the other side.
    ///
    /// - Parameter port: A port on loopback.
    /// - Returns: The socket, for the caller to close.
    public static func beginConnecting(to port: Int) -> Int32 {
        let flags = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let file = socket(AF_INET, flags, 0)
        var address = Self.address(port: port)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return file
    }

    private static func address(port: Int) -> sockaddr_in {
        sockaddr_in(
            sin_family: sa_family_t(AF_INET),
            sin_port: in_port_t(port).bigEndian,
            sin_addr: in_addr(s_addr: in_addr_t(0x7F00_0001).bigEndian),
            sin_zero: (0, 0, 0, 0, 0, 0, 0, 0)
        )
    }
}

/// A port on loopback that takes no further connection: who connects to it waits.
public final class BusyPort: Sendable {
    /// The port.
    public let port: Int
    private let files: [Int32]

    /// Fills the queue of a port that nobody accepts from.
    ///
    /// - Throws: An error if there is no port.
    public init() throws {
        let listener = try LoopbackSocket.listen(backlog: 0)
        port = listener.port
        files = [listener.file] + (0..<4).map { _ in LoopbackSocket.beginConnecting(to: listener.port) }
    }

    deinit { for file in files { close(file) } }
}
