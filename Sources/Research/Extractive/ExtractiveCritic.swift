import Blackboard
import TextAnalysis

/// Checks what was found: copies, contradictions, and what was asked and is not there.
struct ExtractiveCritic: ReportingSource {
    /// How many sentences of a part are compared with one another.
    private static let comparedLimit = 24

    let role = "critic"
    let board: Blackboard

    func canAct(on state: RunState) -> Bool {
        state.critique == nil && state.parts.allSatisfy { $0.evidence != nil }
    }

    func act(on state: inout RunState) async throws {
        let compared = state.parts.flatMap { ($0.evidence ?? []).prefix(Self.comparedLimit) }
        var critique = RunState.Critique()
        let sources = Dictionary(compared.flatMap { [$0] + $0.copies }.map { ($0.source.id, $0.source) }) { first, _ in
            first
        }
        critique.origins = try await Origins(of: Array(sources.values), on: board)
        critique.disagreements = disagreements(in: state, critique.origins)
        critique.gaps = gaps(in: state)
        state.critique = critique
    }

    func report(on state: RunState) -> String { state.critique.map(ProgressText.critique) ?? "" }

    private func disagreements(in state: RunState, _ origins: Origins) -> [Disagreement] {
        var seen: Set<FindingKey> = []
        return state.parts.flatMap { part in
            Disagreement.all(among: Array((part.evidence ?? []).prefix(Self.comparedLimit)), origins: origins)
        }
        .filter { seen.insert(FindingKey($0.left)).inserted && seen.insert(FindingKey($0.right)).inserted }
    }

    /// Parts without evidence, and words of the others that no evidence holds.
    private func gaps(in state: RunState) -> [String] {
        let tokenizer = Tokenizer()
        return state.parts.compactMap { part in
            let evidence = part.evidence ?? []
            if evidence.isEmpty { return "No source answers: \(part.question.text)" }
            let held = evidence.reduce(into: Set<String>()) { held, sentence in
                held.formUnion(sentence.allTerms)
                held.formUnion(tokenizer.tokens(of: sentence.source.title).map(\.term))
            }
            var seen: Set<String> = []
            let missing = QuestionWords.subject(of: part.question.text, tokenizer).filter {
                !held.contains($0.term) && seen.insert($0.term).inserted
            }
            if missing.isEmpty { return nil }
            let words = missing.map { "“\(part.question.text.slice($0.range))”" }.joined(separator: ", ")
            return "Nothing that was found says \(words) (asked: \(part.question.text))"
        }
    }
}
