import Blackboard
import Core

/// Makes the answer of a run that has come to its end: labels, order, support.
struct AnswerBuilder {
    let state: RunState
    let board: Blackboard

    func build(created: Timestamp, sourceCount: Int, until clock: WallClock) async throws -> Answer {
        let critique = state.critique ?? RunState.Critique()
        let chosen = state.chosen ?? []
        var labels = SourceLabels()
        // Labels are given in the order of the text: the lead comes first in it.
        let lead = leading(chosen, critique.origins).flatMap { claim($0, &labels, critique.origins) }
        let sections = zip(state.parts, chosen).map { part, sentences in
            Answer.Section(
                question: part.question.text,
                claims: sentences.compactMap { claim($0, &labels, critique.origins) }
            )
        }
        let conflicts = critique.disagreements.compactMap { item -> Answer.Conflict? in
            // A side that stands alone would give its source a label, and not be shown.
            guard [item.left, item.right].allSatisfy({ state.findings[FindingKey($0)] != nil }),
                let left = claim(item.left, &labels, critique.origins),
                let right = claim(item.right, &labels, critique.origins)
            else { return nil }
            return Answer.Conflict(leftClaim: item.leftClaim, rightClaim: item.rightClaim, left: left, right: right)
        }
        return Answer(
            question: state.analysis.text,
            entry: state.entry,
            run: state.run,
            created: created,
            lead: lead.map { [$0] } ?? [],
            sections: sections,
            conflicts: conflicts,
            gaps: critique.gaps,
            sources: try await labels.cited(origins: critique.origins, on: board),
            sourceCount: sourceCount,
            progress: state.progress,
            seconds: Double(clock.now().milliseconds - created.milliseconds) / 1000
        )
    }

    /// The best supported of the parts' first sentences; of two with the same support that of the earlier part.
    private func leading(_ chosen: [[EvidenceSentence]], _ origins: Origins) -> EvidenceSentence? {
        // `max` takes the first of equals.
        chosen.compactMap(\.first).max { origins.support(of: $0) < origins.support(of: $1) }
    }

    private func claim(_ sentence: EvidenceSentence, _ labels: inout SourceLabels, _ origins: Origins) -> Answer.Claim?
    {
        guard let finding = state.findings[FindingKey(sentence)] else { return nil }
        let citations = finding.quotes.map { quote in
            Answer.Citation(label: labels.label(of: quote), finding: finding.id, quote: quote)
        }
        return Answer.Claim(
            citations.first?.text ?? "",
            citations: citations,
            support: origins.support(of: sentence)
        )
    }
}
