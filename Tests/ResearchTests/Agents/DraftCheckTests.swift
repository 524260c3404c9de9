import Blackboard
import Core
import TestSupport
import Testing

@testable import Research

@Suite struct DraftCheckTests {
    /// A board with findings F1 to F5, of which F4 was withdrawn.
    private struct Bench {
        let fixture: ResearchFixture
        let book: FindingBook

        init() async throws {
            fixture = try await ResearchFixture()
            let quotes = [
                (1, "Rewetting cut the emissions of the Velm bog by 62 percent between 2017 and 2022."),
                (1, "The work of 318 dams cost 4.2 million euros."),
                (4, "The curlew returned to the Velm bog in 2019 and had 14 pairs in 2022."),
                (5, "Cheddar is made of the milk of cows."), (5, "It ripens for 9 months in a cellar."),
            ]
            for (number, words) in quotes {
                let source = try await fixture.board.entry(EntryID(.source, number))
                let snapshot = try await fixture.board.snapshot(try #require(source.content.origin).snapshot)
                let quote = snapshot.quote(try #require(snapshot.locate(words)), of: source.id)
                let content = EntryContent(title: words, status: .supported, quotes: [quote])
                _ = try await fixture.board.post(content, kind: .finding, by: "researcher")
            }
            _ = try await fixture.board.withdraw(EntryID(.finding, 4), by: "human")
            var findings: [Entry] = []
            for number in [1, 2, 3, 5] {
                findings.append(try await fixture.board.entry(EntryID(.finding, number)))
            }
            book = try await FindingBook(findings, on: fixture.board)
        }

        func kinds(_ text: String) async throws -> [DraftProblem.Kind] {
            let draft = DraftParser.parse(text, titles: [:])
            let check = try await DraftCheck(
                of: draft,
                book: book,
                question: "What did Halden do about the Velm bog in 2024?",
                on: fixture.board
            )
            return check.problems(of: draft).map(\.kind)
        }
    }

    @Test(arguments: [
        "Rewetting cut the bog's emissions by 62% between 2017 and 2022 [F1].",
        "Between 2017 and 2022, the emissions of the Velm bog were cut by 62 percent through rewetting. [F1]",
        "The 318 dams cost 4.2 million euros [F2].",
        "In the Velm bog the work of 318 dams cost 4.2 million euros [F2].",
        "The curlew returned in 2019 (F3). It had 14 pairs in 2022 [F3].",
        "Emissions fell by 62 percent and the dams cost 4.2 million euros [F1, F2].",
        "One curlew is said to be back: “The curlew returned to the Velm bog in 2019” [F3].",
    ])
    func `honest sentences pass, also in other words`(text: String) async throws {
        #expect(try await Bench().kinds(text) == [])
    }

    @Test(arguments: [
        ("Rewetting cut the emissions of the bog by 62 percent [F99].", DraftProblem.Kind.unknownFinding),
        ("Cheddar is made of the milk of cows [F4].", .withdrawnFinding),
        ("The work of 318 dams cost 4.2 million euros [S1].", .noFinding),
        ("The work of 318 dams cost 4.2 million euros [2].", .noFinding),
        ("The work of 318 dams cost 4.2 million euros.", .uncited), ("All is well.", .uncited),
        ("Rewetting cut the emissions of the bog by 63 percent [F1].", .figure),
        ("The work of 318 dams cost 42 million euros [F2].", .figure),
        ("The work of the dams cost five million euros [F2].", .figure),
        ("Rewetting cut the emissions of the bog by 62 percent in 2024 [F1].", .figure),
        ("The curlew returned to the bog in 2019, says Ann Keller [F3].", .name),
        ("The curlew returned to the bog in 2019 (Keller) [F3].", .name),
        ("Kellermann found that the curlew returned to the bog in 2019 [F3].", .name),
        ("The curlew returned to the bog in 2019, says birds-of-bogs.org [F3].", .address),
        ("The warden spoke of “a great success” of the curlew in the bog [F3].", .quotation),
        ("The warden spoke of \"a great success\" of the curlew in the bog [F3].", .quotation),
        ("The curlew returned to the bog in 2019, see https://birds.example/1 [F3].", .address),
        ("The curlew returned to the [bog](http://birds.example) in 2019 [F3].", .address),
        ("The curlew returned to the bog in 2019, doi:10.1000/1 [F3].", .address),
        ("Emissions of the bog were cut through rewetting [F3].", .otherSubject),
        ("The dams kept all water within a closed system [F3].", .otherSubject),
    ])
    func `a wrong citation is named`(text: String, kind: DraftProblem.Kind) async throws {
        #expect(try await Bench().kinds(text).contains(kind))
    }

    @Test func `a free paraphrase is told apart from an error`() async throws {
        let kinds = try await Bench().kinds("Wading birds like the curlew are breeding again on the bog [F3].")
        #expect(kinds == [.wording])
    }

    @Test(arguments: [
        ("Who paid for the dams was not found.", true), ("What happened in 2024 is not known.", true),
        ("A cost of 9 million euros was not confirmed.", false), ("Ann Keller did not say why.", false),
        ("See https://example.org for more.", false), ("It said “no such thing” there.", false),
    ])
    func `a gap may not smuggle in what has no source`(gap: String, isHarmless: Bool) async throws {
        let bench = try await Bench()
        let check = try await DraftCheck(
            of: Draft(),
            book: bench.book,
            question: "What of 2024?",
            on: bench.fixture.board
        )
        #expect(check.isHarmless(gap: gap) == isHarmless)
    }

    @Test func `a noun that German writes like a name is no invented name`() async throws {
        let text = "Die Kosten der Dämme und der Pflege lagen bei 4 Millionen Euro, und das ist nicht wenig."
        let fixture = try await ResearchFixture([("Bericht", text)])
        let source = try await fixture.board.entry(EntryID(.source, 1))
        let snapshot = try await fixture.board.snapshot(try #require(source.content.origin).snapshot)
        let content = EntryContent(
            title: "Kosten",
            status: .supported,
            quotes: [snapshot.quote(0..<text.utf8.count, of: source.id)]
        )
        let finding = try await fixture.board.post(content, kind: .finding, by: "researcher")
        let book = try await FindingBook([finding], on: fixture.board)
        let draft = DraftParser.parse(
            "Die Ausgaben der Pflege und der Dämme: 4 Millionen Euro im Jahr [F1].",
            titles: [:]
        )
        let check = try await DraftCheck(of: draft, book: book, question: "Was kosteten sie?", on: fixture.board)
        #expect(check.problems(of: draft).allSatisfy { !$0.kind.isError })
    }

    @Test func `copies of one source are cited each and count as one`() async throws {
        let fixture = try await ResearchFixture()
        let words = "The work of 318 dams cost 4.2 million euros."
        var quotes: [Quote] = []
        for number in [1, 3] {
            let source = try await fixture.board.entry(EntryID(.source, number))
            let snapshot = try await fixture.board.snapshot(try #require(source.content.origin).snapshot)
            quotes.append(snapshot.quote(try #require(snapshot.locate(words)), of: source.id))
        }
        let content = EntryContent(title: words, status: .supported, quotes: quotes)
        let finding = try await fixture.board.post(content, kind: .finding, by: "researcher")
        let book = try await FindingBook([finding], on: fixture.board)
        #expect(book.support(of: [finding.id]) == 1 && book.quotes(of: finding.id).count == 2)
    }
}
