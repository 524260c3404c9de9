import Glibc
import TestSupport
import Testing

@testable import App

@Suite struct WelcomeTests {
    @Test func `a server on this computer is noticed, and one that is not there is not`() throws {
        let listener = try LoopbackSocket.listen(backlog: 1)
        #expect(Welcome.answers("http://127.0.0.1:\(listener.port)/v1"))
        close(listener.file)
        #expect(!Welcome.answers("http://127.0.0.1:\(listener.port)/v1"))
        #expect(!Welcome.answers("https://example.org/v1"))
    }
}
