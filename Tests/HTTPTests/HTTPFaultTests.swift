import HTTP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct HTTPFaultTests {
    private static let okay = "HTTP/1.1 200 OK\r\n"
    private static let hugeHead =
        okay + String(repeating: "X-Long: \(String(repeating: "x", count: 999))\r\n", count: 300)

    private let client: HTTPClient

    init() throws { client = try HTTPClient(policy: .unrestricted) }

    /// Sends a request and reads its response; the error's code, or nothing.
    private func failure(_ request: HTTPRequest) async -> HTTPError? {
        do throws(HTTPError) {
            _ = try await client.send(request).body.collect()
            return nil
        } catch {
            return error
        }
    }

    // Each is what the library would undo all of before anybody sees how much comes of it.
    @Test(arguments: [
        ["Content-Encoding: gzip, gzip"], ["Content-Encoding: gzip", "Content-Encoding: gzip"],
        ["Content-Encoding: gzip", "Content-Encoding: br"], ["Transfer-Encoding: gzip", "Content-Encoding: gzip"],
        ["Content-Encoding: identity", "content-encoding: deflate,x-gzip"],
    ])
    func `what is compressed more than once is not read`(headers: [String]) async throws {
        let twice = GzipFixture.stored(GzipFixture.stored(Array("text".utf8)))
        let lines = (["HTTP/1.1 200 OK"] + headers).map { $0 + "\r\n" }.joined()
        let server = try ScriptedServer(.text(lines + "\r\n"), .send(twice), .close)
        let error = await failure(HTTPRequest("GET", server.url()))
        #expect(error?.code == .other && error?.message.contains("compression") == true, "\(error?.message ?? "none")")
    }

    @Test(
        arguments: [
            ("no answer", [.close], .cut),
            ("no end of the head", [.text(okay + "X-A"), .close], .cut),
            ("less than announced", [.text(okay + "Content-Length: 10\r\n\r\nabc"), .close], .cut),
            ("no last chunk", [.beginChunks(), .chunk([1]), .close], .cut),
            ("half a chunk", [.beginChunks(), .text("a\r\nabc"), .close], .cut),
            ("no HTTP", [.text("220 mail.example.org ESMTP\r\n"), .close], .other),
            ("no chunk", [.beginChunks(), .text("xyz\r\n"), .close], .cut),
            ("no gzip", [.respond(200, ["Content-Encoding: gzip"], Array("plain".utf8))], .other),
            ("not asked for", [.respond(200, ["Content-Encoding: gzip, zstd"], [1, 2])], .other),
            ("too many headers", [.text(hugeHead), .hang], .tooLarge),
            ("too much announced", [.text(okay + "Content-Length: 1001\r\n\r\n"), .hang], .tooLarge),
            ("too much", [.beginChunks(), .chunk([UInt8](repeating: 1, count: 1_001)), .hang], .tooLarge),
            ("a bomb", [.respond(200, ["Content-Encoding: gzip"], GzipFixture.bomb(count: 4_096))], .tooLarge),
            ("never answers", [.hang], .timedOut(.firstByte)),
            ("stops in the head", [.text(okay + "X-A: b\r\n"), .hang], .timedOut(.idle)),
            ("stops in the body", [.beginChunks(), .chunk([1]), .hang], .timedOut(.idle)),
        ] as [(String, [ScriptedServer.Step], HTTPError.Code)]
    )
    func `a fault of the server is an error of its kind`(
        name: String,
        steps: [ScriptedServer.Step],
        code: HTTPError.Code
    ) async throws {
        let server = try ScriptedServer { _ in steps }
        let times = HTTPRequest.TimeOuts(firstByte: 0.2, idle: 0.2)
        let headers: HTTPHeaders = ["authorization": "hidden-a"]
        let url = server.url("/hidden-b?key=hidden-c")
        let error = await failure(
            HTTPRequest("GET", url, headers: headers, timeOuts: times, maximumResponseBytes: 1_000)
        )
        #expect(error?.code == code)
        #expect(error?.message.contains("hidden") == false)
        #expect(error?.message.contains("http://127.0.0.1:\(server.port)") == true)
        #expect(await eventually { server.counts.open == 0 })
    }

    @Test
    func `a body that is as long as allowed is read`() async throws {
        let server = try ScriptedServer(.respond(200, [], [UInt8](repeating: 1, count: 1_000)))
        #expect(await failure(HTTPRequest("GET", server.url(), maximumResponseBytes: 1_000)) == nil)
    }

    @Test
    func `what came before a cut is handed out`() async throws {
        let server = try ScriptedServer(.beginChunks(), .chunk([1, 2, 3]), .close)
        let response = try await client.send(HTTPRequest("GET", server.url()))
        var iterator = response.body.makeAsyncIterator()
        #expect(try await iterator.next() == [1, 2, 3])
        await #expect { _ = try await iterator.next() } throws: { ($0 as? HTTPError)?.code == .cut }
    }

    @Test
    func `a response that goes on slowly ends with the whole time, not with the idle one`() async throws {
        let drip: [ScriptedServer.Step] = (0..<100).flatMap { _ in [.chunk([1]), .pause(0.05)] }
        let server = try ScriptedServer { _ in [.beginChunks()] + drip }
        let times = HTTPRequest.TimeOuts(firstByte: 0.5, idle: 0.5, total: 1)
        #expect(await failure(HTTPRequest("GET", server.url(), timeOuts: times))?.code == .timedOut(.total))
        #expect(await eventually { server.counts.abandoned == 1 })
    }

    @Test
    func `the idle time does not run while the reader is behind`() async throws {
        let piece = [UInt8](repeating: 7, count: 1 << 20)
        let server = try ScriptedServer(
            .text(Self.okay + "Content-Length: \(32 << 20)\r\n\r\n"),
            .sendRepeatedly(piece, times: 32)
        )
        let times = HTTPRequest.TimeOuts(idle: 0.2)
        let response = try await client.send(HTTPRequest("GET", server.url(), timeOuts: times))
        #expect(await eventually { server.counts.stalls >= 5 })
        #expect(try await response.body.collect().count == 32 << 20)
    }

    @Test
    func `a port that takes no connection is a time-out of the connection`() async throws {
        let busy = try BusyPort()
        let request = HTTPRequest("GET", "http://127.0.0.1:\(busy.port)/", timeOuts: .init(connect: 0.2))
        #expect(await failure(request)?.code == .timedOut(.connect))
    }

    @Test
    func `a closed port and an unknown name are told apart`() async throws {
        let port = try ScriptedServer(.close).port
        #expect(await failure(HTTPRequest("GET", "http://127.0.0.1:\(port)/"))?.code == .cannotConnect)
        #expect(await failure(HTTPRequest("GET", "http://no-such-host.invalid/"))?.code == .resolveFailed)
    }

    @Test
    func `a server without encryption is an error of encryption`() async throws {
        let server = try ScriptedServer(.close)
        #expect(await failure(HTTPRequest("GET", "https://127.0.0.1:\(server.port)/"))?.code == .tls)
    }

    @Test
    func `one that fails does not disturb the others`() async throws {
        let server = try ScriptedServer { request in
            request.target == "/bad" ? [.close] : [.beginChunks(), .pause(0.05), .chunk([1]), .chunk()]
        }
        await withTaskGroup(of: (Bool, HTTPError?).self) { group in
            for index in 0..<60 {
                let isBad = index % 3 == 0
                let url = server.url(isBad ? "/bad" : "/good")
                group.addTask { (isBad, await failure(HTTPRequest("GET", url))) }
            }
            for await (isBad, error) in group { #expect(error?.code == (isBad ? .cut : nil)) }
        }
    }

    @Test(
        arguments: [
            ("GET", "ftp://localhost/", [:], .refusedAddress),
            ("GET", "file:///etc/passwd", [:], .refusedAddress),
            ("GET", "http://", [:], .invalidRequest),
            ("GET", "localhost/path", [:], .invalidRequest),
            ("GET", "", [:], .invalidRequest),
            ("GET", "http://localhost/a b", [:], .invalidRequest),
            ("GET", "http://localhost/\r\nX: y", [:], .invalidRequest),
            ("GET", "http://localhost/\u{0}@example.org", [:], .invalidRequest),
            ("GET", "http://user:hidden@localhost/", [:], .invalidRequest),
            ("GET", "http://localhost:99999/", [:], .invalidRequest),
            ("GET POST", "http://localhost/", [:], .invalidRequest),
            ("", "http://localhost/", [:], .invalidRequest),
            ("GET", "http://localhost/", ["a": "hidden\r\nb: c"], .invalidRequest),
            ("GET", "http://localhost/", ["a": "hidden\u{0}"], .invalidRequest),
            ("GET", "http://localhost/", ["a:b": "hidden"], .invalidRequest),
            ("GET", "http://localhost/", ["a\n": "hidden"], .invalidRequest),
            ("GET", "http://localhost/", ["": "hidden"], .invalidRequest),
            ("GET", "http://localhost/", ["Content-Length": "5"], .invalidRequest),
        ] as [(String, String, HTTPHeaders, HTTPError.Code)]
    )
    func `a request that cannot be sent is refused`(
        method: String,
        url: String,
        headers: HTTPHeaders,
        code: HTTPError.Code
    ) async {
        let error = await failure(HTTPRequest(method, url, headers: headers))
        #expect(error?.code == code)
        #expect(error?.message.contains("hidden") == false)
    }
}
