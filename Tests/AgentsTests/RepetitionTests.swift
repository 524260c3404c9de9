import Agents
import TestSupport
import Testing

@Suite struct RepetitionTests {
    private static let long = "This sentence is long enough to be remembered wherever it stands."

    private static let cases: [(String, String)] = [
        ("a\nb\nc\n", "a\nb\nc\n"),
        (
            "the same line again\nthe same line again\nthe same line again\nx\n",
            "the same line again\n[… 2 more lines like it]\nx\n"
        ),
        ("}\n}\n}\n", "}\n}\n}\n"), ("a\n\n\n\n\nb\n", "a\n\n\nb\n"),
        ("no line break at the end", "no line break at the end"),
        (
            "first line of it\nsecond line of it\nfirst line of it\nsecond line of it\nx\n",
            "first line of it\nsecond line of it\n[… 1 more block like these 2 lines]\nx\n"
        ),
        (
            "first line of it\nsecond line of it\nfirst line of it\nanother\n",
            "first line of it\nsecond line of it\nfirst line of it\nanother\n"
        ),
        (
            "12:00:01 INFO sent 10 bytes\n12:00:02 INFO sent 11 bytes\n12:00:09 INFO sent 7 bytes\nend\n",
            "12:00:01 INFO sent 10 bytes\n[… 2 more lines like it]\nend\n"
        ),
        (
            "12:00:01 ERROR no file a1\n12:00:02 ERROR no file a2\n",
            "12:00:01 ERROR no file a1\n12:00:02 ERROR no file a2\n"
        ),
        (
            "In 2019 there were 14 pairs\nIn 2020 there were 15 pairs\n",
            "In 2019 there were 14 pairs\nIn 2020 there were 15 pairs\n"
        ),
        ("| 12:00:01 | 4 |\n| 12:00:02 | 5 |\n", "| 12:00:01 | 4 |\n| 12:00:02 | 5 |\n"),
        ("\(long)\nx\n\(long)\ny\n", "\(long)\nx\n[… 1 line as above]\n\ny\n"),
        ("```\n\(long)\nx\n\(long)\n```\n", "```\n\(long)\nx\n\(long)\n```\n"),
        ("\(String(repeating: "long ", count: 2_000))\nx\n", "\(String(repeating: "long ", count: 2_000))\nx\n"),
    ]

    @Test(arguments: cases)
    func `what repeats is kept once, with a count`(input: String, expected: String) {
        #expect(Scrubber.scrub(input).text == expected)
        let bytes = Array(input.utf8)
        for cut in stride(from: 0, through: bytes.count, by: max(1, bytes.count / 50)) {
            #expect(scrubbed(bytes, cutAt: [cut]) == Array(expected.utf8), "cut at \(cut)")
        }
    }

    @Test func `a text of few different lines comes out the same however it is cut`() {
        var generator = SeededGenerator(seed: 11)
        let lines = [
            "first long line of the text", "second long line of the text", "third", "", "12:00:01 INFO x 1",
            "12:00:02 INFO x 2",
        ]
        for _ in 0..<200 {
            let text = (0..<40).map { _ in lines[Int.random(in: 0..<lines.count, using: &generator)] }.joined(
                separator: "\n"
            )
            let bytes = Array(text.utf8)
            let whole = scrubbed(bytes, cutAt: [])
            #expect(scrubbed(bytes, cutAt: randomCuts(of: bytes.count, &generator)) == whole)
            #expect(scrubbed(bytes, cutAt: Array(0...bytes.count)) == whole)
        }
    }

    @Test func `the lines that went are counted`() {
        let text = String(repeating: "the very same line\n", count: 1_000)
        let (output, statistics) = Scrubber.scrub(text)
        #expect(output == "the very same line\n[… 999 more lines like it]\n")
        #expect(statistics.repeatedLines == 999 && statistics.inputBytes == text.utf8.count)
        #expect(statistics.outputBytes == output.utf8.count)
    }
}
