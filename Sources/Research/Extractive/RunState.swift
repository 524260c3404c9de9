import Blackboard

/// What a run has come to: what its knowledge sources see and change.
struct RunState: Sendable {
    /// A part of the question with what was found for it.
    struct Part: Sendable {
        let question: SubQuestion
        /// Its entry.
        let entry: EntryID
        /// All relevant sentences, best first; nothing until it was researched.
        var evidence: [EvidenceSentence]?
    }

    /// What the critic says.
    struct Critique: Sendable {
        var origins = Origins()
        var disagreements: [Disagreement] = []
        var gaps: [String] = []
    }

    let run: String
    let analysis: QuestionAnalysis
    /// The entry of the whole question.
    let entry: EntryID
    var parts: [Part]
    var critique: Critique?
    /// The sentences that make up the answer, per part.
    var chosen: [[EvidenceSentence]]?
    /// What was done so far.
    var progress: [ProgressStep] = []
    /// What was posted, by source and place of the sentence.
    var findings: [FindingKey: Finding] = [:]

    /// A sentence on the board.
    struct Finding: Sendable {
        let id: EntryID
        /// The quote of the sentence, then those of its witnesses.
        let quotes: [Quote]
    }
}

/// Where a finding's quote stands.
struct FindingKey: Hashable, Sendable {
    let source: EntryID
    let start: Int

    init(_ sentence: EvidenceSentence) {
        source = sentence.source.id
        start = sentence.range.lowerBound
    }
}
