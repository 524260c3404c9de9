import HTTP
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct HTTPCancellationTests {
    private let client: HTTPClient

    init() throws { client = try HTTPClient(policy: .unrestricted) }

    /// The shortest time that the work went on after it was cancelled.
    private func shortestCancellation(
        of work: @escaping @Sendable () async throws -> Void,
        after isUnderWay: (_ attempt: Int) -> Bool
    ) async -> Duration {
        let outcome = await CancellationTimer.measure(work, after: isUnderWay)
        #expect(outcome.errors.map { ($0 as? HTTPError)?.code } == Array(repeating: .cancelled, count: 5))
        return outcome.shortest
    }

    @Test
    func `cancelling while it connects returns at once`() async throws {
        let busy = try BusyPort()
        let started = Mutex(0)
        let time = await shortestCancellation { [client] in
            started.withLock { $0 += 1 }
            _ = try await client.send(HTTPRequest("GET", "http://127.0.0.1:\(busy.port)/"))
        } after: { attempt in
            started.withLock { $0 == attempt }
        }
        #expect(time < .milliseconds(50))
    }

    @Test
    func `cancelling before the first byte returns at once and closes the connection`() async throws {
        let server = try ScriptedServer(.hang)
        let time = await shortestCancellation { [client] in
            _ = try await client.send(HTTPRequest("POST", server.url(), body: [1]))
        } after: { attempt in
            server.counts.requests.count == attempt
        }
        #expect(time < .milliseconds(50))
        #expect(await eventually(seconds: 2) { server.counts.abandoned == 5 })
    }

    @Test
    func `cancelling in the middle of a stream returns at once and closes the connection`() async throws {
        let server = try ScriptedServer(.beginChunks(), .chunk([1]), .hang)
        let pieces = Mutex(0)
        let time = await shortestCancellation { [client] in
            for try await _ in try await client.send(HTTPRequest("GET", server.url())).body {
                pieces.withLock { $0 += 1 }
            }
        } after: { attempt in
            pieces.withLock { $0 == attempt }
        }
        #expect(time < .milliseconds(50))
        #expect(await eventually(seconds: 2) { server.counts.abandoned == 5 })
    }

    @Test
    func `a task that is cancelled already sends nothing`() async throws {
        let server = try ScriptedServer(.respond())
        let task = Task { [client] in
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await client.send(HTTPRequest("GET", server.url()))
        }
        await #expect { try await task.value } throws: { ($0 as? HTTPError)?.code == .cancelled }
        _ = try await client.send(HTTPRequest("GET", server.url("/after")))
        #expect(server.counts.requests.map(\.target) == ["/after"])
    }

    @Test
    func `a response that is let go of closes its connection`() async throws {
        let server = try ScriptedServer(.beginChunks(), .chunk([1]), .hang)
        _ = try await client.send(HTTPRequest("GET", server.url()))
        #expect(await eventually(seconds: 2) { server.counts.abandoned == 1 })
    }

    @Test
    func `a reader that stops in the middle closes its connection`() async throws {
        let server = try ScriptedServer(.beginChunks(), .chunk([1]), .hang)
        for try await _ in try await client.send(HTTPRequest("GET", server.url())).body { break }
        #expect(await eventually(seconds: 2) { server.counts.abandoned == 1 })
    }

    @Test
    func `a response outlives its client`() async throws {
        let server = try ScriptedServer(.beginChunks(), .chunk([1]), .pause(0.1), .chunk([2]), .chunk())
        var temporary: HTTPClient? = try HTTPClient(policy: .unrestricted)
        let response = try #require(try await temporary?.send(HTTPRequest("GET", server.url())))
        temporary = nil
        #expect(try await response.body.collect() == [1, 2])
    }

    @Test
    func `no connection or descriptor is left after clients were used, cancelled and let go`() async throws {
        let server = try ScriptedServer { request in
            switch request.target {
            case "/hang": [.hang]
            case "/cut": [.beginChunks(), .chunk([1]), .close]
            case "/stream": [.beginChunks(), .chunk([1]), .hang]
            default: [.respond(200, [], [1, 2, 3])]
            }
        }
        let before = OpenFiles.count()
        for _ in 0..<20 {
            let client = try HTTPClient(policy: .unrestricted)
            await withTaskGroup(of: Void.self) { group in
                for index in 0..<40 {
                    let path = ["/hang", "/cut", "/stream", "/"][index % 4]
                    // The outcome does not matter here: what stays open does.
                    group.addTask { _ = try? await client.send(HTTPRequest("GET", server.url(path))).body.collect() }
                }
                for _ in 0..<20 { await group.next() }
                group.cancelAll()
            }
        }
        #expect(await eventually { server.counts.open == 0 })
        // Each leak would show twenty or more times; other tests open some files meanwhile.
        #expect(await eventually { OpenFiles.count() < before + 15 })
    }
}
