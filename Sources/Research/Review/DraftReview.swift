import Blackboard

/// The objections to a draft that need no model.
struct DraftReview: Sendable {
    /// How often a part is researched at most.
    private static let researchLimit = 2
    private static let critiqueLimit = 30

    let view: RunView
    let draft: Draft
    let book: FindingBook
    /// Whether claims of one source are reason enough to look for another.
    let wantsCorroboration: Bool

    /// The parts of the question that a draft speaks to, wherever it does.
    var covered: Set<EntryID> {
        let cited = Set(draft.findings)
        let parts = view.parts.filter { $0.findings.contains { cited.contains($0.id) } }.map(\.question)
        return Set(draft.sections.map(\.question) + parts)
    }

    /// The gravest objections first, as many as a writer can mend at once.
    func critiques(_ problems: [DraftProblem], _ judgements: [Review.Judgement]) -> [Critique] {
        Array(all(problems, judgements).prefix(Self.critiqueLimit))
    }

    private func all(_ problems: [DraftProblem], _ judgements: [Review.Judgement]) -> [Critique] {
        problems.filter(\.kind.isError).map { critique(of: $0.sentence, $0.message) }
            + judgements.filter { $0.verdict == .not || $0.verdict == .contradicts || $0.verdict == .partly }
            .map { critique(of: $0.sentence, Self.words($0)) } + missingParts + hiddenDisagreements + singleSources
    }

    private func critique(of sentence: Draft.Sentence, _ message: String) -> Critique {
        let part = draft.sections.first { $0.sentences.contains(sentence) }?.question
        return Critique(demand: .rewrite, title: "“\(sentence.text.prefix(150))”: \(message)", part: part)
    }

    private static func words(_ judgement: Review.Judgement) -> String {
        let reason = judgement.reason.isEmpty ? "" : " (\(judgement.reason.onOneLine.prefix(200)))"
        switch judgement.verdict {
        case .contradicts: return "its findings say otherwise" + reason
        case .not: return "its findings do not say this" + reason
        case .partly: return "its findings say only a part of this" + reason
        case .supported, .unchecked: return ""
        }
    }

    private var missingParts: [Critique] {
        view.parts.filter { !covered.contains($0.question) }.compactMap { part in
            if !part.findings.isEmpty {
                let ids = part.findings.prefix(5).map(\.id.description).joined(separator: ", ")
                return Critique(
                    demand: .rewrite,
                    title: "Nothing is said on “\(part.text)”, though \(ids) answer it",
                    part: part.question
                )
            }
            return research(part, "No finding answers “\(part.text)”: look elsewhere, with other words")
        }
    }

    /// Contradictions of which the draft tells one side.
    private var hiddenDisagreements: [Critique] {
        let cited = Set(draft.findings)
        return book.disagreements.compactMap { item in
            guard cited.contains(item.left) != cited.contains(item.right) else { return nil }
            return Critique(
                demand: .rewrite,
                title: "\(item.left) and \(item.right) contradict each other (\(item.leftClaim), \(item.rightClaim)): "
                    + "give both"
            )
        }
    }

    /// Parts whose findings all come from one source, or from copies of it.
    private var singleSources: [Critique] {
        view.parts.compactMap { part in
            guard wantsCorroboration, !part.findings.isEmpty, book.support(of: part.findings.map(\.id)) == 1 else {
                return nil
            }
            return research(part, "Only one source of its own speaks on “\(part.text)”: look for another")
        }
    }

    /// A demand for research, or a remark where enough was done.
    private func research(_ part: RunView.Part, _ title: String) -> Critique {
        let canResearch = part.tasks.count < Self.researchLimit
        return Critique(demand: canResearch ? .research : .remark, title: title, part: part.question)
    }
}
