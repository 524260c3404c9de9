import Agents
import Testing
@Suite struct TextGuardTests {
    @Test func `plain`() { #expect(TextGuard.clean("abc <think>x</think> d") == "abc  d") }
}
