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
        (
            "What are the effects of rewetting on birds, emissions and farming?",
            [
                "What are the effects of rewetting on birds?", "What are the effects of rewetting on emissions?",
                "What are the effects of rewetting on farming?",
            ]
        ),
        (
            "the impact of dams on moss and peat in 2022",
            ["The impact of dams on moss in 2022", "The impact of dams on peat in 2022"]
        ),
        ("Describe moss, reed, and cattail.", ["Describe moss", "Describe reed", "Describe cattail."]),
        (
            "What was the cost, duration and area of the project?",
            [
                "What was the cost of the project?", "What was duration of the project?",
                "What was area of the project?",
            ]
        ),
        (
            "Is timber or peat better for dams?",
            ["Is timber or peat better for dams?", "Is timber better for dams?", "Is peat better for dams?"]
        ),
        (
            "What are the differences between moss and reed?",
            ["What are the differences between moss and reed?", "Moss", "Reed"]
        ),
        (
            "How does moss differ from reed in summer?",
            ["How does moss differ from reed in summer?", "Moss in summer", "Reed in summer"]
        ),
        ("How do moss and reed compare?", ["How do moss and reed compare?", "Moss", "Reed"]),
        (
            "Compare wet farming with drainage farming",
            ["Compare wet farming with drainage farming", "Wet farming", "Drainage farming"]
        ),
        // What only looks like a list or a comparison stays whole.
        ("What is bread and butter made of?", ["What is bread and butter made of?"]),
        (
            "Where do the Trust, the council and the farmers meet?",
            ["Where do the Trust, the council and the farmers meet?"]
        ),
        ("In 2019, how much peat burned?", ["In 2019, how much peat burned?"]),
        ("What happened between 2017 and 2022?", ["What happened between 2017 and 2022?"]),
        ("Are moss, reed and cattail edible?", ["Are moss, reed and cattail edible?"]),
        ("Did the water rise or fall?", ["Did the water rise or fall?"]),
        ("Is it safe or dangerous to swim?", ["Is it safe or dangerous to swim?"]),
        ("and", ["and"]), ("vs", ["vs"]), ("compare", ["compare"]), ("A or", ["A or"]), ("on a, and", ["on a, and"]),
        ("difference between", ["difference between"]), ("how does it differ from", ["how does it differ from"]),
    ])
    func `a question is taken apart`(question: String, parts: [String]) throws {
        #expect(try QuestionAnalysis(question).parts.map(\.text) == parts)
    }

    @Test func `a part that refers back keeps the words that it refers to`() throws {
        let parts = try QuestionAnalysis("How much did rewetting cut emissions, and what did it cost?").parts
        #expect(parts[0].context.isEmpty && parts[1].context.contains("rewetting"))
        #expect(parts[0].expectation == .figure && parts[1].expectation == .figure)
        #expect(parts[1].needsContext)
    }

    @Test(arguments: [
        ("When did it burn?", SubQuestion.Expectation.time), ("Which year was wettest?", .time), ("Who led it?", .name),
        ("How deep is it?", .figure), ("What percentage burned?", .figure), ("Why does peat burn?", .any),
    ])
    func `the words of a question say what kind of answer is wanted`(
        question: String,
        expectation: SubQuestion.Expectation
    ) throws {
        #expect(try QuestionAnalysis(question).parts[0].expectation == expectation)
    }

    @Test(arguments: ["", "?!", " \n ", "🎉", String(repeating: "word ", count: 900)])
    func `what is no question is refused`(text: String) {
        #expect(throws: QuestionError.self) { try QuestionAnalysis(text) }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `any words give one to six parts, or an error`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let words = [
            "what", "is", "how", "do", "and", "or", "between", "difference", "differ", "from", "compare", "vs.", "on",
            "a,",
            "b", ",", ";", "?", "moss", "水泥", "\n", "\"", "effects", "of", "it",
        ]
        let text = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
            words[Int.random(in: 0..<words.count, using: &generator)]
        }
        .joined(separator: " ")
        if let analysis = try? QuestionAnalysis(text) {
            #expect((1...6).contains(analysis.parts.count) && analysis.parts.allSatisfy { !$0.text.isEmpty })
        }
    }
}

@Suite struct FiguresTests {
    private func figures(_ text: String) -> Figures { Figures(text, tokens: Tokenizer().tokens(of: text)) }

    @Test(arguments: [
        ("cut by 62 percent", 62, "percent"), ("cut by 62 % of it", 62, "percent"), ("cut by 62% of it", 62, "percent"),
        ("62 per cent of it", 62, "percent"), ("cost 4.2 million euros", 4.2e6, "euro"), ("cost €1,300", 1300, "€"),
        ("three birds", 3, "bird"), ("12.50 euros", 12.5, "euro"), ("1,750 hectares", 1750, "hectar"),
    ])
    func `figures have a value and a unit`(text: String, value: Double, unit: String) {
        #expect(figures(text).all.map(\.value) == [value])
        #expect(figures(text).all.map(\.unit) == [unit])
    }

    @Test(arguments: ["from 20 to 35 percent", "20-35 percent", "20 or 35 percent"])
    func `the ends of a range share their unit`(text: String) {
        #expect(figures(text).all.map(\.unit) == ["percent", "percent"])
        #expect(figures(text).all.map(\.value) == [20, 35])
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
        ("The water level in the cellars did not rise.", "The water level in the cellars rose."),
        ("Rewetting cut emissions by 62 percent.", "Rewetting reduced emissions by 48%."),
        (
            "According to the council, the dams in the bog cost 5.1 million euros.",
            "The trust says the dams in the bog cost 4.2 million euros."
        ),
        ("The survey counted 14 pairs of curlew in 2022.", "In 2022 the survey counted twelve pairs of curlew."),
        ("The fire burned 0.8 hectares of heather.", "The fire burned 8 hectares of heather."),
        ("Rewetting cut the emissions by 62 percent.", "Rewetting cut the emissions by 63 percent."),
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
        (
            "Wet farming earned 640 euros a hectare on the Velm.",
            "Drainage farming earned 520 euros a hectare on the Velm."
        ),
        (
            "In the north the water level rose by 20 centimetres.",
            "In the south the water level rose by 35 centimetres."
        ),
        ("The dams cost 1.3 million euros.", "A timber dam costs 4,100 euros."),
        ("The dams cost 4,100 euros each.", "The dams cost 8,200 euros."),
        ("The water level rose by 15 centimetres.", "The water level rose from 20 to 35 centimetres."),
        ("The restoration cost about 4 million euros.", "The restoration cost 4.2 million euros."),
        ("The restoration cost 4.2 million euros.", "The restoration cost 4,180,000 euros."),
        ("The dams were built without machines.", "The dams were built."),
        ("The dams not only held the water of the bog.", "The dams held the water of the bog."),
        ("No more than 12 dams failed in the bog.", "12 dams failed in the bog."),
        ("In May the bog lost 12 litres of water.", "In June the bog lost 19 litres of water."),
        ("The bog lost 12 litres of water at night.", "The bog lost 19 litres of water by day."),
        ("The peat is 9 metres deep.", "The water is 2 metres deep."),
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
