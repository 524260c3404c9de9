import TestSupport
import TextAnalysis
import Testing

@Suite struct TokenizerTests {
    @Test(arguments: [
        ("Heating the reader's boundary-layer flows", ["heat", "the", "reader", "boundari", "layer", "flow"]),
        ("4.2 million, 1,000 and 3,14", ["4.2", "million", "1000", "and", "3.14"]),
        ("CAFÉ café cafe", ["cafe", "cafe", "cafe"]),
        ("don’t we'll", ["don", "we"]),
        ("水位低下", ["水位", "位低", "低下"]),
        ("水", ["水"]),
        ("CO2 in 東京tower", ["co2", "in", "東京", "tower"]),
        ("l'eau", ["l", "eau"]),
        ("Straße ﬁne", ["strass", "fine"]),
        ("\"; DROP -- * (a OR b) NEAR", ["drop", "a", "or", "b", "near"]),
        ("... ??? 🎉", []),
    ])
    func `text becomes terms`(text: String, terms: [String]) {
        #expect(Tokenizer().tokens(of: text).map(\.term) == terms)
    }

    @Test func `places are those of the words in the text`() {
        let text = "Ein Café, 水位 4.2"
        #expect(Tokenizer().tokens(of: text).map { text.part($0.range) } == ["Ein", "Café", "水位", "4.2"])
    }

    @Test func `function words are marked`() {
        let tokens = Tokenizer().tokens(of: "What is the flow, and why don't they measure it?")
        #expect(tokens.filter { !$0.isStopWord }.map(\.word) == ["flow", "measure"])
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `any text gives tokens in order within it`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let text = generator.text(from: "aZ9.,'’-_ \n\"漢字かな한ไท\u{301}éß😀\u{0}", upTo: 200)
        var start = 0
        for token in Tokenizer().tokens(of: text) {
            #expect(token.range.lowerBound >= start && token.range.upperBound <= text.utf8.count)
            #expect(!token.term.isEmpty)
            start = token.range.lowerBound
        }
    }
}

@Suite struct MatchableTextTests {
    @Test(arguments: [
        ("He said “stop”.", "He said \"stop\"."), ("a\n  b\tc", "a b c"), ("1990–1995", "1990-1995"),
        ("it’s", "it's"), ("co\u{AD}operate", "cooperate"), ("e\u{301}", "é"), ("a\u{A0}b", "a b"),
    ])
    func `what prints alike matches`(left: String, right: String) {
        #expect(!MatchableText("xx \(left) yy").ranges(of: MatchableText(right)).isEmpty)
        #expect(!MatchableText("xx \(right) yy").ranges(of: MatchableText(left)).isEmpty)
    }

    @Test(arguments: [("62 percent", "63 percent"), ("Nil", "nil"), ("ab", "a b"), ("", "")])
    func `what differs does not match`(left: String, right: String) {
        #expect(MatchableText("x \(left) y").ranges(of: MatchableText(right)).isEmpty)
    }

    @Test func `the place is that of the original`() throws {
        let text = "ä “one\n two” z"
        let range = try #require(MatchableText(text).ranges(of: MatchableText("\"one two\"")).first)
        #expect(text.part(range) == "“one\n two”")
    }
}

@Suite struct PassageSplitterTests {
    @Test(arguments: 0..<200 as Range<UInt64>)
    func `every character is in exactly one passage`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var text = ""
        for _ in 0..<8 { text += generator.text(from: "ab c. D\né漢。\n\n", upTo: 900) }
        var end = 0
        for range in PassageSplitter.passages(in: text) {
            #expect(text.part(end..<range.lowerBound).trimmed.isEmpty)
            #expect(range.count <= PassageSplitter.sizeLimit + 1)
            end = range.upperBound
        }
        #expect(text.part(end..<text.utf8.count).trimmed.isEmpty)
    }
}
