import Research
import TestSupport
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
