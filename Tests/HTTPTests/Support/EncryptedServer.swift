import Core
import Glibc
import Processes
import Synchronization
import TestSupport

/// A server of HTTP over TLS for `127.0.0.1`, whose certificate only its own file vouches for.
///
/// It is the one that comes with OpenSSL, which the system's package of certificates brings along. It ends with this
/// object, or after half a minute.
final class EncryptedServer: Sendable {
    let port: Int
    var authorityFile: String { certificate.file }
    private let certificate: TestCertificate
    private let job: Job

    /// Makes a certificate and starts the server.
    init() throws {
        certificate = try TestCertificate()
        let reserved = try LoopbackSocket.listen(backlog: 0)
        close(reserved.file)
        port = reserved.port
        let server = [
            "s_server", "-accept", "127.0.0.1:\(port)", "-www", "-quiet", "-key", certificate.key,
            "-cert", certificate.file,
        ]
        job = Job(process: try TestCertificate.openSSL(server))
        var thread = pthread_t()
        pthread_create(&thread, nil, runServer, Unmanaged.passRetained(job).toOpaque())
        pthread_detach(thread)
    }

    deinit {
        job.isWanted.withLock { $0 = false }
        _ = waitUntil(seconds: 5) { job.hasEnded.withLock { $0 } }
    }

    /// Whether it takes connections yet.
    var isListening: Bool {
        let file = LoopbackSocket.beginConnecting(to: port)
        defer { close(file) }
        var state = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
        return poll(&state, 1, 1_000) == 1 && state.revents & Int16(POLLERR | POLLHUP) == 0
    }
}

private final class Job: Sendable {
    let process: ChildProcess
    let isWanted = Mutex(true)
    let hasEnded = Mutex(false)

    init(process: ChildProcess) { self.process = process }
}

private func runServer(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let job = Unmanaged<Job>.fromOpaque(argument).takeRetainedValue()
    // Without a server the tests fail at connecting to it.
    _ = try? job.process.run(isCancelled: { !job.isWanted.withLock { $0 } })
    job.hasEnded.withLock { $0 = true }
    return nil
}
