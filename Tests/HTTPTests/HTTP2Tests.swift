import HTTP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)), .enabled(if: TestCertificate.isAvailable))
struct HTTP2Tests {
    private let certificate: TestCertificate
    private let client: HTTPClient

    init() throws {
        certificate = try TestCertificate()
        client = try HTTPClient(policy: .unrestricted, authorityFile: certificate.file)
    }

    /// Fetches once to have a connection, and then some more at once; the errors.
    private func errors(_ method: String, _ count: Int, from server: HTTP2Server) async -> [HTTPError] {
        let request = HTTPRequest(method, "https://127.0.0.1:\(server.port)/", body: method == "POST" ? [1] : nil)
        func error(_: Int) async -> HTTPError? {
            do throws(HTTPError) {
                let body = try await client.send(request).body.collect()
                #expect(body == HTTP2Server.body)
                return nil
            } catch {
                return error
            }
        }
        #expect(await error(0) == nil)
        return await withTaskGroup(of: HTTPError?.self) { group in
            for index in 0..<count { group.addTask { await error(index) } }
            return await group.reduce(into: []) { if let error = $1 { $0.append(error) } }
        }
    }

    @Test(arguments: HTTP2Server.Farewell.allCases, [1, 2, 3, 8])
    func `requests that a closing connection leaves are sent again`(
        farewell: HTTP2Server.Farewell,
        count: Int
    ) async throws {
        for _ in 0..<TestEffort.cases(5) {
            let manner = HTTP2Server.Manner(answers: 1, leaves: count, farewell: farewell)
            let server = try #require(try HTTP2Server(certificate, manner))
            #expect(await errors("GET", count, from: server).isEmpty)
            #expect(server.counts.answers == 1 + count)
        }
    }
    // An answer of a model that is asked for twice is paid for twice.
    @Test(arguments: HTTP2Server.Farewell.allCases)
    func `what may not be done twice is left to the caller`(farewell: HTTP2Server.Farewell) async throws {
        let manner = HTTP2Server.Manner(answers: 1, leaves: 3, farewell: farewell)
        let server = try #require(try HTTP2Server(certificate, manner))
        #expect(await errors("POST", 3, from: server).map(\.code) == [.cut, .cut, .cut])
        #expect(server.counts.answers == 1)
    }
}
