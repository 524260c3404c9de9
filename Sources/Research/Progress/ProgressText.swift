import Blackboard
import Core

/// What the knowledge sources have done, in words: one line for each thing that they found, with its id.
enum ProgressText {
    /// The evidence for a part of the question, best first.
    static func evidence(for part: RunState.Part?) -> String {
        guard let part, let evidence = part.evidence else { return "" }
        let lines = evidence.map { "- \($0.text.onOneLine) [\($0.source.id)]" }
        let count = evidence.isEmpty ? "No sentence answers this." : "\(evidence.count.of("sentence")) may answer this:"
        return (["# \(part.question.text.onOneLine)", "", count] + lines).map { "\($0)\n" }.joined()
    }

    /// What was checked.
    static func critique(_ critique: RunState.Critique) -> String {
        let disagreements = critique.disagreements.map { item in
            "- \(item.leftClaim) [\(item.left.source.id)] against \(item.rightClaim) [\(item.right.source.id)]"
        }
        return list("Disagreements", disagreements) + list("Not established", critique.gaps.map { "- \($0.onOneLine)" })
    }

    /// The findings that make up the answer.
    static func findings(of state: RunState) -> String {
        let lines = (state.chosen ?? []).flatMap(\.self).compactMap { sentence in
            state.findings[FindingKey(sentence)].map { "- \(sentence.text.onOneLine) [\($0.id)]" }
        }
        return list("Findings", lines)
    }

    private static func list(_ heading: String, _ lines: [String]) -> String {
        (["# \(heading)", ""] + (lines.isEmpty ? ["None."] : lines) + [""]).map { "\($0)\n" }.joined()
    }
}
