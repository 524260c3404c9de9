@testable import Research
import Blackboard
import TextAnalysis
import Testing

/// Sentences, each of a source of its own on a board.
private func sentences(_ texts: [String], scores: [Double] = []) async throws -> [EvidenceSentence] {
    let fixture = try await ResearchFixture(texts.enumerated().map { ("Title \($0)", $1) })
    let sources = try await fixture.entries(.source).sorted { $0.id < $1.id }
    return zip(sources, texts).enumerated().map { index, pair in
        let (source, text) = pair
        var sentence = EvidenceSentence(
            source: source,
            range: 0..<text.utf8.count,
            text: text,
            tokenizer: Tokenizer()
        )
        sentence.score = index < scores.count ? scores[index] : 1
        return sentence
    }
}

@Suite struct SelectionTests {
    @Test func `a sentence that says something else comes before one that says the same again`() async throws {
        let all = try await sentences(
            [
                "The dams of the bog hold back rain water in winter.",
                "The dams of the bog hold back the rain water in each winter.",
                "The dams of the bog were built by forty volunteers.",
            ],
            scores: [1, 0.99, 0.9]
        )
        let asked: Set<String> = ["dam", "bog"]
        #expect(Selection.diverse(all, asked: asked, limit: 2).map(\.source.title) == ["Title 0", "Title 2"])
    }

    @Test func `what is far behind the best is left out, not used to fill up`() async throws {
        let all = try await sentences(
            ["The dams hold the water.", "The dams are made of timber.", "A bird sat there."],
            scores: [1, 0.8, 0.5]
        )
        #expect(Selection.diverse(all, asked: ["dam"], limit: 5).count == 2)
        #expect(Selection.diverse([], asked: [], limit: 5).isEmpty)
    }

    @Test func `all that was asked for in common makes no sentence redundant`() async throws {
        let all = try await sentences([
            "Rewetting cut emissions by 62 percent.", "Rewetting cut emissions by 48 percent.",
        ])
        let asked = all[0].terms
        #expect(all[0].similarity(to: all[1], besides: asked) == 0)
        #expect(all[0].similarity(to: all[0], besides: asked) == 1)
    }
}

@Suite struct EvidenceSentenceTests {
    @Test(arguments: [
        ("The dams hold the water of the bog back.", "The dams hold the water of the bog back!", true),
        (
            "The dams of Velm hold the water of the bog back for most of the year.",
            "The dams hold the water of the bog back for most of the year.", true
        ),
        ("The dams hold 12 litres of the water back.", "The dams hold 13 litres of the water back.", false),
        ("The dams hold the water of the bog.", "The dams never hold the water of the bog.", false),
        ("The dams hold the water of the bog.", "Volunteers planted moss in the spring.", false),
    ])
    func `a copy is the same but for a word; other figures and a denial make another sentence`(
        left: String,
        right: String,
        isCopy: Bool
    ) async throws {
        let pair = try await sentences([left, right])
        #expect(pair[0].isCopy(of: pair[1]) == isCopy)
        #expect(pair[1].isCopy(of: pair[0]) == isCopy)
    }

    @Test(arguments: [
        ("The dams hold the water back.", true), ("Dams and water", false), ("Year | Dams | Cost of the work", false),
        ("Do the dams hold the water back?", false), ("水位が低下すると泥炭が乾きます。", true),
        ("blocked the ditches with dams of timber and of peat in the north", true), ("the dams", false),
    ])
    func `headings, rows, questions and fragments are no evidence`(text: String, isProse: Bool) async throws {
        #expect(try await sentences([text])[0].isProse == isProse)
    }

    @Test func `of copies the source that came first speaks, whichever was found first`() async throws {
        let all = try await sentences([String](repeating: "The dams hold the water.", count: 3), scores: [0.5, 1, 0.7])
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            var one = all[order[0]]
            one.absorb(all[order[1]])
            one.absorb(all[order[2]])
            #expect(one.source.title == "Title 0" && one.score == 1)
            #expect(one.copies.map(\.source.title) == ["Title 1", "Title 2"])
        }
    }
}

@Suite struct OriginsTests {
    private static let text =
        "The restoration of the bog began in spring with three dams in the northern ditch. "
        + "Forty volunteers carried the timber over planks, since no machine could drive there. "
        + "By autumn the water stood at the surface and the first moss had settled."

    private func origins(_ texts: [String]) async throws -> (Origins, [EntryID]) {
        let fixture = try await ResearchFixture(texts.enumerated().map { ("Title \($0)", $1) })
        let sources = try await fixture.entries(.source).sorted { $0.id < $1.id }
        return (try await Origins(of: sources.reversed(), on: fixture.board), sources.map(\.id))
    }

    @Test func `a reprint with another headline and ending is no origin of its own`() async throws {
        let (origins, ids) = try await origins([
            Self.text, "News from the bog. " + Self.text + " Our reporter was there.",
        ])
        #expect(!origins.differ(ids[0], ids[1]))
        #expect(origins.origin(of: ids[1]) == ids[0])
    }

    @Test func `a text that quotes one sentence of another is an origin of its own`() async throws {
        let other =
            "The council met in May to hear of the bog. By autumn the water stood at the surface and the first moss "
            + "had settled, as the trust wrote. The members asked what the upkeep would cost and who would pay for it in "
            + "later years; an answer was promised for the next meeting."
        let (origins, ids) = try await origins([Self.text, other])
        #expect(origins.differ(ids[0], ids[1]))
        #expect(origins.origin(of: ids[0]) == ids[0] && origins.origin(of: ids[1]) == ids[1])
    }

    @Test func `a source whose text is gone counts as its own origin`() async throws {
        let fixture = try await ResearchFixture([("A", Self.text)])
        let source = try #require(try await fixture.entries(.source).first)
        let empty = try await ResearchFixture([])
        let origins = try await Origins(of: [source], on: empty.board)
        #expect(origins.origin(of: source.id) == source.id)
    }
}
