import TerminalUI
import TestSupport
import TextAnalysis
import Testing

@Suite struct TerminalTextTests {
    @Test(arguments: 0..<300 as Range<UInt64>)
    func `nothing that is printed can steer the terminal`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let text = generator.text(
            from: "a\u{1B}[]2J;\u{7}\u{9B}\u{90}\r\u{8}\n\t\u{0}\u{7F}\u{202E}\u{200B}\u{2066}\u{FEFF}漢é😀",
            upTo: 80
        )
        for scalar in TerminalText.clean(text).unicodeScalars {
            #expect(scalar == "\n" || scalar == "\t" || scalar.value >= 0x20)
            #expect(!(0x7F...0x9F).contains(scalar.value))
            #expect(!(0x202A...0x202E).contains(scalar.value) && !(0x2066...0x2069).contains(scalar.value))
        }
    }

    @Test(arguments: [
        ("a\u{1B}[31mb\u{1B}[0mc", "abc"), ("a\u{1B}]0;title\u{7}b", "ab"), ("a\u{1B}]52;c;eA==\u{1B}\\b", "ab"),
        ("a\u{1B}]no end\nb", "a\nb"), ("a\u{1B}(Bb\u{1B}", "ab"), ("a\u{1B}[1\u{1B}[2Jb", "ab"), ("a\u{1B}[é", "aé"),
    ])
    func `sequences go as a whole`(text: String, expected: String) {
        #expect(TerminalText.clean(text) == expected)
    }

    @Test func `what is visible stays`() {
        #expect(TerminalText.clean("Ein “Café”,\n\t水 😀 नमस्ते") == "Ein “Café”,\n\t水 😀 नमस्ते")
    }

    @Test(arguments: [
        ("a\u{1B}[31mb\u{1B}]0;title\u{7}c\rS9 false", "abcS9 false"), ("a\r\n\u{1B}7b", "a\nb"),
        ("quote\u{93}s\u{94}\u{9D} stay", "quotes stay"), ("\u{1B}]unended\nnext", "\nnext"),
    ])
    func `escape sequences go whole, and make no lines`(text: String, expected: String) {
        #expect(TerminalText.clean(text) == expected)
    }

    @Test(arguments: [20, 33, 80])
    func `lines fit after wrapping, and no word is lost`(width: Int) {
        let text =
            "- A line of words that is longer than the screen is wide, 水位が低下する 泥炭が乾く, and so on.\n\n  indented text too, on and on"
        let wrapped = TerminalText.wrap(text, width: width)
        for line in wrapped.split(separator: "\n") { #expect(UnicodeText.displayWidth(String(line)) <= width) }
        #expect(wrapped.split(whereSeparator: \.isWhitespace) == text.split(whereSeparator: \.isWhitespace))
    }

    @Test(arguments: [("short", 10, "short"), ("a longer text", 8, "a longe…"), ("水位が低下", 6, "水位…")])
    func `a cut line fits`(text: String, width: Int, expected: String) {
        #expect(TerminalText.cut(text, width: width) == expected)
    }
}
