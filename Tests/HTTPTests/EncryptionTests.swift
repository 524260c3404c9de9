import HTTP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)), .enabled(if: TestCertificate.isAvailable))
struct EncryptionTests {
    @Test
    func `a certificate is trusted by the given authority only, and for its own name`() async throws {
        let server = try EncryptedServer()
        #expect(await eventually { server.isListening })
        let trusting = try HTTPClient(policy: .unrestricted, authorityFile: server.authorityFile)
        let response = try await trusting.send(HTTPRequest("GET", "https://127.0.0.1:\(server.port)/"))
        #expect(response.status == 200)
        // The server closes the connection without the farewell of TLS, which is not what is tested here.
        let system = try HTTPClient(policy: .unrestricted)
        let missing = try HTTPClient(policy: .unrestricted, authorityFile: "/nonexistent/authorities.pem")
        for (client, host) in [(system, "127.0.0.1"), (missing, "127.0.0.1"), (trusting, "localhost")] {
            await #expect {
                _ = try await client.send(HTTPRequest("GET", "https://\(host):\(server.port)/"))
            } throws: { ($0 as? HTTPError)?.code == .tls }
        }
    }
}
