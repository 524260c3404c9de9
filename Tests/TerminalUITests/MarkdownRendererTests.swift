import TerminalUI
import TestSupport
import TextAnalysis
import Testing

@Suite struct MarkdownRendererTests {
    @Test(arguments: [(20, false), (40, true), (80, true), (200, false)])
    func `lines are never wider than the terminal`(width: Int, hasColor: Bool) {
        for line in MarkdownRenderer.render(SampleText.everything, width: width, hasColor: hasColor).split(
            separator: "\n"
        ) {
            #expect(UnicodeText.displayWidth(withoutStyles(String(line))) <= width, "\(line)")
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `it does not matter how the stream is cut`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let text =
            seed < 20
            ? SampleText.everything
            : generator.text(from: "ab c\n\n  *_`#->|[]()!&;<1.~:\\é漢🐦\u{301}\u{1B}S", upTo: 300)
        let bytes = Array(text.utf8)
        let whole = render([bytes[...]])
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + Int.random(in: 1...9, using: &generator))
            pieces.append(bytes[start..<end])
            start = end
        }
        #expect(render(pieces) == whole, "\(text.debugDescription)")
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `no bytes steer the terminal`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let parts: [[UInt8]] = [
            Array("\u{1B}]52;c;aGk=\u{7}".utf8), Array("\u{1B}[2J".utf8), [0x9B, 0x32, 0x4A], [0xC2, 0x9B], [0xFF],
            [0xE2, 0x80],
            Array("\u{202E}\u{2066}".utf8), Array("\u{1B}]0;title\u{1B}\\".utf8), Array("**a `b`\n".utf8),
            [0x08, 0x0D, 0x7F, 0x00],
            Array("| a |\n|---|\n| \u{1B}c |\n".utf8), Array("```\n\u{1B}[8m\n".utf8), Array("&#27;[2J &#x1b;c".utf8),
        ]
        let bytes = (0..<12).flatMap { _ in parts[Int.random(in: 0..<parts.count, using: &generator)] }
        let plain = render([bytes[...]], hasColor: false)
        #expect(
            plain.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)) }
        )
        #expect(
            !plain.unicodeScalars.contains {
                (0x202A...0x202E).contains($0.value) || (0x2066...0x2069).contains($0.value)
            }
        )
        // With colours the only sequences are those that choose a style.
        let colored = withoutStyles(render([bytes[...]], hasColor: true))
        #expect(!colored.unicodeScalars.contains("\u{1B}"))
    }

    @Test(arguments: ["*x <http://a*b>", "***x <http://a***", "[x <http://a](b)>", "**a <mailto:*b**>", "*a `b* c`"])
    func `an address may go on beyond the marks around it`(source: String) {
        let bytes = Array(source.utf8)
        let whole = render([bytes[...]])
        #expect(whole.contains("a"))
        for length in 1...bytes.count {
            let starts = stride(from: 0, to: bytes.count, by: length)
            #expect(render(starts.map { bytes[$0..<min(bytes.count, $0 + length)] }) == whole)
        }
    }

    @Test func `a word is shown as soon as it is settled`() {
        var renderer = MarkdownRenderer(width: 80, hasColor: false)
        #expect(renderer.append("One two thr") == "One two")
        #expect(renderer.append("ee **fo") == " three")
        #expect(renderer.append("ur** five ") == " four")
        #expect(renderer.finish() == " five\n")
    }

    @Test(arguments: [
        ("a **b c** d", "a \u{1B}[1mb c\u{1B}[0m d\n"), ("a *b* d", "a \u{1B}[3mb\u{1B}[0m d\n"),
        ("***x***", "\u{1B}[1;3mx\u{1B}[0m\n"), ("see [S1].", "see \u{1B}[36m[S1]\u{1B}[0m.\n"),
        ("`a*b*`", "\u{1B}[33ma*b*\u{1B}[0m\n"), ("2 * 3 * 4", "2 * 3 * 4\n"), ("snake_case_name", "snake_case_name\n"),
        ("**open", "**open\n"), ("[x] y", "[x] y\n"), ("[a](b c", "[a](b c\n"), ("\\*a\\*", "*a*\n"),
        ("*a **b** c*", "\u{1B}[3ma \u{1B}[0m\u{1B}[1;3mb\u{1B}[0m\u{1B}[3m c\u{1B}[0m\n"),
        ("&lt;b&gt; &amp;c &nope;", "<b> &c &nope;\n"),
    ])
    func `inline marks become styles, all else stays`(source: String, shown: String) {
        #expect(MarkdownRenderer.render(source, width: 80, hasColor: true) == shown)
    }

    @Test func `after a change of the width lines keep to the new one`() {
        var renderer = MarkdownRenderer(width: 80, hasColor: false)
        let words = (1...60).map { "word\($0)" }.joined(separator: " ")
        var shown = renderer.append(words + " ")
        renderer.fit(width: 30)
        shown += renderer.append(words) + renderer.finish()
        let lines = shown.split(separator: "\n")
        #expect(lines.contains { $0.count > 70 } && lines.suffix(10).allSatisfy { $0.count <= 30 })
        #expect(shown.split(whereSeparator: \.isWhitespace).joined(separator: " ") == words + " " + words)
    }

    @Test(arguments: [("a\u{200D}b", "ab"), ("👩\u{200D}👧", "👩\u{200D}👧"), ("क\u{94D}\u{200D}ष", "क\u{94D}\u{200D}ष")])
    func `joiners stay only where they join something`(source: String, shown: String) {
        #expect(TerminalText.clean(source) == shown)
        #expect(MarkdownRenderer.render(source, width: 80, hasColor: false) == shown + "\n")
    }

    @Test func `a link shows where it goes`() {
        let shown = MarkdownRenderer.render("[my bank](https://evil.example/x)", width: 80, hasColor: false)
        #expect(shown == "my bank (https://evil.example/x)\n")
    }

    @Test func `marks heaped on a letter are thinned out`() {
        let heap = "a" + String(repeating: "\u{301}", count: 200) + "b"
        #expect(MarkdownRenderer.render(heap, width: 80, hasColor: false).unicodeScalars.count < 15)
    }

    @Test(arguments: [40, 200])
    func `the golden screens`(width: Int) throws {
        let shown = MarkdownRenderer.render(SampleText.everything, width: width, hasColor: false)
        #expect(try GoldenScreen.matches(shown, "markdown-\(width)"), "\(shown)")
    }

    private func render(_ pieces: [ArraySlice<UInt8>], hasColor: Bool = true) -> String {
        var renderer = MarkdownRenderer(width: 30, hasColor: hasColor)
        var shown = ""
        for piece in pieces { piece.withUnsafeBufferPointer { shown += renderer.append(bytes: $0) } }
        return shown + renderer.finish()
    }

    private func withoutStyles(_ text: String) -> String {
        var text = text
        while let start = text.firstRange(of: "\u{1B}["), let end = text[start.upperBound...].firstIndex(of: "m"),
            text[start.upperBound..<end].allSatisfy({ $0.isNumber || $0 == ";" })
        {
            text.removeSubrange(start.lowerBound...end)
        }
        return text
    }
}
