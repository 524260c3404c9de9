import Blackboard
import Core

/// Makes the answer of a run that has come to its end: labels, order, support.
struct AnswerBuilder {
    let state: RunState
    let board: Blackboard

    func build(created: Timestamp, sourceCount: Int, until clock: WallClock) async throws -> Answer {
        let critique = state.critique ?? RunState.Critique()
        let chosen = state.chosen ?? []
        var labels = Labels()
        // Labels are given in the order of the text: the lead comes first in it.
        let lead = leading(chosen, critique.origins).flatMap { claim($0, &labels, critique.origins) }
        let sections = zip(state.parts, chosen).map { part, sentences in
            Answer.Section(
                question: part.question.text,
                claims: sentences.compactMap { claim($0, &labels, critique.origins) }
            )
        }
        let conflicts = critique.disagreements.compactMap { item -> Answer.Conflict? in
            guard let left = claim(item.left, &labels, critique.origins),
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
            sources: try await cited(labels, critique.origins),
            sourceCount: sourceCount,
            progress: state.progress,
            seconds: Double(clock.now().milliseconds - created.milliseconds) / 1000
        )
    }

    /// The labels that sources were given.
    private struct Labels {
        private(set) var order: [EntryID] = []
        private(set) var snapshots: [EntryID: ContentHash] = [:]

        mutating func label(of id: EntryID, snapshot: ContentHash) -> String {
            if let index = order.firstIndex(of: id) { return "S\(index + 1)" }
            order.append(id)
            snapshots[id] = snapshot
            return "S\(order.count)"
        }
    }

    /// The best supported of the parts' first sentences; of two with the same support that of the earlier part.
    private func leading(_ chosen: [[EvidenceSentence]], _ origins: Origins) -> EvidenceSentence? {
        // `max` takes the first of equals.
        chosen.compactMap(\.first).max { origins.support(of: $0) < origins.support(of: $1) }
    }

    private func claim(_ sentence: EvidenceSentence, _ labels: inout Labels, _ origins: Origins) -> Answer.Claim? {
        guard let finding = state.findings[FindingKey(sentence)] else { return nil }
        let citations = finding.quotes.map {
            Answer.Citation(label: labels.label(of: $0.source, snapshot: $0.snapshot), quote: $0)
        }
        guard let first = citations.first else { return nil }
        return Answer.Claim(
            finding: finding.id,
            text: first.quote.exact.onOneLine,
            citation: first,
            corroborations: Array(citations.dropFirst()),
            support: origins.support(of: sentence)
        )
    }

    private func cited(_ labels: Labels, _ origins: Origins) async throws -> [Answer.CitedSource] {
        var sources: [Answer.CitedSource] = []
        for (index, id) in labels.order.enumerated() {
            let entry = try await board.entry(id)
            guard let origin = entry.content.origin, let snapshot = labels.snapshots[id] else { continue }
            var copies: [String] = []
            for other in origins.copies(of: id) {
                copies.append("\(try await board.entry(other).content.title) (\(other) on the board)")
            }
            sources.append(
                Answer.CitedSource(
                    label: "S\(index + 1)",
                    id: id,
                    title: entry.content.title,
                    uri: origin.uri,
                    snapshot: snapshot,
                    accessed: origin.accessed,
                    copies: copies
                )
            )
        }
        return sources
    }
}
