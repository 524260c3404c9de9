import Blackboard
import Core
import TestSupport
import Testing

@testable import Research

@Suite struct DraftParserTests {
    private let titles = [EntryID(.question, 1): "How deep is it?", EntryID(.question, 12): "Who owns it?"]

    private func sentence(_ text: String, _ findings: Int...) -> Draft.Sentence {
        Draft.Sentence(text: text, findings: findings.map { EntryID(.finding, $0) })
    }

    @Test(arguments: [
        "It is 9 m deep [F1]. Nobody owns it. [F2][F3]", "It is 9 m deep [F1].\nNobody owns it [F2, F3].",
        "- It is 9 m deep. [F1]\n- Nobody owns it [F2 and F3].",
        "**It is 9 m deep** (F1). Nobody owns it [F2; F3, F2]!",
        "1. It is 9 m deep [F1].\n2. Nobody owns it (F2)(F3).",
    ])
    func `citations belong to the sentence before them, however they are written`(text: String) {
        let sentences = DraftParser.parse(text, titles: titles).summary
        #expect(sentences.map(\.findings) == [[EntryID(.finding, 1)], [EntryID(.finding, 2), EntryID(.finding, 3)]])
        #expect(sentences.map { $0.text.prefix(14) } == ["It is 9 m deep", "Nobody owns it"])
    }

    @Test(arguments: ["## Q12", "### Q12: Who owns it?", "## Who owns it", "# **Q12**"])
    func `headings are known by id or words`(heading: String) {
        let draft = DraftParser.parse(
            "It is wet [F1].\n\n\(heading)\n\nNobody [F2].\n## Gaps\n- The *price*.",
            titles: titles
        )
        #expect(draft.summary == [sentence("It is wet.", 1)])
        #expect(
            draft.sections == [Draft.Section(question: EntryID(.question, 12), sentences: [sentence("Nobody.", 2)])]
        )
        #expect(draft.gaps.count == 1)
    }

    @Test func `what stands under a heading of no part goes where its finding belongs`() {
        let draft = DraftParser.parse(
            "## Depth\n\nIt is deep [F1]. It is wet [F2].\n\n## Summary\nSo it is [F3].",
            titles: titles
        )
        #expect(draft.unplaced.count == 2 && draft.summary == [sentence("So it is.", 3)])
        let placed = draft.placing(by: [EntryID(.finding, 1): EntryID(.question, 12)])
        #expect(
            placed.sections == [
                Draft.Section(question: EntryID(.question, 12), sentences: [sentence("It is deep.", 1)])
            ]
        )
        #expect(placed.summary.count == 2 && placed.unplaced.isEmpty)
    }

    @Test func `what is no finding is noted, words in brackets stay`() {
        let draft = DraftParser.parse("It [sic] is so [S3]. It was (in part) so [4] [F1].", titles: titles)
        #expect(draft.summary.map(\.strays) == [["[S3]"], ["[4]"]])
        #expect(draft.summary.map(\.text) == ["It [sic] is so.", "It was (in part) so."])
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `any text is read, and a draft on the board reads back as it was`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let text = generator.text(from: "aB1 .!?\n\n#Q12[F1](S3)\\*-“”\"é漢_<>`|", upTo: 300)
        var draft = DraftParser.parse(text, titles: titles).placing(by: [:])
        for index in draft.summary.indices { draft.summary[index].strays = [] }
        draft = draft.keeping { !$0.text.contains("(") && $0.text.first?.isLetter == true }
        draft.gaps = draft.gaps.filter { $0.first?.isLetter == true }
        for index in draft.sections.indices {
            for number in draft.sections[index].sentences.indices {
                draft.sections[index].sentences[number].strays = []
            }
        }
        let markdown = draft.markdown(titles: titles)
        let again = DraftParser.parse(markdown, titles: titles, itemsAreSentences: true)
        #expect(again == draft, "\(markdown)")
    }
}
