@testable import Research
import Blackboard
import TestSupport
import TextAnalysis
import Testing

@Suite struct QuestionAnalysisTests {
    @Test(arguments: [
        ("What is peat?", ["What is peat?"]),
        (
            "How much did rewetting cut emissions, what did it cost, and which birds returned?",
            ["How much did rewetting cut emissions?", "What did it cost?", "Which birds returned?"]
        ),
        ("What is peat? Why does it burn?", ["What is peat?", "Why does it burn?"]),
        (
            "What is the difference between wet farming and drainage farming on the Velm?",
            [
                "What is the difference between wet farming and drainage farming on the Velm?",
                "Wet farming on the Velm",
                "Drainage farming on the Velm",
            ]
        ),
        ("timber dams vs. peat dams", ["Timber dams vs. peat dams", "Timber dams", "Peat dams"]),
        ("peat", ["peat"]),
    ])
    func `a question is taken apart`(question: String, parts: [String]) throws {
        #expect(try QuestionAnalysis(question).parts.map(\.text) == parts)
    }

    @Test func `a part that refers back keeps the words that it refers to`() throws {
        let parts = try QuestionAnalysis("How much did rewetting cut emissions, and what did it cost?").parts
        #expect(parts[0].context.isEmpty && parts[1].context.contains("rewetting"))
        #expect(parts[0].expectation == .figure && parts[1].expectation == .figure)
    }

    @Test(arguments: ["", "?!", " \n ", "🎉", String(repeating: "word ", count: 900)])
    func `what is no question is refused`(text: String) {
        #expect(throws: QuestionError.self) { try QuestionAnalysis(text) }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `any text gives one to six parts, or an error`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let text = generator.text(from: "what is and or between vs , ; ? . a b 水\n\"", upTo: 200)
        if let analysis = try? QuestionAnalysis(text) { #expect((1...6).contains(analysis.parts.count)) }
    }
}

@Suite struct FiguresTests {
    private func figures(_ text: String) -> Figures { Figures(text, tokens: Tokenizer().tokens(of: text)) }

    @Test(arguments: [
        ("cut by 62 percent", 62, "percent"), ("cut by 62 % of it", 62, "percent"), ("cut by 62% of it", 62, "percent"),
        ("62 per cent of it", 62, "percent"), ("cost 4.2 million euros", 4.2e6, "euro"), ("cost €1,300", 1300, "€"),
        ("three birds", 3, "bird"), ("1,750 hectares", 1750, "hectar"),
    ])
    func `figures have a value and a unit`(text: String, value: Double, unit: String) {
        #expect(figures(text).all.map(\.value) == [value])
        #expect(figures(text).all.map(\.unit) == [unit])
    }

    @Test func `years are no figures`() {
        #expect(figures("between 2017 and 2022").all.isEmpty)
        #expect(figures("between 2017 and 2022").years == [2017, 2022])
    }
}

@Suite struct DisagreementTests {
    private func disagreement(_ left: String, _ right: String) async throws -> Disagreement? {
        let folder = try TemporaryFolder()
        let board = try Blackboard(home: folder.path)
        let drafts = [left, right].enumerated().map {
            SourceDraft(title: "t", text: $1, uri: "file:///\($0)", mediaType: "text/plain")
        }
        _ = try await board.ingest(drafts, by: "human")
        let sources = try await board.entries(matching: EntryFilter(kinds: [.source])).sorted { $0.id < $1.id }
        let sentences = zip(sources, [left, right]).map {
            EvidenceSentence(source: $0, range: 0..<$1.utf8.count, text: $1, tokenizer: Tokenizer())
        }
        return Disagreement(sentences[0], sentences[1])
    }

    @Test(arguments: [
        (
            "Rewetting cut the emissions of the bog by 62 percent.",
            "Rewetting cut the emissions of the bog by 48 percent."
        ),
        ("The dams cost 1.3 million euros in all.", "In all the dams cost 1,500,000 euros."),
        ("The water level in the cellars rose.", "The water level in the cellars never rose."),
    ])
    func `sentences that cannot both be true are found`(left: String, right: String) async throws {
        #expect(try await disagreement(left, right) != nil)
    }

    @Test(arguments: [
        ("Rewetting cut the emissions by 62 percent in 2019.", "Rewetting cut the emissions by 48 percent in 2022."),
        ("The dams cost 1.3 million euros.", "The dams cost 1,300,000 euros."),
        ("The curlew had 14 pairs in the bog.", "The skylark had 19 pairs in the field."),
        ("The bog is 9 metres deep.", "The bog is 8,000 years old."),
        ("The dams held and cost 900 euros each.", "The dams held for 12 years."),
    ])
    func `sentences that can both be true are not`(left: String, right: String) async throws {
        #expect(try await disagreement(left, right) == nil)
    }
}

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
}
