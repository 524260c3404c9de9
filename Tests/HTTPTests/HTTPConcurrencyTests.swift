import HTTP
import TestSupport
import Testing

// A wake-up that is lost leaves a request to its time-outs, which are longer than the suite may take.
@Suite(.timeLimit(.minutes(1)))
struct HTTPConcurrencyTests {
    private static let times = HTTPRequest.TimeOuts(connect: 90, firstByte: 90, idle: 90)

    private let client: HTTPClient

    init() throws { client = try HTTPClient(policy: .unrestricted) }

    /// The body of a response.
    private func fetch(_ url: String, posting body: [UInt8]? = nil) async throws -> [UInt8] {
        let request = HTTPRequest(body == nil ? "GET" : "POST", url, body: body, timeOuts: Self.times)
        return try await client.send(request).body.collect()
    }

    @Test
    func `readers that are behind all at once lose nothing`() async throws {
        let count = 24
        let piece = (0..<65_536).map { UInt8(truncatingIfNeeded: $0 / 256 ^ $0) }
        let server = try ScriptedServer(
            .text("HTTP/1.1 200 OK\r\nContent-Length: \(128 * piece.count)\r\n\r\n"),
            .sendRepeatedly(piece, times: 128)
        )
        try await withThrowingTaskGroup(of: Bool.self) { group in
            var responses: [HTTPResponse] = []
            for _ in 0..<count {
                responses.append(try await client.send(HTTPRequest("GET", server.url(), timeOuts: Self.times)))
            }
            // None is read, so that each stalls some time.
            #expect(await eventually { server.counts.stalls >= 5 * count })
            #expect(server.counts.bytesSent < count * 128 * piece.count)
            for response in responses {
                group.addTask {
                    var (read, isIntact) = (0, true)
                    for try await bytes in response.body {
                        for start in stride(from: 0, to: bytes.count, by: 997) {
                            isIntact = isIntact && bytes[start] == piece[(read + start) % piece.count]
                        }
                        read += bytes.count
                    }
                    return isIntact && read == 128 * piece.count
                }
            }
            for try await isIntact in group { #expect(isIntact) }
        }
    }

    @Test
    func `what is left of a response when the server is done comes as the readers catch up`() async throws {
        // Less than the kernel holds for a reader, and far more once it is undone.
        let bomb = GzipFixture.bomb(count: 60_000)
        let server = try ScriptedServer(.respond(200, ["Content-Encoding: gzip"], bomb))
        let responses = try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
            for _ in 0..<8 {
                group.addTask { try await client.send(HTTPRequest("GET", server.url(), timeOuts: Self.times)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(await eventually { server.counts.bytesSent > 8 * bomb.count })
        for response in responses {
            var count = 0
            do {
                for try await piece in response.body { count += piece.count }
            } catch {
                // The data has no end, which the library may report or not.
                #expect(error.code == .other || error.code == .cut)
            }
            #expect((36_910 * 258...36_920 * 258).contains(count))
        }
    }

    @Test
    func `many streams of small pieces at once each end with their own last one`() async throws {
        let server = try ScriptedServer { request in
            let pieces: [ScriptedServer.Step] = (0..<20).flatMap {
                [.chunk(Array("\(request.target)#\($0) ".utf8)), .pause(0.002)]
            }
            return [.beginChunks()] + pieces + [.chunk()]
        }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<120 {
                group.addTask {
                    let expected = (0..<20).map { "/\(index)#\($0) " }.joined()
                    return try await fetch(server.url("/\(index)")) == Array(expected.utf8)
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    // With one task nothing else wakes the thread.
    @Test(arguments: [1, 2, 30])
    func `requests one after another in tasks at once are all answered`(tasks: Int) async throws {
        let server = try ScriptedServer { [.respond(200, [], Array($0.target.utf8))] }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    for index in 0..<600 / tasks {
                        let path = "/\(task)/\(index)"
                        let bytes = try await fetch(server.url(path), posting: [1])
                        #expect(bytes == Array(path.utf8))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(server.counts.requests.count == 600)
    }

    @Test
    func `connections that the server closes while nobody waits are not used again`() async throws {
        let server = try ScriptedServer { [.respond(200, [], Array($0.target.utf8))] }
        for round in 0..<5 {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<40 {
                    let path = "/\(round)/\(index)"
                    // One that met a closed connection would fail, as nobody knows whether the server has seen it.
                    group.addTask {
                        let bytes = try await fetch(server.url(path), posting: [1])
                        #expect(bytes == Array(path.utf8))
                    }
                }
                try await group.waitForAll()
            }
            server.closeConnections()
            #expect(await eventually { server.counts.open == 0 })
        }
        #expect(server.counts.requests.count == 200)
    }

    @Test
    func `connections that the server closes at once give their numbers to the next ones`() async throws {
        let server = try ScriptedServer { request in
            let isLast = request.target.utf8.count % 2 == 0
            return [.respond(200, isLast ? ["Connection: close"] : [], Array(request.target.utf8))]
                + (isLast ? [.close] : [])
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<40 {
                group.addTask {
                    for index in 5..<15 {
                        let path = "/\(task)/\(index)"
                        let bytes = try await fetch(server.url(path))
                        #expect(bytes == Array(path.utf8))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test
    func `more connections than are kept open come and go`() async throws {
        let server = try ScriptedServer { request in
            [.beginChunks(), .pause(0.05), .chunk(Array(request.target.utf8)), .chunk()]
        }
        for round in 0..<3 {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<200 {
                    let path = "/\(round)/\(index)"
                    group.addTask {
                        let bytes = try await fetch(server.url(path))
                        #expect(bytes == Array(path.utf8))
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(await eventually { server.counts.open <= 128 })
    }

    @Test
    func `cancelling some of many streams leaves the others as they are`() async throws {
        let server = try ScriptedServer { request in
            if request.target == "/endless" { return [.beginChunks(), .chunk([1]), .hang] }
            return [.beginChunks()] + (0..<30).flatMap { _ in [.chunk([1]), .pause(0.005)] } + [.chunk()]
        }
        try await withThrowingTaskGroup(of: [UInt8].self) { good in
            let endless = (0..<50).map { _ in Task { try await fetch(server.url("/endless")) } }
            for _ in 0..<50 { good.addTask { try await fetch(server.url("/good")) } }
            #expect(await eventually { server.counts.requests.count == 100 })
            for task in endless { task.cancel() }
            for task in endless {
                await #expect { try await task.value } throws: { ($0 as? HTTPError)?.code == .cancelled }
            }
            for try await bytes in good { #expect(bytes == [UInt8](repeating: 1, count: 30)) }
        }
        #expect(await eventually { server.counts.abandoned == 50 })
        #expect(try await fetch(server.url("/good")).count == 30)
    }

    @Test
    func `a hundred streams that are cancelled end at once`() async throws {
        let server = try ScriptedServer { _ in
            [.beginChunks()] + (0..<1_000).flatMap { _ in [.chunk([1]), .pause(0.01)] }
        }
        let outcome = await CancellationTimer.measure { [client] in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        let response = try await client.send(HTTPRequest("GET", server.url(), timeOuts: Self.times))
                        for try await _ in response.body {}
                    }
                }
                try await group.waitForAll()
            }
        } after: { attempt in
            server.counts.requests.count == 100 * attempt
        }
        #expect(outcome.errors.map { ($0 as? HTTPError)?.code } == Array(repeating: .cancelled, count: 5))
        #expect(outcome.shortest < .milliseconds(200))
        #expect(await eventually { server.counts.open == 0 })
    }
}
