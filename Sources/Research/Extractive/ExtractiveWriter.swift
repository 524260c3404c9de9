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
            try await link(disagreement, &state)
        }
        state.chosen = chosen
    }

    /// Chooses sentences that no earlier part has; if all have been said, the best one is said again.
    private func select(for part: RunState.Part, said: Set<FindingKey>) -> [EvidenceSentence] {
        let evidence = part.evidence ?? []
        let asked = Set(QuestionWords.subject(of: part.question.text, Tokenizer()).map(\.term))
        let good = Selection.diverse(evidence, asked: asked, limit: evidence.count)
        var seen = said
        let fresh = good.filter { seen.insert(FindingKey($0)).inserted }
        return Array((fresh.isEmpty ? Array(good.prefix(1)) : fresh).prefix(limit))
    }

    /// Posts a finding, or adds the question to one with the same quote.
    private func post(_ sentence: EvidenceSentence, answering question: EntryID, _ state: inout RunState) async throws {
        try Task.checkCancellation()
        guard let hash = sentence.source.snapshot else { return }
        let quote = try await board.snapshot(hash).quote(sentence.range, of: sentence.source.id)
        let answers = Link(.answers, question)
        let key = FindingKey(sentence)
        if let known = try await board.finding(quoting: quote) {
            state.findings[key] = try await add(answers, to: known, run: state.run)
            return
        }
        let content = EntryContent(
            title: Self.title(of: sentence.text),
            status: .supported,
            links: [answers, Link(.quotes, sentence.source.id)],
            quotes: [quote]
        )
        state.findings[key] = try await board.post(content, kind: .finding, by: "researcher", run: state.run)
    }

    private func link(_ disagreement: Disagreement, _ state: inout RunState) async throws {
        guard let left = state.findings[FindingKey(disagreement.left)],
            let right = state.findings[FindingKey(disagreement.right)], left.id != right.id
        else { return }
        let contradiction = Link(.contradicts, right.id)
        state.findings[FindingKey(disagreement.left)] = try await add(contradiction, to: left, run: state.run)
    }

    private func add(_ link: Link, to entry: Entry, run: String) async throws -> Entry {
        if entry.content.links.contains(link) { return entry }
        return try await board.update(entry.id, expecting: entry.revision, by: role, run: run) { $0.links.append(link) }
    }

    /// A sentence as a title: cut at a word.
    private static func title(of sentence: String) -> String {
        let line = sentence.split { $0.isWhitespace }.joined(separator: " ")
        guard line.count > 120 else { return line }
        let head = line.prefix(120)
        return String(head.lastIndex(of: " ").map { head[..<$0] } ?? head) + "…"
    }
}
