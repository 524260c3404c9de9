import Agents
import Testing

/// Keys of the process in what is printed.
@Suite struct KeyFilterTests {
    private let filter = KeyFilter(["zq-0815-4711-abc", "short", "päss/wört-123"])

    private func filtered(_ text: String) -> String {
        String(decoding: filter.filtered(Array(text.utf8)), as: UTF8.self)
    }

    @Test(arguments: [
        ("zq-0815-4711-abc", "[redacted key-in-use]"), ("", ""), ("z", "z"), ("zq-0815-4711-ab", "zq-0815-4711-ab"),
        ("azq-0815-4711-abcb zq-0815-4711-abc", "a[redacted key-in-use]b [redacted key-in-use]"),
        ("{\"a\": \"zq-0815-4711-abc\"}\n", "{\"a\": \"[redacted key-in-use]\"}\n"),
        ("x p%C3%A4ss%2Fw%C3%B6rt-123 y", "x [redacted key-in-use] y"),
        ("PASSWORD=hunter22 short <think>a</think>\u{1B}[31m", "PASSWORD=hunter22 short <think>a</think>\u{1B}[31m"),
    ])
    func `keys go, all else stays`(text: String, expected: String) { #expect(filtered(text) == expected) }
}
