public import Blackboard
public import Core
import TextAnalysis

/// Checks every citation of a report against the stored texts, without a network and without a model.
public struct ReportVerifier: Sendable {
    /// The largest report that is read, in bytes.
    public static let sizeLimit = 16 << 20

    private let board: Blackboard

    /// Creates a verifier.
    ///
    /// - Parameter board: Where the texts of the sources are.
    public init(board: Blackboard) { self.board = board }

    /// Checks a report.
    ///
    /// Each quote must stand in the snapshot of each source that it cites, each figure beside it in what is quoted; a
    /// label must be in the list of sources, and its snapshot the one that the evidence file names.
    ///
    /// - Parameters:
    ///   - markdown: The report.
    ///   - evidence: The file beside it, if it is there.
    /// - Returns: A verdict for each claim, and for each quote in the list of sources.
    /// - Throws: `ReportError` if this is no report.
    public func verify(_ markdown: String, evidence: JSON?) async throws -> Verification {
        let report = try ReportParser.parse(markdown)
        var texts: [String: SourceText] = [:]
        let recorded = Self.recordedHashes(evidence)
        for source in report.sources {
            texts[source.label] = try await text(of: source, recorded: recorded[source.label])
        }
        let claims = report.claims.map { check($0, texts, report) }
        let quotes = report.sources.flatMap { source in
            source.quotes.map { quote in
                let finding = outcome(of: quote.text, in: texts[source.label], label: source.label)
                return Verification.Check(
                    line: quote.line,
                    section: "Sources",
                    text: quote.text,
                    labels: [source.label],
                    verdict: finding.verdict,
                    reason: finding.reason
                )
            }
        }
        return Verification(checks: claims + quotes)
    }

    /// The text of a source, or why there is none.
    private enum SourceText {
        case text(Snapshot, MatchableText)
        case failed(Verdict, String)
    }

    private static func recordedHashes(_ evidence: JSON?) -> [String: String] {
        let citations = (evidence?["claims"]?.array ?? []).flatMap { $0["citations"]?.array ?? [] }
        let pairs = citations.compactMap { item in
            item["label"]?.string.flatMap { label in item["snapshot"]?.string.map { (label, $0) } }
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private func text(of source: ParsedReport.Source, recorded: String?) async throws -> SourceText {
        guard let hash = source.snapshot else {
            return .failed(.notFound, "the list of sources gives no snapshot for \(source.label)")
        }
        if let recorded, recorded != hash.hexadecimal {
            return .failed(.notFound, "the snapshot of \(source.label) is not the one in the evidence file")
        }
        do {
            let snapshot = try await board.snapshot(hash)
            return .text(snapshot, MatchableText(snapshot.text))
        } catch let error as BlackboardError where error.code == .snapshotMissing {
            return .failed(.unchecked, error.message)
        }
    }

    private func check(
        _ claim: ParsedReport.Claim,
        _ texts: [String: SourceText],
        _ report: ParsedReport
    ) -> Verification.Check {
        var worst: (verdict: Verdict, reason: String) = (.found, "")
        if claim.labels.isEmpty { worst = (.notFound, "it quotes without naming a source") }
        for label in claim.labels {
            let outcome = claim.quote.map { self.outcome(of: $0, in: texts[label], label: label) }
            let result = outcome ?? standing(of: texts[label], label: label)
            if Self.severity(result.verdict) > Self.severity(worst.verdict) { worst = result }
        }
        if worst.verdict == .found, let stray = strayFigure(claim, report) {
            worst = (.notFound, "the figure \(stray) is not in what is quoted")
        }
        return Verification.Check(
            line: claim.line,
            section: claim.section,
            text: claim.text,
            labels: claim.labels,
            verdict: worst.verdict,
            reason: worst.reason
        )
    }

    private static func severity(_ verdict: Verdict) -> Int {
        switch verdict {
        case .found: 0
        case .unchecked: 1
        case .notFound: 2
        }
    }

    private func standing(of text: SourceText?, label: String) -> (verdict: Verdict, reason: String) {
        switch text {
        case nil: (.notFound, "it cites \(label), which is not in the list of sources")
        case .failed(let verdict, let reason): (verdict, reason)
        case .text: (.found, "")
        }
    }

    private func outcome(of quote: String, in text: SourceText?, label: String) -> (verdict: Verdict, reason: String) {
        guard case .text(let snapshot, let matchable) = text else { return standing(of: text, label: label) }
        if !matchable.ranges(of: MatchableText(quote), limit: 1).isEmpty { return (.found, "") }
        let nearest = snapshot.nearestSentence(to: quote).map { "; nearest is “\($0.prefix(200))”" } ?? ""
        return (.notFound, "the words are not in \(label)" + nearest)
    }

    /// A figure beside a quote that is not in it; beside no quote, one that is in no listed quote of the sources cited.
    private func strayFigure(_ claim: ParsedReport.Claim, _ report: ParsedReport) -> String? {
        let cited = report.sources.filter { claim.labels.contains($0.label) }.flatMap { $0.quotes.map(\.text) }
        let reference = claim.quote ?? cited.joined(separator: "\n")
        let known = Set(Tokenizer().tokens(of: reference).map(\.word))
        return Tokenizer().tokens(of: claim.rest).map(\.word).first { word in
            word.first?.isNumber == true && !known.contains(word)
        }
    }
}
