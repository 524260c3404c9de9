import TestSupport
import TextAnalysis
import Testing

@Suite struct SentenceSplitterTests {
    /// Each case is a text whose sentences are separated by `¦`.
    @Test(arguments: [
        "It rained. ¦The field flooded.",
        "Dr. A. Lindqvist measured it. ¦She was right.",
        "The area is 4.2 million hectares. ¦It grew by 3.1 percent.",
        "Use a filter, e.g. a paper one. ¦It helps.",
        "Use a filter, i.e. Paper works best.",
        "The value (cf. Fig. 3) is high. ¦See No. 4 for more.",
        "Is it so? ¦Yes! ¦No.",
        "He said \"stop.\" ¦Then he left.",
        "He said “stop.” ¦Then he left.",
        "(It was late.) ¦They slept.",
        "Smith et al. Reported it in Jan. 2020.",
        "The U.S. Army came. ¦Nobody stayed.",
        "They live in the U.S. ¦The law applies.",
        "J. R. R. Tolkien wrote it. ¦It sold well.",
        "Take vitamin C. ¦It helps.",
        "See https://example.org/a.b?c=d. ¦Then read file.txt now.",
        "wing in a slipstream . ¦an experimental study was made .",
        "Section 3.1.2 says so. ¦Section 4 does not.",
        "Wait... what? ¦Fine.",
        "これは文です。¦これも文です！¦本当？¦はい",
        "他说：“好。”¦然后走了。",
        "यह वाक्य है।¦दूसरा वाक्य",
        "One line\nthat goes on. ¦Another.",
        "A paragraph without a stop\n\n¦Another one",
        "Items:\n¦- one\n¦- two\n¦1. three",
        "approx. 5 km from St. Mary. ¦The end.",
        "It cost 5 p.m. Then more.",
        "Prices rose 5%. ¦\"Why?\" ¦Nobody knows.",
        "What?! ¦Really.",
        "A. ¦",
    ])
    func `sentences are told apart`(marked: String) {
        let expected = marked.split(separator: "¦").map { $0.filter { $0 != "\n" || true } }
            .map { String($0).trimmed }.filter { !$0.isEmpty }
        let text = marked.replacing("¦", with: "")
        #expect(SentenceSplitter.sentences(in: text).map { text.part($0) } == expected)
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `any text is covered, in order, on the borders of characters`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let text = generator.text(from: "aB1 .!?\n\"“”)。é漢।😀-\u{301}", upTo: 400)
        var end = 0
        for range in SentenceSplitter.sentences(in: text) {
            #expect(range.lowerBound >= end && !range.isEmpty)
            #expect(text.part(end..<range.lowerBound).trimmed.isEmpty)
            #expect(String(validating: Array(text.utf8)[range], as: UTF8.self) != nil)
            end = range.upperBound
        }
        #expect(text.part(end..<text.utf8.count).trimmed.isEmpty)
    }

    @Test(.timeLimit(.minutes(1)), arguments: [".", "a", "。", " .", "\n", "e.g. ", "é"])
    func `a megabyte of one thing is no problem`(unit: String) {
        let text = String(repeating: unit, count: 1_000_000 / unit.utf8.count)
        let ranges = SentenceSplitter.sentences(in: text)
        #expect(ranges.allSatisfy { $0.count <= 2 * SentenceSplitter.sizeLimit || unit == "." })
    }
}

extension String {
    /// The text of a range of bytes.
    func part(_ range: Range<Int>) -> String { String(decoding: Array(utf8)[range], as: UTF8.self) }

    /// The text without white space at its ends.
    var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
