import Blackboard
import Core
import TextAnalysis

/// Chooses the sentences of the answer and posts them as findings.
struct ExtractiveWriter: ReportingSource {
    let role = "writer"
    let board: Blackboard
    /// How many sentences answer one part.
    let limit: Int

    func canAct(on state: RunState) -> Bool { state.critique != nil && state.chosen == nil }

    func act(on state: inout RunState) async throws {
        var chosen: [[EvidenceSentence]] = []
        var said: Set<FindingKey> = []
        for part in state.parts {
            let selected = select(for: part, said: said)
            said.formUnion(selected.map { FindingKey($0) })
            for sentence in selected { try await post(sentence, answering: part.entry, &state) }
            chosen.append(selected)
        }
        for disagreement in state.critique?.disagreements ?? [] {
            try await post(disagreement.left, answering: state.entry, &state)
            try await post(disagreement.right, answering: state.entry, &state)
            try await link(disagreement, state)
        }
        state.chosen = chosen
    }

    func report(on state: RunState) -> String { ProgressText.findings(of: state) }

    /// Chooses sentences that no earlier part has; if all have been said, the best one is said again.
    private func select(for part: RunState.Part, said: Set<FindingKey>) -> [EvidenceSentence] {
        let evidence = part.evidence ?? []
        let asked = Set(QuestionWords.subject(of: part.question.text, Tokenizer()).map(\.term))
        let good = Selection.diverse(evidence, asked: asked, limit: limit + said.count)
        var seen = said
        let fresh = good.filter { seen.insert(FindingKey($0)).inserted }
        return Array((fresh.isEmpty ? Array(good.prefix(1)) : fresh).prefix(limit))
    }

    private func post(_ sentence: EvidenceSentence, answering question: EntryID, _ state: inout RunState) async throws {
        try Task.checkCancellation()
        let poster = SentencePoster(board: board)
        guard let finding = try await poster.post(sentence, answering: question, run: state.run) else { return }
        state.findings[FindingKey(sentence)] = finding
    }

    private func link(_ disagreement: Disagreement, _ state: RunState) async throws {
        guard let left = state.findings[FindingKey(disagreement.left)],
            let right = state.findings[FindingKey(disagreement.right)], left.id != right.id
        else { return }
        let contradiction = Link(.contradicts, right.id)
        _ = try await board.amend(left.id, by: role, run: state.run) { content in
            if !content.links.contains(contradiction) { content.links.append(contradiction) }
        }
    }
}
