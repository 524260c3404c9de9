import Core
import Documents
import HTTP
import Synchronization
import TestSupport
import Testing

@testable import Web

@Suite(.timeLimit(.minutes(2)))
struct HostilePageTests {
    @Test(arguments: [
        "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/", "http://100.100.100.200/",
        "http://0.0.0.0/",
        "http://[::ffff:169.254.169.254]/", "http://2852039166/", "http://[fe80::1]/",
    ])
    func `an address of credentials is refused even where private ones are permitted`(address: String) async throws {
        let fixture = try WebFixture { $0.obeysRobots = false }
        #expect(await fixture.failure(address)?.code == .refusedAddress)
    }

    @Test(arguments: ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "[::1]"])
    func `this computer is not reached by any of its names`(host: String) async throws {
        let server = try ScriptedServer(.page("<p>inner</p>"))
        let fixture = try WebFixture(policy: .publicInternet())
        let error = await fixture.failure("http://\(host):\(server.port)/")
        #expect(error?.code == .refusedAddress || error?.code == .unreachable)
        #expect(server.counts.connections == 0)
    }

    @Test(arguments: [
        "file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "javascript:alert(1)", "data:text/plain,x",
        "http://user:word@example.org/", "//example.org", "",
    ])
    func `what is no address of the web is refused`(address: String) async throws {
        let error = try await WebFixture().failure(address)
        #expect(error?.code == .refusedAddress || error?.code == .invalidAddress)
        // Which one it was is said, but for what may hold a password.
        #expect(error?.message.contains("user:word") == false)
    }

    @Test(arguments: [
        "http://127.0.0.2:9/", "//127.0.0.2:9/", "http://169.254.169.254/", "http://[::1]:9/", "file:///etc/passwd",
        "gopher://127.0.0.1:25/", "http://10.0.0.1/",
    ])
    func `a redirect to what is refused is not followed`(location: String) async throws {
        let server = try ScriptedServer(pages: ["/a": [.redirect(to: location)]])
        let policy = EgressPolicy.publicInternet(except: [try #require(AddressRange("127.0.0.1"))])
        let error = try await WebFixture(policy: policy).failure(server.url("/a"))
        #expect(error?.code == .refusedAddress || error?.code == .invalidAddress)
        #expect(server.targets == ["/robots.txt", "/a"])
    }

    @Test func `a redirect of robots txt to what is refused is not followed either`() async throws {
        let server = try ScriptedServer(.redirect(to: "http://169.254.169.254/"))
        #expect(await WebFixture.failing(server.url("/a"))?.code == .refusedAddress)
        #expect(server.targets == ["/robots.txt"])
    }

    @Test func `a name that moves to another address between two requests is refused there`() async throws {
        let server = try ScriptedServer { request in
            let next = request.target == "/a" ? "Location: /b" : "X-A: b"
            return [.respond(request.target == "/a" ? 302 : 404, ["Connection: close", next]), .close]
        }
        let asked = Mutex(0)
        // First where the page may be; from the third look-up on inside of what is refused.
        let fixture = try WebFixture(
            policy: .publicInternet(except: [try #require(AddressRange("127.0.0.1"))]),
            addresses: { _ in
                asked.withLock { count in
                    count += 1
                    return [count < 3 ? "127.0.0.1" : "127.0.0.2"]
                }
            }
        )
        let error = await fixture.failure("http://rebinding.example:\(server.port)/a")
        #expect(error?.code == .refusedAddress)
        #expect(server.targets == ["/robots.txt", "/a"])
        #expect(asked.withLock { $0 } == 3)
    }

    @Test func `of a name with several addresses only those that are permitted are connected to`() async throws {
        let server = try ScriptedServer(.page("<p>inner</p>"))
        let fixture = try WebFixture(policy: .publicInternet(), addresses: { _ in ["127.0.0.1", "10.0.0.1", "::1"] })
        #expect(await fixture.failure("http://many.example:\(server.port)/")?.code == .refusedAddress)
        #expect(server.counts.connections == 0)
    }

    @Test func `a site that redirects for ever is left`() async throws {
        let server = try ScriptedServer { request in
            request.target == "/robots.txt" ? [.respond(404)] : [.redirect(to: request.target + "x")]
        }
        #expect(await WebFixture.failing(server.url("/a"))?.code == .tooManyRedirects)
        #expect(server.counts.requests.count == 7)
    }

    @Test func `a decompression bomb of ten gigabytes is left after the first megabytes`() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
        let start = GzipFixture.bomb(count: 1 << 20)
        // Each further byte stands for 158 zeros: 64 MiB of it for ten gigabytes.
        let more = Array(start.suffix(1 << 19))
        let server = try ScriptedServer(pages: ["/a": [.text(head), .send(start), .sendRepeatedly(more, times: 126)]])
        let before = Self.residentMegabytes()
        let clock = ContinuousClock()
        let began = clock.now
        #expect(await WebFixture.failing(server.url("/a"))?.code == .unsupportedType)
        #expect(clock.now - began < .seconds(20))
        #expect(Self.residentMegabytes() - before < 200)
        #expect(await eventually { server.counts.open == 0 })
        #expect(server.counts.bytesSent < 4 << 20)
    }

    @Test func `a page that drips for ever ends with the time`() async throws {
        let drip: [ScriptedServer.Step] = (0..<200).flatMap { _ in [.chunk(Array("x".utf8)), .pause(0.05)] }
        let head = ScriptedServer.Step.beginChunks(["Content-Type: text/plain"])
        let server = try ScriptedServer(pages: ["/a": [head] + drip])
        let fixture = try WebFixture { $0.seconds = 0.5 }
        #expect(await fixture.failure(server.url("/a"))?.code == .timedOut)
    }

    @Test func `what cannot be seen is taken out of the text`() async throws {
        let text = "Safe\u{202E}words\u{200B} and \u{1B}[31mred\u{E0041}\u{7}."
        let server = try ScriptedServer(pages: ["/a": [.page(text, type: "text/plain; charset=utf-8")]])
        let page = try await WebFixture().fetcher.fetch(server.url("/a"))
        #expect(page.document.text == "Safewords and red.")
    }

    private static func residentMegabytes() -> Int {
        // Where the file is missing the test proves nothing about memory, and the bytes sent still tell.
        let bytes = try? FileSystem.read("/proc/self/statm", range: 0..<4_096)
        let text = bytes.map { String(decoding: $0, as: UTF8.self) }
        return (text?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4_096 >> 20
    }
}
