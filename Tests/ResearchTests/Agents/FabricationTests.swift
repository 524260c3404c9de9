import Agents
import Blackboard
import Core
import LanguageModels
import Synchronization
import TestSupport
import Testing

@testable import Research

/// A writer that cites wrongly: what it makes up must not reach a report, and must be named.
@Suite struct FabricationTests {
    /// The ways to cite wrongly, each with words of the checker that name it.
    enum Fabrication: String, CaseIterable, Sendable {
        case unknownFinding, withdrawnFinding, alteredNumber, wrongFinding, uncitedFigure, inventedURL, inventedAuthor

        var names: [String] {
            switch self {
            case .unknownFinding: ["none of the findings"]
            case .withdrawnFinding: ["does not stand any more"]
            case .alteredNumber: ["the figure ", "which is no finding"]
            case .wrongFinding:
                ["the figure ", "is not named", "speak of something else", "keep closer", "its words are those"]
            case .uncitedFigure: ["has a figure and cites nothing"]
            case .inventedURL: ["gives the address"]
            case .inventedAuthor: ["is not named"]
            }
        }

        /// A sentence that is wrong in this way.
        func sentence(_ findings: [Given.Finding], withdrawn: String, _ random: inout SeededGenerator) -> String {
            let finding = findings[Int.random(in: 0..<findings.count, using: &random)]
            let words = finding.quote.hasSuffix(".") ? String(finding.quote.dropLast()) : finding.quote
            let number = Int.random(in: 900...9_999, using: &random)
            switch self {
            case .unknownFinding: return "\(words). [F\(number)]"
            case .withdrawnFinding: return "Cheddar ripens for months in a cellar. [\(withdrawn)]"
            case .alteredNumber: return Self.altered(words, number) + ". [\(finding.id)]"
            case .wrongFinding:
                let other = findings.first { $0.quote.prefix(20) != finding.quote.prefix(20) } ?? finding
                let wrong = other.id == finding.id ? findings[findings.count - 1] : other
                return "\(words). [\(wrong.id)]"
            case .uncitedFigure: return "The trust had \(number) members at that time."
            case .inventedURL: return "\(words) (https://peat\(number).example/study). [\(finding.id)]"
            case .inventedAuthor: return "According to Dr. Anna Kellermann\(number % 7), \(words). [\(finding.id)]"
            }
        }

        /// Puts another number in the place of the first one.
        private static func altered(_ words: String, _ number: Int) -> String {
            guard let start = words.firstIndex(where: \.isNumber) else { return words + " \(number) times" }
            let end = words[start...].firstIndex { !$0.isNumber } ?? words.endIndex
            return words[..<start] + "\(number)" + words[end...]
        }
    }

    /// What a writer with a seed writes: honest sentences with some that are not.
    private final class Writer: Sendable {
        let withdrawn: String
        let seed: UInt64
        /// Whether it mends what it is told.
        let learns: Bool
        private let found = Mutex<[(Fabrication, String)]>([])

        init(withdrawn: String, seed: UInt64, learns: Bool) {
            self.withdrawn = withdrawn
            self.seed = seed
            self.learns = learns
        }

        var planted: [(Fabrication, String)] { found.withLock { $0 } }

        func write(_ request: ModelRequest) -> String {
            let given = Given(request)
            let isFirst = !request.messages.contains { if case .assistant = $0 { true } else { false } }
            if !isFirst, learns { return ScriptedTeam.write(given) }
            var random = SeededGenerator(seed: seed)
            var sentences = given.findings.map(\.cited)
            var planted: [(Fabrication, String)] = []
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let kind = Fabrication.allCases[Int.random(in: 0..<Fabrication.allCases.count, using: &random)]
                let text = kind.sentence(given.findings, withdrawn: withdrawn, &random)
                planted.append((kind, text))
                sentences.insert(text, at: Int.random(in: 0...sentences.count, using: &random))
            }
            if isFirst { found.withLock { $0 = planted } }
            return sentences.joined(separator: Bool.random(using: &random) ? " " : "\n\n")
        }
    }

    private static let batches = 8

    @Test(arguments: 0..<batches)
    func `of 200 reports none has a made-up citation, and each one is named`(batch: Int) async throws {
        let fixture = try await ResearchFixture()
        let withdrawn = try await withdrawnFinding(fixture.board)
        for number in 0..<TestEffort.cases(200 / Self.batches) {
            let seed = UInt64(number * Self.batches + batch)
            let writer = Writer(withdrawn: withdrawn, seed: seed, learns: seed % 3 == 0)
            try await check(fixture, writer)
        }
    }

    private func withdrawnFinding(_ board: Blackboard) async throws -> String {
        let source = try await board.entry(EntryID(.source, 5))
        let snapshot = try await board.snapshot(try #require(source.content.origin).snapshot)
        let words = try #require(snapshot.locate("It ripens for 9 months in a cellar."))
        let content = EntryContent(
            title: "Cheddar ripens in a cellar.",
            status: .supported,
            quotes: [snapshot.quote(words, of: source.id)]
        )
        let finding = try await board.post(content, kind: .finding, by: "researcher")
        _ = try await board.withdraw(finding.id, by: "human")
        return finding.id.description
    }

    private func check(_ fixture: ResearchFixture, _ writer: Writer) async throws {
        let seed = writer.seed
        let watcher = Watcher()
        var options = ResearchOptions()
        options.rounds = 1
        options.critic = .extractive
        options.researcher = .extractive
        let team = ScriptedTeam(fixture.board, answering: ["writer": { request, _ in writer.write(request) }])
        let engine = ModelEngine(
            board: fixture.board,
            agents: team.agents,
            options: options,
            progress: watcher.note
        )
        let answer = try await engine.answer("What of the dams, the emissions and the curlew of the Velm bog?")
        #expect(!writer.planted.isEmpty)
        // Each is named to the writer, or in the record of the draft.
        let named = watcher.lines.joined(separator: "\n")
        for (kind, text) in writer.planted {
            #expect(kind.names.contains { named.contains($0) }, "seed \(seed): \(kind) \(text)\n\(named)")
        }
        // Each sentence of the report is one that a finding has, cited from it.
        for claim in answer.claims where !claim.isVerbatim {
            let quotes = claim.findings.count == 1 ? claim.citations.map(\.text) : []
            let words = claim.text.hasSuffix(".") ? String(claim.text.dropLast()) : claim.text
            let isHonest = quotes.contains { $0.hasPrefix(words) } || claim.reservation == .unchecked
            #expect(isHonest, "seed \(seed): \(claim.text) \(claim.findings)")
        }
        let report = ReportText(answer, version: "1").markdown(ReportText.Counts())
        for trace in [".example", "Kellermann", "cheddar", "members"] {
            #expect(!report.lowercased().contains(trace.lowercased()), "seed \(seed): \(trace)\n\(report)")
        }
        let verification = try await fixture.verify(report)
        #expect(verification.counts.notFound == 0 && verification.counts.found > 0, "seed \(seed)")
    }
}
