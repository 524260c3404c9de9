import Blackboard

/// What is wrong with a sentence of a draft, found without a model.
struct DraftProblem: Sendable, Equatable {
    /// What is wrong.
    enum Kind: String, Sendable, CaseIterable {
        /// It cites a finding that is not among those of the run.
        case unknownFinding = "unknown_finding"
        /// It cites a finding that was withdrawn.
        case withdrawnFinding = "withdrawn_finding"
        /// It cites something else than a finding.
        case noFinding = "no_finding"
        /// It cites nothing.
        case uncited
        /// It has a figure that is not in the quotes.
        case figure
        /// It names somebody or something that is not in the quotes or around them.
        case name
        /// It has words in quotation marks that are not in the quotes.
        case quotation
        /// It gives an address.
        case address
        /// It shares hardly a word with the quotes.
        case otherSubject = "other_subject"
        /// It shares few words with the quotes: it may be a good paraphrase.
        case wording

        /// Whether the sentence must not stay as it is.
        var isError: Bool { self != .wording }
    }

    let sentence: Draft.Sentence
    let kind: Kind
    /// What is wrong, for whoever wrote it.
    let message: String
}
