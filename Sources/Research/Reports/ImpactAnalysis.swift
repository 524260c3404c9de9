public import Blackboard
import TextAnalysis

/// What a withdrawal would do to one entry.
public struct Impact: Sendable {
    /// A sentence that cites what would fall.
    public struct Sentence: Sendable, Equatable {
        /// Its line in the file, from 1.
        public let line: Int
        /// Its text.
        public let text: String
    }

    /// The entry that would become unsupported.
    public let entry: Entry
    /// The sentences of a draft or report that would stand without their evidence.
    public let sentences: [Sentence]
}

/// Finds what would fall with an entry, down to the sentences of reports.
public struct ImpactAnalysis: Sendable {
    private let board: Blackboard

    /// Creates an analysis.
    ///
    /// - Parameter board: Where the entries are.
    public init(board: Blackboard) { self.board = board }

    /// Finds what would fall; nothing is changed.
    ///
    /// - Parameter id: The entry that would be withdrawn.
    /// - Returns: The entries that would become unsupported, those nearest to it first.
    /// - Throws: `BlackboardError` with `notFound`; `SQLiteError`.
    public func impact(ofWithdrawing id: EntryID) async throws -> [Impact] {
        let entries = try await board.fallout(of: id)
        var fallen = [try await board.entry(id)] + entries
        fallen.removeAll { $0.id.kind != .finding && $0.id.kind != .source }
        var impacts: [Impact] = []
        for entry in entries {
            impacts.append(Impact(entry: entry, sentences: try await sentences(of: entry.id, fallen)))
        }
        return impacts
    }

    private func sentences(of id: EntryID, _ fallen: [Entry]) async throws -> [Impact.Sentence] {
        guard id.kind == .draft || id.kind == .report, let text = try await board.revisions(of: id).last?.text else {
            return []
        }
        return id.kind == .draft ? draftSentences(text, citing: fallen) : reportSentences(text, citing: fallen)
    }

    /// A draft cites findings by their ids.
    private func draftSentences(_ text: String, citing fallen: [Entry]) -> [Impact.Sentence] {
        let labels = fallen.map { "[\($0.id)]" }
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line in
            let line = String(line)
            return SentenceSplitter.sentences(in: line).map { line.slice($0) }
                .filter { text in labels.contains { text.contains($0) } }
                .map { Impact.Sentence(line: index + 1, text: $0) }
        }
    }

    /// A report cites sources by labels of its own; its list of sources tells their snapshots.
    private func reportSentences(_ text: String, citing fallen: [Entry]) -> [Impact.Sentence] {
        // A report that somebody has rewritten beyond recognition cites nothing that could be found.
        guard let report = try? ReportParser.parse(text) else { return [] }
        let sources = Set(fallen.compactMap { $0.content.origin?.snapshot })
        let quotes = fallen.flatMap(\.content.quotes)
        return report.claims.compactMap { claim in
            let cited = report.sources.filter { claim.labels.contains($0.label) }
            let falls = cited.contains { source in
                guard let snapshot = source.snapshot else { return false }
                if sources.contains(snapshot) { return true }
                return quotes.contains { quote in
                    quote.snapshot == snapshot && claim.quotes.contains { matches($0, quote.exact) }
                }
            }
            return falls ? Impact.Sentence(line: claim.line, text: claim.text.onOneLine) : nil
        }
    }

    private func matches(_ words: String, _ quote: String) -> Bool {
        let (words, quote) = (MatchableText(words).text, MatchableText(quote).text)
        return quote.contains(words) || words.contains(quote)
    }
}
