import Blackboard

/// What is said of sentences that were left out, without repeating what does not hold in them.
enum LeftOut {
    /// Notes for the report: one for each part and fault.
    static func notes(_ problems: [DraftProblem], in draft: Draft, titles: [EntryID: String]) -> [String] {
        var notes: [String] = []
        for problem in problems {
            let part = draft.sections.first { $0.sentences.contains(problem.sentence) }?.question
            let place = part.flatMap { titles[$0] }.map { " on “\($0)”" } ?? ""
            let note = "A sentence\(place) was left out: it \(words(problem.kind))."
            if !notes.contains(note) { notes.append(note) }
        }
        return notes
    }

    /// All of it, for the task of the draft, where it can be looked up.
    static func report(_ problems: [DraftProblem]) -> String {
        if problems.isEmpty { return "" }
        let lines = problems.map { problem in
            let cited = problem.sentence.findings.map { " [\($0)]" }.joined()
            return "- \(problem.kind.rawValue): \(problem.message)\n  > "
                + MarkdownText.escaped(problem.sentence.text) + cited
        }
        return "Left out:\n\n" + lines.joined(separator: "\n")
    }

    private static func words(_ kind: DraftProblem.Kind) -> String {
        switch kind {
        case .unknownFinding: "cited a finding that is not there"
        case .withdrawnFinding: "cited a finding that was withdrawn"
        case .noFinding: "cited something that is no finding"
        case .uncited: "cited no finding"
        case .figure: "had a figure that its findings do not have"
        case .name: "named somebody or something that its findings do not name"
        case .quotation: "put words in quotation marks that its findings do not have"
        case .address: "gave an address"
        case .otherSubject, .wording: "cited findings that speak of something else"
        }
    }
}
