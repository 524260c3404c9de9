import Agents

/// What the task of a researcher says of its end: the reason in the first line, then the researcher's summary.
struct ResearchReport: Sendable, Equatable {
    /// How much of a researcher's summary is kept, in characters.
    private static let summaryLimit = 4_000
    private static let opening = "Ended: "

    let reason: ExitReason
    /// What went wrong; empty if nothing did.
    let error: String
    let summary: String

    init(_ result: AgentResult) {
        reason = result.exitReason
        error = TextGuard.clean(result.error ?? "").onOneLine
        summary = String(TextGuard.clean(result.output).prefix(Self.summaryLimit))
    }

    /// Reads what `text` wrote; nothing if a person or a researcher without a model has written it.
    init?(text: String) {
        let lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = lines.first, first.hasPrefix(Self.opening) else { return nil }
        let words = first.dropFirst(Self.opening.count).split(separator: ":", maxSplits: 1)
        guard let name = words.first, let reason = ExitReason(rawValue: String(name)) else { return nil }
        self.reason = reason
        error = words.count > 1 ? String(words[1]).onOneLine : ""
        summary = lines.count > 1 ? String(lines[1].drop { $0 == "\n" }) : ""
    }

    /// The report as Markdown.
    var text: String {
        let first = Self.opening + reason.rawValue + (error.isEmpty ? "" : ": \(error)")
        return summary.isEmpty ? first : "\(first)\n\n\(summary)"
    }
}
