import Blackboard
import Core
import TextAnalysis

/// Chooses the sentences of the answer and posts them as findings.
struct ExtractiveWriter: KnowledgeSource {
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

    /// Posts a finding, or adds the question and the witnesses to one with the same quote.
    private func post(_ sentence: EvidenceSentence, answering question: EntryID, _ state: inout RunState) async throws {
        try Task.checkCancellation()
        let witnesses = state.critique?.origins.witnesses(of: sentence) ?? []
        guard let quote = try await quote(of: sentence) else { return }
        var quotes = [quote]
        for witness in witnesses { quotes += try await self.quote(of: witness).map { [$0] } ?? [] }
        let links = [Link(.answers, question)] + quotes.map { Link(.quotes, $0.source) }
        let title = Self.title(of: sentence.text)
        let content = EntryContent(title: title, status: .supported, links: links, quotes: quotes)
        let posted = try await board.postOnce(content, kind: .finding, by: "researcher", run: state.run)
        if !posted.isNew { try await add(content, to: posted.entry.id, run: state.run) }
        state.findings[FindingKey(sentence)] = RunState.Finding(id: posted.entry.id, quotes: quotes)
    }

    private func add(_ more: EntryContent, to finding: EntryID, run: String) async throws {
        _ = try await board.amend(finding, by: role, run: run) { content in
            content.quotes += more.quotes.filter { !content.quotes.contains($0) }
            content.links += more.links.filter { !content.links.contains($0) }
        }
    }

    /// The quote of a sentence; nothing if the text of its source is gone by now.
    private func quote(of sentence: EvidenceSentence) async throws -> Quote? {
        guard let hash = sentence.source.snapshot else { return nil }
        do {
            return try await board.snapshot(hash).quote(sentence.range, of: sentence.source.id)
        } catch let error as BlackboardError where error.code == .snapshotMissing {
            return nil
        }
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

    /// A sentence as a title: cut at a word.
    private static func title(of sentence: String) -> String {
        let line = sentence.onOneLine
        guard line.count > 120 else { return line }
        let head = line.prefix(120)
        return String(head.lastIndex(of: " ").map { head[..<$0] } ?? head) + "…"
    }
}
