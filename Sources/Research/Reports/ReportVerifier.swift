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
    /// label must be in the list of sources, and its snapshot the one that the evidence file names. A claim that quotes
    /// nothing must say what the listed quotes of its sources say; else it cannot be checked. A figure needs a source.
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
            let isFirst = texts[source.label] == nil
            texts[source.label] =
                isFirst
                ? try await text(of: source, recorded: recorded[source.label])
                : .failed(.notFound, "the list of sources has \(source.label) twice")
        }
        let listed = Dictionary(grouping: report.sources, by: \.label).mapValues {
            $0.flatMap { $0.quotes.map(\.text) }
        }
        let claims = report.claims.map { check($0, texts, listed: listed) }
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
        case text(QuoteCheck)
        case failed(Verdict, String)
    }

    private typealias Outcome = (verdict: Verdict, reason: String)

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
            return .text(QuoteCheck(try await board.snapshot(hash)))
        } catch let error as BlackboardError where error.code == .snapshotMissing {
            return .failed(.unchecked, error.message)
        }
    }

    private func check(
        _ claim: ParsedReport.Claim,
        _ texts: [String: SourceText],
        listed: [String: [String]]
    ) -> Verification.Check {
        var outcomes: [Outcome] = []
        if claim.labels.isEmpty {
            let fault = claim.quotes.isEmpty ? "has a figure and names no source" : "quotes without naming a source"
            outcomes.append((.notFound, "it " + fault))
        }
        for label in claim.labels {
            if claim.quotes.isEmpty { outcomes.append(standing(of: texts[label], label: label)) }
            outcomes += claim.quotes.map { outcome(of: $0, in: texts[label], label: label) }
        }
        let said = Set(claim.labels).flatMap { listed[$0] ?? [] }
        outcomes.append(Self.outcome(ofWordsBesideQuotes: claim, listed: said))
        let worst = outcomes.max { Self.severity($0.verdict) < Self.severity($1.verdict) } ?? (.found, "")
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

    private func standing(of text: SourceText?, label: String) -> Outcome {
        switch text {
        case nil: (.notFound, "it cites \(label), which is not in the list of sources")
        case .failed(let verdict, let reason): (verdict, reason)
        case .text: (.found, "")
        }
    }

    private func outcome(of quote: String, in text: SourceText?, label: String) -> Outcome {
        guard case .text(let source) = text else { return standing(of: text, label: label) }
        if source.holds(quote) { return (.found, "") }
        return (.notFound, "the words are not in \(label)" + (source.advice(for: quote).map { "; " + $0 } ?? ""))
    }

    /// Figures beside a quote must be in it; words beside no quote must be those of the listed quotes of their sources.
    private static func outcome(ofWordsBesideQuotes claim: ParsedReport.Claim, listed: [String]) -> Outcome {
        let tokenizer = Tokenizer()
        let own = claim.quotes.isEmpty ? listed : claim.quotes
        let reference = tokenizer.tokens(of: own.joined(separator: "\n"))
        let beside = tokenizer.tokens(of: withoutReservation(claim.rest))
        let known = Set(reference.map(\.word))
        if let stray = beside.map(\.word).first(where: { $0.first?.isNumber == true && !known.contains($0) }) {
            return (.notFound, "the figure \(stray) is not in what is quoted")
        }
        let terms = Set(beside.filter { !$0.isStopWord }.map(\.term))
        guard claim.quotes.isEmpty, !terms.isEmpty else { return (.found, "") }
        let shared = terms.intersection(reference.map(\.term)).count
        if 2 * shared >= terms.count { return (.found, "") }
        return (.unchecked, "it quotes nothing, and no quote listed under Sources says this")
    }

    /// What the report itself holds against a sentence is no part of what it says.
    private static func withoutReservation(_ text: String) -> String {
        Answer.Claim.Reservation.allCases.reduce(text) { $0.replacing($1.words, with: "") }
    }
}
