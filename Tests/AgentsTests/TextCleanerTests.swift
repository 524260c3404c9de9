import Agents
import TestSupport
import Testing

@Suite struct TextCleanerTests {
    private static let cases: [(String, String)] = [
        ("plain\ttext\n", "plain\ttext\n"), ("\u{1B}[31mred\u{1B}[0m", "red"), ("\u{1B}[38;5;12mx\u{1B}[K", "x"),
        ("\u{1B}]0;title\u{7}x", "x"), ("\u{1B}]8;;http://a\u{1B}\\link\u{1B}]8;;\u{1B}\\", "link"), ("\u{9B}2Jx", "x"),
        ("\u{9D}title\u{9C}x", "x"), ("\u{1B}P1;2q~~\u{1B}\\x", "x"), ("\u{1B}(Bx", "x"), ("\u{1B}7x\u{1B}8", "x"),
        ("\u{1B}]unended\nx", "\nx"), ("\u{1B}[31\nx", "\nx"), ("x\u{1B}", "x"), ("\u{1B}\u{1B}[1mx", "x"),
        ("a\u{0}b\u{8}c\u{7F}d", "abcd"), ("a\u{202E}b\u{2066}c\u{200B}d\u{FEFF}e\u{AD}f", "abcdef"),
        ("a\u{200D}b", "ab"),
        ("👩\u{200D}🔬", "👩\u{200D}🔬"), ("می\u{200C}خواهم", "می\u{200C}خواهم"), ("a\u{E0041}b\u{E0101}", "ab"),
        ("a\u{2028}b\u{85}c", "a\nb\nc"),
        ("10%\r20%\r100%\ndone", "100%\ndone"), ("a\r\nb\r\n", "a\nb\n"), ("a\r\r\nb", "a\nb"), ("a\r", "a"),
        ("10%\r\u{1B}[K20%\r\n", "20%\n"), ("a\r\u{1B}[Kéb", "éb"), ("x\n10%\r日本", "x\n日本"), ("a\u{C}b", "a\nb"),
        (String(repeating: "x", count: 5_000) + "\ry", String(repeating: "x", count: 5_000) + "\ny"),
        (String(repeating: "x", count: 4_000) + "\ry", "y"),
    ]

    @Test(arguments: cases)
    func `what a terminal would obey goes`(input: String, expected: String) {
        let bytes = Array(input.utf8)
        #expect(TextGuard.clean(input) == expected)
        for cut in stride(from: 0, through: bytes.count, by: max(1, bytes.count / 100)) {
            #expect(guarded(bytes, cutAt: [cut]) == Array(expected.utf8), "cut at \(cut)")
        }
    }

    @Test func `invalid UTF-8 is repaired as the standard says`() {
        var generator = SeededGenerator(seed: 3)
        // Any bytes but those that begin what the stage takes out.
        let alphabet: [UInt8] = [
            0x41, 0x42, 0x80, 0x8F, 0x90, 0xA0, 0xBF, 0xC0, 0xC3, 0xD0, 0xE0, 0xE4, 0xED, 0xF0, 0xF1, 0xF5, 0xFF,
        ]
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
            }
            let expected = Array(String(decoding: bytes, as: UTF8.self).utf8)
            #expect(guarded(bytes, cutAt: []) == expected, "\(bytes)")
            #expect(guarded(bytes, cutAt: Array(0...bytes.count)) == expected, "\(bytes)")
        }
    }

    @Test func `random bytes come out as clean text, and the same however they are cut`() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<300 {
            let bytes = (0..<200).map { _ in
                Bool.random(using: &generator)
                    ? UInt8.random(in: 0x00...0xFF, using: &generator)
                    : [0x1B, 0x5B, 0x5D, 0x0D, 0x0A, 0x41][Int.random(in: 0...5, using: &generator)]
            }
            let whole = guarded(bytes, cutAt: [])
            #expect(String(validating: whole, as: UTF8.self) != nil)
            #expect(whole.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A || $0 == 0x09 })
            #expect(guarded(bytes, cutAt: randomCuts(of: bytes.count, &generator)) == whole)
            #expect(guarded(whole, cutAt: []) == whole, "cleaning twice changes nothing")
        }
    }
}
