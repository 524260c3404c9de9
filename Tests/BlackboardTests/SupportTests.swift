import Blackboard
import Core
import TestSupport
import Testing

@Suite struct SupportTests {
    private let fixture: BoardFixture
    private var board: Blackboard { fixture.board }

    init() throws { fixture = try BoardFixture() }

    private func finding(_ words: String, of sources: Entry...) async throws -> Entry {
        var quotes: [Quote] = []
        for source in sources { quotes.append(try await fixture.quote(words, of: source)) }
        let content = EntryContent(title: words, status: .supported, quotes: quotes)
        return try await board.post(content, kind: .finding, by: "researcher")
    }

    private func report(on findings: Entry...) async throws -> Entry {
        let links = findings.map { Link(.restsOn, $0.id) }
        let content = EntryContent(title: "Report", status: .current, links: links)
        return try await board.post(content, kind: .report, by: "writer")
    }

    private func status(_ entry: Entry) async throws -> EntryStatus { try await board.entry(entry.id).content.status }

    @Test func `what rests on a withdrawn source is marked, and returns with it`() async throws {
        let source = try await fixture.source("Emissions fell by 62 percent.")
        let finding = try await finding("62 percent", of: source)
        let report = try await report(on: finding)
        _ = try await board.withdraw(source.id, by: "human")
        #expect(try await status(finding) == .unsupported)
        #expect(try await status(report) == .unsupported)
        #expect(try await board.entry(report.id).content.fall?.with == finding.id)
        _ = try await board.restore(source.id, to: 1, by: "human")
        #expect(try await status(finding) == .supported)
        #expect(try await status(report) == .current)
        #expect(try await board.entry(report.id).content.fall == nil)
        #expect(try await board.check().problems.isEmpty)
    }

    @Test func `a finding stands while one of its sources does`() async throws {
        let first = try await fixture.source("It is 62 percent.", uri: "file:///a")
        let second = try await fixture.source("Others say 62 percent, too.", uri: "file:///b")
        let finding = try await finding("62 percent", of: first, second)
        _ = try await board.withdraw(first.id, by: "human")
        #expect(try await status(finding) == .supported)
        _ = try await board.withdraw(second.id, by: "human")
        #expect(try await status(finding) == .unsupported)
    }

    @Test func `a superseded report is superseded again when its support returns`() async throws {
        let source = try await fixture.source("It is 62 percent.")
        let finding = try await finding("62 percent", of: source)
        let report = try await report(on: finding)
        _ = try await board.update(report.id, expecting: 1, by: "writer") { $0.status = .superseded }
        _ = try await board.withdraw(finding.id, by: "human")
        #expect(try await status(report) == .unsupported)
        _ = try await board.restore(finding.id, to: 1, by: "human")
        #expect(try await status(report) == .superseded)
    }

    @Test func `a source whose file is deleted takes its findings with it`() async throws {
        let source = try await fixture.source("It is 62 percent.")
        let finding = try await finding("62 percent", of: source)
        try await board.settle()
        try FileSystem.remove(fixture.home.path.appending(source.path))
        try await board.refresh()
        #expect(try await status(finding) == .unsupported)
        let text = String(
            decoding: try FileSystem.read(fixture.home.path.appending(finding.path), limit: 10_000),
            as: UTF8.self
        )
        #expect(text.contains("status: unsupported\nfell: {with: S1, was: supported}"))
    }

    @Test func `nothing new can rest on what has fallen`() async throws {
        let source = try await fixture.source("It is 62 percent.")
        let finding = try await finding("62 percent", of: source)
        _ = try await board.withdraw(source.id, by: "human")
        await #expect(throws: BlackboardError.self) { try await report(on: finding) }
        await #expect(throws: BlackboardError.self) { try await self.finding("62", of: source) }
    }

    @Test func `what would fall is told without letting it fall`() async throws {
        let source = try await fixture.source("It is 62 percent.")
        let finding = try await finding("62 percent", of: source)
        let report = try await report(on: finding)
        #expect(try await board.fallout(of: source.id).map(\.id) == [finding.id, report.id])
        #expect(try await board.fallout(of: report.id).isEmpty)
        #expect(try await status(finding) == .supported)
        #expect(try await board.entry(source.id) == source)
        #expect(try await board.search(SearchQuery("percent")).count == 2)
    }
}
