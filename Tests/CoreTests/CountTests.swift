import Core
import Testing

/// Numbers with what they count.
@Suite struct CountTests {
    @Test(
        arguments: [
            (0, "file", "0 files"), (1, "file", "1 file"), (2, "file", "2 files"), (1, "entry", "1 entry"),
            (0, "entry", "0 entries"), (3, "reply", "3 replies"), (2, "day", "2 days"), (2, "y", "2 ys"),
        ]
    )
    func `one is told as one, and others in the plural`(count: Int, noun: String, words: String) {
        #expect(count.of(noun) == words)
    }
}
