@testable import Research
import TestSupport
import TextAnalysis
import Testing

@Suite struct MarkdownTextTests {
    @Test(arguments: 0..<300 as Range<UInt64>)
    func `what is escaped comes back`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let text = generator.text(from: "a[S1]*_`\\<>#|~&!.“”é漢 -", upTo: 40)
        #expect(MarkdownText.unescaped(MarkdownText.escaped(text)) == text)
        #expect(
            !MarkdownText.escaped(text).contains("[S1]") || text.contains("\\[S1]") == false && !text.contains("[S1]")
        )
    }

    @Test(arguments: ["a “b” c", "„a“", "“”", "[S1] “`x`”"])
    func `a quote is one pair of marks, whatever it holds`(text: String) {
        let quoted = MarkdownText.quoted(text)
        #expect(quoted.count { "“”„‟".contains($0) } == 2 && quoted.first == "“" && quoted.last == "”")
        let (quotes, rest) = CitedText.quotes(in: quoted)
        #expect(quotes.count == 1 && rest == " ")
        // Marks of all kinds are alike when quotes are compared.
        #expect(quotes.map { MatchableText(MarkdownText.unescaped($0)).text } == [MatchableText(text).text])
    }

    @Test func `an address ends at its bracket`() {
        #expect(MarkdownText.address("file:///a b><c\n") == "<file:///a%20b%3E%3Cc%0A>")
    }
}
