import Blackboard
import Core
import Research
import TestSupport
import Testing

@Suite struct EngineTests {
    @Test func `a question of several parts is answered part by part, from several sources`() async throws {
        let answer = try await ResearchFixture().answer()
        #expect(answer.sections.count == 3 && answer.sections.allSatisfy { !$0.claims.isEmpty })
        #expect(answer.sources.map(\.label) == ["S1", "S2", "S3", "S4"])
        #expect(answer.lead.count == 1 && answer.lead.first?.text.contains("62 percent") == true)
        #expect(answer.outcome == "success" && answer.exitReason == "completed" && answer.gaps.isEmpty)
    }

    @Test func `differing figures of different origins are set against each other, on the board too`() async throws {
        let fixture = try await ResearchFixture()
        let answer = try await fixture.answer()
        let conflict = try #require(answer.conflicts.first)
        #expect(answer.conflicts.count == 1)
        #expect(Set([conflict.leftClaim, conflict.rightClaim]) == ["62 percent", "48 percent"])
        let links = try await fixture.board.entry(conflict.left.finding).content.links
        #expect(links.contains(Link(.contradicts, conflict.right.finding)))
    }

    @Test func `a near copy with the same words is cited, named as a copy, and not counted`() async throws {
        let fixture = try await ResearchFixture()
        let answer = try await fixture.answer()
        #expect(answer.claims.allSatisfy { $0.support == 1 })
        let release = try #require(answer.sources.first { $0.title == "Press release" })
        let news = try #require(answer.sources.first { $0.title == "Regional news" })
        #expect(release.copyOf == nil && news.copyOf == release.label)
        #expect(answer.lead.first?.labels == "[\(release.label)] [\(news.label)]")
        let report = ReportText(answer, version: "1").markdown(ReportText.Counts())
        #expect(report.contains("  - near copy of \(release.label) above, not counted again\n"))
        let counts = try await fixture.verify(report).counts
        #expect(counts.notFound == 0 && counts.unchecked == 0)
    }

    /// A press release, and a reprint of it that says one sentence in other words.
    private static let reprint = [
        ("Release", "The dam cost 4.2 million euros. It was built by the trust in two years. Nobody was hurt at all."),
        ("News", "The new dam cost 4.2 million euros. It was built by the trust in two years. Nobody was hurt at all."),
    ]

    @Test(arguments: [("What did the dam cost?", ["Release"]), ("Who built it in two years?", ["Release", "News"])])
    func `what is listed is cited, and what is cited is listed`(question: String, titles: [String]) async throws {
        let answer = try await ResearchFixture(Self.reprint).answer(question, depth: .brief)
        let lead = try #require(answer.lead.first)
        let labels = Set(answer.claims.flatMap(\.citations).map(\.label))
        #expect(answer.sources.map(\.label) == labels.sorted())
        let cited = lead.citations.compactMap { citation in answer.sources.first { $0.label == citation.label }?.title }
        #expect(cited == titles && lead.support == 1, "\(lead.text)")
    }

    @Test func `what sources of their own say in the same words is cited from each, and leads`() async throws {
        let fixture = try await ResearchFixture([
            (
                "One",
                "Peat forms slowly, about a millimetre in a year. The bog of Velm is nine metres deep in its middle. Nobody has lived on it since the mill was closed."
            ),
            ("Two", "The bog of Velm is wet. It is said to be the deepest of all bogs that were ever measured here."),
            (
                "Three",
                "A survey of the whole valley went on for four years. The bog of Velm is nine metres deep in its middle. Reed and cattail grow on its southern edge, where the ditches were."
            ),
        ])
        let answer = try await fixture.answer("How deep is the bog of Velm?")
        let lead = try #require(answer.lead.first)
        #expect(lead.support == 2 && lead.labels == "[S1] [S2]")
        #expect(answer.sources.prefix(2).map(\.title) == ["One", "Three"])
        let finding = try await fixture.board.entry(lead.finding)
        #expect(finding.content.quotes.count == 2)
        let report = ReportText(answer, version: "1").markdown(ReportText.Counts())
        #expect(report.contains("in its middle.” [S1] [S2]"))
        #expect(try await fixture.verify(report).counts.notFound == 0)
    }

    @Test func `findings are verbatim, answer the question and quote their source`() async throws {
        let fixture = try await ResearchFixture()
        let answer = try await fixture.answer()
        for claim in answer.claims {
            let finding = try await fixture.board.entry(claim.finding)
            let quote = try #require(finding.content.quotes.first)
            let text = try await fixture.board.snapshot(quote.snapshot).text
            let scalars = Array(text.unicodeScalars)[quote.start..<quote.end]
            #expect(String(String.UnicodeScalarView(scalars)) == quote.exact)
            #expect(finding.content.links.contains { $0.relation == .answers && $0.target.kind == .question })
            #expect(finding.content.links.contains(Link(.quotes, quote.source)))
            #expect(finding.content.title.count <= 121)
        }
    }

    @Test func `asking again takes up the questions and findings that are there`() async throws {
        let fixture = try await ResearchFixture()
        let first = try await fixture.answer()
        let findings = try await fixture.entries(.finding)
        let questions = try await fixture.entries(.question)
        let second = try await fixture.answer("  " + ResearchFixture.question.replacing(" ", with: "  "))
        #expect(second.entry == first.entry && second.run != first.run)
        #expect(try await fixture.entries(.finding).map(\.id) == findings.map(\.id))
        #expect(try await fixture.entries(.question).map(\.id) == questions.map(\.id))
        #expect(questions.count == 4 && questions.allSatisfy { $0.status == .answered || $0.status == .open })
        #expect(try await fixture.board.entry(first.entry).content.status == .answered)
    }

    @Test func `another question adds itself to a finding`() async throws {
        let fixture = try await ResearchFixture()
        let first = try await fixture.answer("What did the 318 dams cost?")
        let second = try await fixture.answer("What was the cost of the dams?")
        #expect(first.claims.map(\.finding) == second.claims.map(\.finding))
        let finding = try await fixture.board.entry(try #require(first.claims.first?.finding))
        let answered = Set(finding.content.links.filter { $0.relation == .answers }.map(\.target))
        #expect(answered == [first.entry, second.entry])
    }

    @Test func `a part without evidence is a gap, and its question stays open`() async throws {
        let fixture = try await ResearchFixture()
        let answer = try await fixture.answer("What did the dams cost? Who invented the zeppelin?")
        #expect(answer.outcome == "partial")
        #expect(answer.gaps == ["No source answers: Who invented the zeppelin?"])
        #expect(try await fixture.board.entry(answer.entry).content.status == .open)
    }

    @Test(arguments: [
        "Who won the football championship?", "How tall is the ladder?", "月の裏側には何がありますか", "zzz", "Why?",
        "What do cows think of the zeppelin's moustache?",
    ])
    func `nothing relevant gives no claim, no source and a plain word`(question: String) async throws {
        let fixture = try await ResearchFixture()
        let answer = try await fixture.answer(question)
        #expect(answer.claims.isEmpty && answer.sources.isEmpty && answer.outcome == "failure")
        #expect(AnswerOutput.text(answer).contains("None of the 5 sources answers this question."))
        let report = ReportText(answer, version: "1").markdown(ReportText.Counts())
        #expect(report.contains("No source on the board answers") && !report.contains("## Sources"))
        #expect(try await fixture.verify(report).checks.isEmpty)
        #expect(try await fixture.entries(.finding).isEmpty)
    }

    @Test func `an empty board is told of`() async throws {
        let answer = try await ResearchFixture([]).answer("What did the dams cost?")
        #expect(AnswerOutput.text(answer).contains("no source on the board yet"))
    }

    @Test func `only the sources given are asked`() async throws {
        let fixture = try await ResearchFixture()
        let tower = try #require(try await fixture.entries(.source).first { $0.title == "Tower note" })
        let answer = try await fixture.answer("How much did rewetting cut the emissions?", sources: [tower.id])
        #expect(answer.sources.map(\.id) == [tower.id] && answer.conflicts.isEmpty)
        #expect(answer.sourceCount == 1)
    }

    @Test func `a source whose text is gone is passed over`() async throws {
        let fixture = try await ResearchFixture()
        let hash = Snapshot(text: ResearchFixture.documents[0].text).hash.hexadecimal
        try FileSystem.remove(fixture.folder.path.appending("objects/\(hash.prefix(2))/\(hash)"))
        let answer = try await ExtractiveEngine(board: try Blackboard(home: fixture.folder.path)).answer(
            ResearchFixture.question,
            depth: .full
        )
        #expect(!answer.claims.isEmpty)
        #expect(!answer.sources.contains { $0.title == "Press release" })
    }

    @Test func `a cancelled run stops with what was posted on the board`() async throws {
        let fixture = try await ResearchFixture()
        let task = Task {
            // Cancelled before it starts, so that no race decides.
            withUnsafeCurrentTask { $0?.cancel() }
            return try await fixture.answer()
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await fixture.entries(.question).count == 4)
        #expect(try await fixture.answer().outcome == "success")
    }
}

@Suite struct AnswerOutputTests {
    @Test func `json has what the contract names, and citations that were looked up`() async throws {
        let fixture = try await ResearchFixture()
        let answer = try await fixture.answer()
        let checks = try await AnswerOutput.checks(answer, on: fixture.board)
        let json = try JSON(parsing: AnswerOutput.json(answer, checks: checks).prettyText)
        for name in ["question", "answer", "engine", "run", "outcome", "exit_reason"] {
            #expect(json[name]?.string?.isEmpty == false, "\(name)")
        }
        #expect(json["usage"]?["calls"]?.int == 0 && json["seconds"]?.double != nil && json["gaps"]?.array == [])
        let citations = try #require(json["citations"]?.array)
        #expect(citations.count == answer.claims.flatMap(\.citations).count)
        for citation in citations {
            #expect(citation["check"] == "found")
            for name in ["label", "source", "finding", "uri", "title", "quote"] {
                #expect(citation[name]?.string?.isEmpty == false, "\(name)")
            }
            #expect((citation["start"]?.int ?? 0) < (citation["end"]?.int ?? 0))
        }
    }

    @Test func `a citation whose text is gone is unchecked`() async throws {
        let fixture = try await ResearchFixture()
        let answer = try await fixture.answer()
        let hash = answer.sources[0].snapshot.hexadecimal
        try FileSystem.remove(fixture.folder.path.appending("objects/\(hash.prefix(2))/\(hash)"))
        let board = try Blackboard(home: fixture.folder.path)
        let json = AnswerOutput.json(answer, checks: try await AnswerOutput.checks(answer, on: board))
        for citation in try #require(json["citations"]?.array) {
            #expect(citation["check"] == (citation["label"] == "S1" ? "unchecked" : "found"))
        }
    }

    @Test func `hostile titles and quotes stay text in the report`() async throws {
        let fixture = try await ResearchFixture()
        let report = try await fixture.report("What did the warden say about the curlew of the Velm bog?")
        let sources = try #require(report.firstRange(of: "## Sources"))
        let items = report[sources.upperBound...].split(separator: "\n").filter { $0.hasPrefix("- ") }
        #expect(items.count == 1)
        #expect(items[0].contains("Bird \\*survey\\* \\[S9\\] \\<b\\>2022\\</b\\>"))
        #expect(!report.contains("indeed</b>") && report.contains("\\<b\\>indeed"))
        #expect(try await fixture.verify(report).checks.allSatisfy { $0.verdict == .found && $0.labels == ["S1"] })
    }
}
