@testable import Agents
import Core
import TestSupport
import Testing

@Suite struct DigestTests {
    private static let prose: [String] = {
        let folder = Path(#filePath).parent.parent.appending("Benchmarks/cranfield/docs.jsonl")
        // An empty collection fails the tests that need it.
        return (try? PlantedText.prose(folder)) ?? []
    }()

    /// Forty sizes from 2 to 60 KB; the benchmark has two hundred up to 200 KB.
    private static let texts = (0..<40).map { index in
        PlantedText(seed: UInt64(index), size: 2_000 + index * 1_500, prose: prose)
    }

    private func digest(
        _ text: String,
        budget: Int,
        task: String = ""
    ) -> (text: String, statistics: Scrubber.Statistics) {
        Scrubber.scrub(text, Scrubber.Options(budget: budget, task: task))
    }

    @Test func `planted facts are kept within 500 tokens`() {
        var planted = 0
        var kept = 0
        for text in Self.texts {
            let (output, statistics) = digest(text.text, budget: 500)
            #expect(statistics.outputTokens <= 500 && TokenEstimate(output).tokens <= 500)
            planted += text.facts.count
            kept += text.facts.count { $0.isKept(in: output) }
        }
        #expect(planted > 200)
        #expect(Double(kept) >= 0.95 * Double(planted), "\(kept) of \(planted)")
    }

    @Test(arguments: [
        "[S1] 42.5 kPa", "value 7.25 (see https://a.example/2)", "in 1930 there were 81 pairs [F3]",
        "* Peak: 12 MW [S5]",
        "the ratio rose to 0.7 [F4] and stayed there", "In 1931 the mill closed [F7].", "as 3 % of all [^6] are",
    ])
    func `facts in other forms are kept too`(fact: String) {
        var paragraphs = Array(Self.prose.prefix(60))
        paragraphs[20] += "\n\n" + fact
        #expect(digest(paragraphs.joined(separator: "\n\n"), budget: 200).text.contains(fact))
        paragraphs = Array(Self.prose.prefix(60))
        paragraphs[40] += " . " + fact + " . and so on"
        #expect(digest(paragraphs.joined(separator: "\n\n"), budget: 200).text.contains(fact))
    }

    @Test(arguments: [16, 40, 100, 300, 1_000, 5_000])
    func `no budget is exceeded`(budget: Int) {
        for text in Self.texts.prefix(8) {
            let (output, statistics) = digest(text.text, budget: budget, task: "heat transfer")
            #expect(TokenEstimate(output).tokens <= budget)
            #expect(statistics.outputTokens == TokenEstimate(output).tokens)
        }
    }

    @Test func `the same text gives the same digest, however it is cut`() {
        var generator = SeededGenerator(seed: 1)
        let options = Scrubber.Options(budget: 300, task: "buckling of shells")
        for text in Self.texts.prefix(8) {
            let bytes = Array(text.text.utf8)
            let whole = scrubbed(bytes, cutAt: [], options)
            for _ in 0..<4 {
                #expect(scrubbed(bytes, cutAt: randomCuts(of: bytes.count, &generator), options) == whole)
            }
            #expect(scrubbed(bytes, cutAt: Array(stride(from: 0, to: bytes.count, by: 7)), options) == whole)
        }
    }

    @Test func `a text within the budget stays as it is`() {
        let text = "# Title\n\nTwo sentences. Here is the other.\n\n```\ncode\n```\n"
        let (output, statistics) = digest(text, budget: 50)
        #expect(output == text && !statistics.isDigest)
        #expect(digest(text, budget: TokenEstimate(text).tokens).text == text)
        #expect(digest(text, budget: TokenEstimate(text).tokens - 1).statistics.isDigest)
    }

    @Test func `errors and the last conclusion stay, order too`() throws {
        let filler = Self.prose.prefix(60).joined(separator: "\n\n")
        let text = """
            # Findings

            In conclusion, the first attempt looked good.

            \(filler)

            ## Build

            12:00:01 ERROR cannot open the file /srv/data.csv

            \(filler.replacing(" the ", with: " a "))

            In conclusion, the panel is safe below mach 2.

            \(filler.replacing(" of ", with: " for "))
            """
        let output = digest(text, budget: 300).text
        let places = try ["# Findings", "## Build", "cannot open the file", "the panel is safe below mach 2"].map {
            try #require(output.firstRange(of: $0), "\($0) is missing").lowerBound
        }
        #expect(places == places.sorted())
        #expect(output.contains("[… ") && output.contains(" sentences]"))
        #expect(output.hasSuffix("[full text: \(text.utf8.count) bytes]\n"))
    }

    @Test func `what is left out is counted`() {
        let text = (0..<400).map { "Sentence number \(["one", "two", "six"][$0 % 3])\($0) says nothing much." }.joined(
            separator: " "
        )
        let (output, statistics) = digest(text, budget: 100)
        let marks = output.split(separator: "\n").filter { $0.hasPrefix("[… ") }
            .compactMap { Int($0.dropFirst("[… ".count).prefix { $0.isNumber }) }
        #expect(marks.reduce(0, +) == statistics.omittedSentences)
        let kept = output.split(separator: "\n").count { $0.hasPrefix("Sentence number") }
        #expect(kept + statistics.omittedSentences == 400 && kept > 3)
    }

    @Test func `tables and code are whole, or cut with a mark`() {
        let rows = (0..<200).map { "| station \($0) | 4.\($0) kPa |" }
        let table = (["| station | pressure |", "|---|---|"] + rows).joined(separator: "\n")
        let filler = Self.prose.prefix(20).joined(separator: "\n\n")
        let output = digest("\(filler)\n\n\(table)\n\n\(filler)", budget: 900, task: "pressure at the station").text
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let kept = lines.filter { $0.hasPrefix("|") }
        #expect(kept.count > 2 && kept == Array(table.split(separator: "\n").map(String.init).prefix(kept.count)))
        #expect(lines.contains("[… \(202 - kept.count) rows]"))
        let code = "```swift\n" + (0..<300).map { "let value\($0) = \($0)" }.joined(separator: "\n") + "\n```"
        let cut = digest("\(filler)\n\n\(code)\n", budget: 1_500, task: "swift let value").text
        if cut.contains("```swift") { #expect(cut.contains(" lines]\n```\n")) }
    }

    @Test func `the task decides what is kept`() {
        let filler = Self.prose.prefix(80).joined(separator: "\n\n")
        let text =
            "\(filler)\n\nThe otter was seen at the northern weir at dawn.\n\n\(filler.replacing(" the ", with: " that "))"
        #expect(digest(text, budget: 200, task: "Where was the otter seen?").text.contains("northern weir"))
    }

    @Test func `Chinese text is kept within its budget too`() {
        let text =
            (0..<300).map { "第\($0)次试验的结果没有什么特别之处。" }.joined() + "试验站的压力为42千帕[F7]。"
            + (300..<600).map { "第\($0)次试验也没有什么特别。" }.joined()
        let output = digest(text, budget: 120, task: "压力").text
        #expect(output.contains("42千帕[F7]") && TokenEstimate(output).tokens <= 120)
    }

    @Test func `tokens are counted by bytes, and by characters of East Asia`() {
        #expect(TokenEstimate("").tokens == 0)
        #expect(TokenEstimate("four bytes a token").tokens == 5)
        #expect(TokenEstimate("中文字符").tokens == 4)
        #expect(TokenEstimate("한국어 日本").tokens == 6)
    }

    private static let rewrites: [(String, [String])] = [
        ("The load was 4.2 kPa [F12].", []), ("The load, 4.2 kPa, rose by 1300 (see https://a.example/x).", []),
        ("The load was 4.3 kPa [F12].", ["4.3"]), ("As [F13] says, 12%.", ["F13"]),
        ("See https://b.example.", ["https://b.example"]),
        ("It rose from 4.2 to 1,300 in 2019–2021.", ["2019", "2021"]), ("No figures at all.", []),
    ]

    @Test(arguments: rewrites)
    func `a rewrite may bring in nothing new`(rewrite: String, unsupported: [String]) {
        let digest = "The load was 4.2 kPa [F12], up 12 percent, and came to 1,300 in all (https://a.example/x)."
        #expect(DigestCheck.unsupported(in: rewrite, by: digest) == unsupported)
    }
}
