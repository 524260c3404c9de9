import Glibc
import Synchronization

/// A server of HTTP/1.1 on loopback that does what a test tells it to, faults included.
public final class ScriptedServer: Sendable {
    /// What a client asked.
    public struct Request: Sendable {
        /// The method.
        public let method: String
        /// The path and the query, or a whole URL if we are taken for a proxy.
        public let target: String
        /// The headers by their names in lower case.
        public let headers: [String: String]
        /// The body.
        public let body: [UInt8]
    }

    /// What the server does next.
    public enum Step: Sendable {
        /// Sends bytes.
        case send([UInt8])
        /// Sends the same bytes over and over.
        case sendRepeatedly([UInt8], times: Int)
        /// Does nothing for some seconds.
        case pause(Double)
        /// Does nothing until something is so, which is looked at every hundredth of a second.
        case wait(until: @Sendable () -> Bool)
        /// Does nothing until the client closes the connection.
        case hang
        /// Closes the connection, also in the middle of a response.
        case close
    }

    /// What has happened so far.
    public struct Counts: Sendable {
        /// Connections that were accepted.
        public var connections = 0
        /// Connections that are open now.
        public var open = 0
        /// Connections that the client closed while we were not done with them.
        public var abandoned = 0
        /// Bytes that were sent.
        public var bytesSent = 0
        /// How often a client took nothing for a tenth of a second.
        public var stalls = 0
        /// The requests, in order.
        public var requests: [Request] = []
    }

    /// The port.
    public let port: Int
    private let shared: Shared

    /// Starts a server on a free port.
    ///
    /// - Parameter script: What is done for a request.
    /// - Throws: An error if there is no port.
    public init(_ script: @escaping @Sendable (Request) -> [Step]) throws {
        let listener = try LoopbackSocket.listen(backlog: 1_024)
        port = listener.port
        shared = Shared(listener: listener.file, script: script)
        let argument = Unmanaged.passRetained(Job(shared: shared, file: listener.file))
        try startThread(runAccepting, argument)
    }

    /// Starts a server that answers all requests alike.
    ///
    /// - Parameter steps: What is done for a request.
    /// - Throws: An error if there is no port.
    public convenience init(_ steps: Step...) throws { try self.init { _ in steps } }

    deinit { shared.stop() }

    /// What has happened so far.
    public var counts: Counts { shared.counter.value }

    /// Closes the connections that are open now; the server goes on.
    public func closeConnections() { shared.closeConnections() }

    /// The URL of a path on the server.
    ///
    /// - Parameter path: A path with its slash.
    /// - Returns: The URL.
    public func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }
}

extension ScriptedServer.Step {
    /// Sends text.
    ///
    /// - Parameter text: The text, in UTF-8.
    /// - Returns: The step.
    public static func text(_ text: String) -> Self { .send(Array(text.utf8)) }

    /// Sends a whole response.
    ///
    /// - Parameters:
    ///   - status: The status code.
    ///   - headers: The headers' lines beside the length.
    ///   - body: The body.
    /// - Returns: The step.
    public static func respond(_ status: Int = 200, _ headers: [String] = [], _ body: [UInt8] = []) -> Self {
        .send(Self.head(status, headers + ["Content-Length: \(body.count)"]) + body)
    }

    /// Sends the head of a chunked response.
    ///
    /// - Parameter headers: The other headers' lines.
    /// - Returns: The step.
    public static func beginChunks(_ headers: [String] = []) -> Self {
        .send(Self.head(200, headers + ["Transfer-Encoding: chunked"]))
    }

    /// Sends a chunk; an empty one ends the response.
    ///
    /// - Parameter bytes: Its bytes.
    /// - Returns: The step.
    public static func chunk(_ bytes: [UInt8] = []) -> Self {
        .send(Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8))
    }

    private static func head(_ status: Int, _ headers: [String]) -> [UInt8] {
        Array("HTTP/1.1 \(status) Scripted\r\n\(headers.map { $0 + "\r\n" }.joined())\r\n".utf8)
    }
}

/// What the threads of a server share.
private final class Shared: Sendable {
    let script: @Sendable (ScriptedServer.Request) -> [ScriptedServer.Step]
    let counter = Counter()
    private let listener: Int32
    /// Nothing once the server has stopped.
    private let files = Mutex<Set<Int32>?>([])

    init(listener: Int32, script: @escaping @Sendable (ScriptedServer.Request) -> [ScriptedServer.Step]) {
        self.listener = listener
        self.script = script
    }

    /// Takes a new connection; false if the server has stopped.
    func add(_ file: Int32) -> Bool {
        counter.update { counts in
            counts.connections += 1
            counts.open += 1
        }
        return files.withLock { $0?.insert(file) != nil }
    }

    /// Closes a connection, unless `stop` is about to wake its thread: the number may have been given away by then.
    func close(_ file: Int32) {
        files.withLock { files in
            files?.remove(file)
            Glibc.close(file)
        }
        counter.update { $0.open -= 1 }
    }

    /// Wakes the threads of the connections, which close them.
    func closeConnections() {
        files.withLock { for file in $0 ?? [] { shutdown(file, Int32(SHUT_RDWR)) } }
    }

    /// Wakes all threads, which close their files.
    func stop() {
        files.withLock { files in
            shutdown(listener, Int32(SHUT_RDWR))
            for file in files ?? [] { shutdown(file, Int32(SHUT_RDWR)) }
            files = nil
        }
    }
}

private final class Job: Sendable {
    let shared: Shared
    let file: Int32

    init(shared: Shared, file: Int32) {
        self.shared = shared
        self.file = file
    }
}

private func startThread(
    _ body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?,
    _ job: Unmanaged<Job>
) throws {
    var thread = pthread_t()
    guard pthread_create(&thread, nil, body, job.toOpaque()) == 0 else {
        job.release()
        throw LoopbackSocket.Failed()
    }
    pthread_detach(thread)
}

private func runAccepting(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let job = Unmanaged<Job>.fromOpaque(argument).takeRetainedValue()
    defer { close(job.file) }
    while true {
        let file = accept(job.file, nil, nil)
        guard file >= 0 else { return nil }
        // Without a thread the client sees the connection close, which the test reports.
        let started: Void? = try? startThread(runConnection, .passRetained(Job(shared: job.shared, file: file)))
        if started == nil { close(file) }
    }
}

private func runConnection(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let job = Unmanaged<Job>.fromOpaque(argument).takeRetainedValue()
    if job.shared.add(job.file) {
        var connection = ScriptedConnection(file: job.file, script: job.shared.script, counter: job.shared.counter)
        connection.serve()
    }
    job.shared.close(job.file)
    return nil
}
