@testable import Research
import Blackboard
import TestSupport
import TextAnalysis
import Testing

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
