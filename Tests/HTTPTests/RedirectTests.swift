import HTTP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RedirectTests {
    private let client: HTTPClient

    init() throws { client = try HTTPClient(policy: .unrestricted) }

    /// A server that redirects everything but `/end`, which says what it was asked.
    private func server(_ status: Int, to location: String) throws -> ScriptedServer {
        try ScriptedServer { request in
            if request.target != "/end" { return [.respond(status, ["Location: \(location)"], Array("moved".utf8))] }
            return [.respond(200, [], Array("\(request.method) \(request.body.count)".utf8))]
        }
    }

    @Test
    func `a redirect is the response unless it is to be followed`() async throws {
        let server = try server(302, to: "/end")
        let response = try await client.send(HTTPRequest("GET", server.url()))
        #expect(response.status == 302)
        #expect(response.headers["location"] == "/end")
        #expect(try await response.body.collect() == Array("moved".utf8))
    }

    @Test(arguments: ["/end", "end", "../../end", "//127.0.0.1:PORT/end", "http://127.0.0.1:PORT/end"])
    func `a redirect is followed`(location: String) async throws {
        let target = try ScriptedServer(.respond(200, [], Array("there".utf8)))
        let location = location.replacing("PORT", with: "\(target.port)")
        let server = try server(301, to: location)
        let request = HTTPRequest("GET", server.url("/start"), redirects: .areFollowed(limit: 1))
        let response = try await client.send(request)
        #expect(response.status == 200)
        #expect(response.url == (location.contains("127") ? target.url("/end") : server.url("/end")))
    }

    @Test(arguments: [
        (301, "GET 0"), (302, "GET 0"), (303, "GET 0"), (307, "POST 3"), (308, "POST 3"),
    ])
    func `the status says whether a body is sent again`(status: Int, expected: String) async throws {
        let server = try server(status, to: "/end")
        let request = HTTPRequest("POST", server.url("/a"), body: [1, 2, 3], redirects: .areFollowed(limit: 1))
        let response = try await client.send(request)
        #expect(try await response.body.collect() == Array(expected.utf8))
    }

    @Test
    func `another server is sent no credentials, the same one is`() async throws {
        let other = try ScriptedServer(.respond())
        let server = try ScriptedServer { request in
            [.respond(307, ["Location: \(request.target == "/a" ? "/b" : other.url())"])]
        }
        let headers: HTTPHeaders = ["Authorization": "a", "x-api-key": "b", "Cookie": "c", "Accept": "text/html"]
        _ = try await client.send(
            HTTPRequest("GET", server.url("/a"), headers: headers, redirects: .areFollowed(limit: 5))
        )
        #expect(server.counts.requests.map { $0.headers["x-api-key"] } == ["b", "b"])
        let seen = try #require(other.counts.requests.first?.headers)
        #expect(Set(seen.keys) == ["accept", "accept-encoding", "host"])
    }

    @Test
    func `a server that redirects on and on is an error`() async throws {
        let server = try server(302, to: "/again")
        await #expect {
            _ = try await client.send(HTTPRequest("GET", server.url(), redirects: .areFollowed(limit: 3)))
        } throws: { ($0 as? HTTPError)?.code == .tooManyRedirects }
        #expect(server.counts.requests.count == 4)
    }

    @Test(arguments: ["file:///etc/passwd", "gopher://127.0.0.1/", "javascript:alert(1)"])
    func `a redirect to another scheme is refused`(location: String) async throws {
        let server = try server(302, to: location)
        await #expect {
            _ = try await client.send(HTTPRequest("GET", server.url(), redirects: .areFollowed(limit: 3)))
        } throws: { [.refusedAddress, .invalidRequest].contains(($0 as? HTTPError)?.code) }
    }
}
