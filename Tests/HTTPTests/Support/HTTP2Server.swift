import Glibc
import Synchronization
import TestSupport

/// A server of HTTP/2 that answers a number of requests on its first connection, and leaves those that come after.
///
/// It knows as much of the protocol as that takes: it reads no headers, and its answers are small.
final class HTTP2Server: Sendable {
    /// How the first connection ends.
    enum Farewell: Sendable, CaseIterable {
        /// With word of which requests were looked at (RFC 9113, 6.8).
        case goAway
        /// Without a word.
        case close
    }

    /// What the first connection does.
    struct Manner: Sendable {
        /// How many requests are answered.
        var answers: Int
        /// How many more have come when it ends.
        var leaves: Int
        var farewell: Farewell
    }

    /// The body of each answer.
    static let body = Array("answered".utf8)

    let port: Int
    let manner: Manner
    private let library: TLSLibrary
    private let listener: Int32
    private let state = Mutex((connections: 0, answers: 0))

    /// How many connections there were, and how many answers were given.
    var counts: (connections: Int, answers: Int) { state.withLock { $0 } }

    /// Starts the server; nothing if there is no library for TLS.
    init?(_ certificate: TestCertificate, _ manner: Manner) throws {
        guard let library = TLSLibrary(certificate) else { return nil }
        (self.library, self.manner) = (library, manner)
        (listener, port) = try LoopbackSocket.listen(backlog: 64)
        // The thread has the socket, not the server, which it would keep from ending.
        let acceptor = Acceptor(listener: listener) { [weak self] file in
            self?.serve(file)
            close(file)
        }
        acceptor.start()
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(_ file: Int32) {
        guard let connection = TLSConnection(library, file) else { return }
        let isFirst = state.withLock { state in
            state.connections += 1
            return state.connections == 1
        }
        let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8.count
        guard connection.read(preface) != nil, connection.write(Frame(.settings).bytes) else { return }
        var (answered, left, lastStream) = (0, 0, UInt32(0))
        while left < manner.leaves, let frame = Frame(from: connection) {
            if frame.kind == .settings, frame.flags & Frame.acknowledges == 0 {
                guard connection.write(Frame(.settings, flags: Frame.acknowledges).bytes) else { return }
            }
            guard frame.endsRequest else { continue }
            guard answered < manner.answers || !isFirst else {
                left += 1
                continue
            }
            (answered, lastStream) = (answered + 1, frame.stream)
            state.withLock { $0.answers += 1 }
            guard connection.write(Self.answer(on: frame.stream)) else { return }
        }
        if manner.farewell == .goAway { _ = connection.write(Frame.goAway(lastStream: lastStream).bytes) }
    }

    private static func answer(on stream: UInt32) -> [UInt8] {
        // One field from the table that every connection begins with: ":status: 200".
        Frame(.headers, flags: Frame.endsHeaders, stream: stream, payload: [0x88]).bytes
            + Frame(.data, flags: Frame.endsStream, stream: stream, payload: body).bytes
    }
}

/// A frame of HTTP/2.
private struct Frame {
    enum Kind: UInt8 {
        case data = 0, headers = 1, settings = 4, goAway = 7
    }

    static let (endsStream, acknowledges, endsHeaders) = (UInt8(1), UInt8(1), UInt8(4))

    /// Nothing for one that the server has no interest in.
    var kind: Kind?
    var flags: UInt8 = 0
    var stream: UInt32 = 0
    var payload: [UInt8] = []

    init(_ kind: Kind, flags: UInt8 = 0, stream: UInt32 = 0, payload: [UInt8] = []) {
        (self.kind, self.flags, self.stream, self.payload) = (kind, flags, stream, payload)
    }

    /// Waits for one; nothing at the end of the connection.
    init?(from connection: TLSConnection) {
        guard let head = connection.read(9) else { return nil }
        let size = head[..<3].reduce(0) { $0 << 8 | Int($1) }
        guard size == 0 || connection.read(size) != nil else { return nil }
        kind = Kind(rawValue: head[3])
        flags = head[4]
        stream = head[5...].reduce(0) { $0 << 8 | UInt32($1) }
    }

    static func goAway(lastStream: UInt32) -> Frame {
        Frame(.goAway, payload: bigEndian(lastStream) + bigEndian(0))
    }

    /// Whether it is the last of a request.
    var endsRequest: Bool { (kind == .headers || kind == .data) && flags & Self.endsStream != 0 }

    var bytes: [UInt8] {
        Self.bigEndian(UInt32(payload.count))[1...] + [kind?.rawValue ?? 0, flags] + Self.bigEndian(stream) + payload
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}

/// Accepts connections until its socket is shut, each on a thread of its own.
private final class Acceptor: Sendable {
    let listener: Int32
    let serve: @Sendable (Int32) -> Void

    init(listener: Int32, serve: @escaping @Sendable (Int32) -> Void) {
        (self.listener, self.serve) = (listener, serve)
    }

    func start() { startThread { self.acceptAll() } }

    private func acceptAll() {
        while true {
            let file = accept(listener, nil, nil)
            guard file >= 0 else { break }
            startThread { self.serve(file) }
        }
        close(listener)
    }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func startThread(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    pthread_create(&thread, nil, runThread, Unmanaged.passRetained(ThreadBody(body)).toOpaque())
    pthread_detach(thread)
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    // A connection that the client has closed is an end like any other, not a signal.
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
    Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
    return nil
}
