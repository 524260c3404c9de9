import HTTP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct HTTPClientTests {
    private let client: HTTPClient

    init() throws { client = try HTTPClient(policy: .unrestricted) }

    @Test
    func `a response comes with its status, headers and body`() async throws {
        let server = try ScriptedServer(
            .respond(418, ["X-Kind:  tea ", "Set-Cookie: a=1", "set-cookie: b=2"], Array("short".utf8))
        )
        let response = try await client.send(HTTPRequest("GET", server.url("/pot?a=b")))
        #expect(response.status == 418)
        #expect(response.headers["x-kind"] == "tea")
        #expect(response.headers.values(of: "SET-COOKIE") == ["a=1", "b=2"])
        #expect(try await response.body.collect() == Array("short".utf8))
        #expect(server.counts.requests.map(\.target) == ["/pot?a=b"])
    }

    @Test
    func `a request arrives as it was given`() async throws {
        let server = try ScriptedServer(.respond())
        let body = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
        let headers: HTTPHeaders = ["Authorization": "Bearer abc", "x-empty": "", "Content-Type": "application/json"]
        let response = try await client.send(HTTPRequest("POST", server.url(), headers: headers, body: body))
        #expect(try await response.body.collect().isEmpty)
        let request = try #require(server.counts.requests.first)
        #expect(request.method == "POST")
        #expect(request.body == body)
        #expect(request.headers["authorization"] == "Bearer abc")
        #expect(request.headers["x-empty"]?.isEmpty == true)
        #expect(request.headers["content-type"] == "application/json")
        #expect(request.headers["expect"] == nil)
    }

    @Test(arguments: ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"])
    func `the method is sent`(method: String) async throws {
        let server = try ScriptedServer(
            method == "HEAD" ? .text("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n") : .respond()
        )
        let response = try await client.send(HTTPRequest(method, server.url()))
        #expect(try await response.body.collect().isEmpty)
        #expect(server.counts.requests.map(\.method) == [method])
        #expect(server.counts.requests.first?.headers["content-type"] == nil)
    }

    @Test
    func `requests one after another use one connection`() async throws {
        let server = try ScriptedServer(.beginChunks(), .chunk([1, 2, 3]), .chunk())
        for _ in 0..<20 {
            let response = try await client.send(HTTPRequest("GET", server.url()))
            #expect(try await response.body.collect() == [1, 2, 3])
        }
        #expect(server.counts.connections == 1)
        #expect(server.counts.requests.count == 20)
    }

    @Test
    func `a server that closes each connection is connected to again`() async throws {
        let server = try ScriptedServer(.respond(200, [], [1]), .close)
        for _ in 0..<20 {
            let response = try await client.send(HTTPRequest("POST", server.url(), body: [2]))
            #expect(try await response.body.collect() == [1])
            // A request that meets the closing itself would fail: nobody knows then whether the server has seen it.
            #expect(await eventually { server.counts.open == 0 })
        }
        #expect(server.counts.requests.count == 20)
    }

    @Test(arguments: [("GET", 2), ("POST", 1)])
    func `only what may be done twice is sent again over a new connection`(method: String, times: Int) async throws {
        let server = try ScriptedServer { $0.target == "/close" ? [.close] : [.respond()] }
        _ = try await client.send(HTTPRequest("GET", server.url("/first"))).body.collect()
        await #expect {
            _ = try await client.send(HTTPRequest(method, server.url("/close")))
        } throws: { ($0 as? HTTPError)?.code == .cut }
        #expect(server.counts.requests.count == 1 + times)
    }

    @Test
    func `a reader that is behind loses nothing of a compressed body`() async throws {
        // A step of the bomb is 13 bits long and stands for 258 bytes.
        let bomb = GzipFixture.bomb(count: 60_000)
        let server = try ScriptedServer(.respond(200, ["Content-Encoding: gzip"], bomb))
        let response = try await client.send(HTTPRequest("GET", server.url()))
        #expect(await eventually { server.counts.bytesSent > bomb.count })
        var count = 0
        do {
            for try await piece in response.body { count += piece.count }
        } catch {
            // The data has no end, which the library may report or not.
            #expect(error.code != .cancelled)
        }
        #expect((36_910 * 258...36_920 * 258).contains(count))
    }

    @Test
    func `a body is handed out as it comes`() async throws {
        let server = try ScriptedServer(.beginChunks(), .chunk(Array("first".utf8)), .hang)
        let response = try await client.send(HTTPRequest("GET", server.url()))
        var iterator = response.body.makeAsyncIterator()
        #expect(try await iterator.next() == Array("first".utf8))
    }

    @Test
    func `announcements before a response and trailers after it are left out`() async throws {
        let server = try ScriptedServer(
            .text("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n"),
            .beginChunks(["Trailer: X-Late"]),
            .chunk([7]),
            .text("0\r\nX-Late: 1\r\n\r\n")
        )
        let response = try await client.send(HTTPRequest("GET", server.url()))
        #expect(response.status == 200)
        #expect(response.headers["x-early"] == nil)
        #expect(try await response.body.collect() == [7])
        #expect(response.headers["x-late"] == nil)
    }

    @Test
    func `many requests at once get each their own answer`() async throws {
        let server = try ScriptedServer { request in
            [.beginChunks(), .chunk(Array(request.target.utf8)), .chunk(request.body), .chunk()]
        }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<300 {
                group.addTask { [client] in
                    // Never empty: the server would send two last chunks, the second of them to the next request.
                    let body = [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: 1 + index * 100)
                    let response = try await client.send(HTTPRequest("POST", server.url("/\(index)"), body: body))
                    return try await response.body.collect() == Array("/\(index)".utf8) + body
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        #expect(server.counts.requests.count == 300)
    }

    @Test
    func `a reader that is behind stops the server, and no byte is lost`() async throws {
        let piece = (0..<65_536).map { UInt8(truncatingIfNeeded: $0 / 256 ^ $0) }
        let server = try ScriptedServer(
            .text("HTTP/1.1 200 OK\r\nContent-Length: \(1024 * piece.count)\r\n\r\n"),
            .sendRepeatedly(piece, times: 1024)
        )
        let response = try await client.send(HTTPRequest("GET", server.url(), maximumResponseBytes: 1 << 30))
        #expect(await eventually { server.counts.stalls > 0 })
        // The kernel's buffers hold some megabytes beside ours.
        #expect(server.counts.bytesSent < 24 << 20)
        var (count, isIntact) = (0, true)
        for try await bytes in response.body {
            isIntact = isIntact && bytes.count <= 512 << 10
            for start in stride(from: 0, to: bytes.count, by: 997) {
                isIntact = isIntact && bytes[start] == piece[(count + start) % piece.count]
            }
            count += bytes.count
        }
        #expect(isIntact)
        #expect(count == 1024 * piece.count)
    }

    @Test
    func `the environment names the proxy, and who is reached without`() async throws {
        let proxy = try ScriptedServer(.respond(200, [], Array("proxy".utf8)))
        let server = try ScriptedServer(.respond(200, [], Array("server".utf8)))
        let proxies = ProxySettings(environment: ["http_proxy": proxy.url(), "no_proxy": "127.0.0.1"])
        let client = try HTTPClient(policy: .unrestricted, proxies: proxies)
        let direct = try await client.send(HTTPRequest("GET", server.url()))
        #expect(try await direct.body.collect() == Array("server".utf8))
        let response = try await client.send(HTTPRequest("GET", "http://example.invalid/path"))
        #expect(try await response.body.collect() == Array("proxy".utf8))
        #expect(proxy.counts.requests.map(\.target) == ["http://example.invalid/path"])
    }

    @Test
    func `a compressed response is decompressed`() async throws {
        let body = Array("a text that was compressed".utf8)
        let server = try ScriptedServer(.respond(200, ["Content-Encoding: gzip"], GzipFixture.stored(body)))
        let response = try await client.send(HTTPRequest("GET", server.url()))
        #expect(try await response.body.collect() == body)
        #expect(server.counts.requests.first?.headers["accept-encoding"] == "gzip, deflate")
    }

    @Test
    func `a request that is printed does not show its headers' values`() {
        let request = HTTPRequest("GET", "http://localhost/", headers: ["authorization": "Bearer secret"])
        #expect(!"\(request)".contains("secret"))
        #expect("\(request)".contains("authorization"))
    }
}
