public import Blackboard
public import Core

/// What was found out, ready to be printed.
public struct Answer: Sendable {
    /// One sentence of the answer: a verbatim quote.
    public struct Claim: Sendable {
        /// The finding on the board.
        public let finding: EntryID
        /// The words, verbatim, on one line.
        public let text: String
        /// Where the words are.
        public let citation: Citation
        /// Where sources of their own say it in the same words.
        public let corroborations: [Citation]
        /// How many sources of their own say it, in the same words or nearly so.
        public let support: Int

        /// The label of its source, such as `S1`.
        public var label: String { citation.label }
        /// The quote that it consists of.
        public var quote: Quote { citation.quote }
        /// All citations, that of the source which speaks first.
        public var citations: [Citation] { [citation] + corroborations }
        /// All labels as they stand behind the words, such as `[S1] [S4]`.
        public var labels: String { citations.map { "[\($0.label)]" }.joined(separator: " ") }
    }

    /// A quote under the label of its source.
    public struct Citation: Sendable {
        /// The label of the source in this answer, such as `S1`.
        public let label: String
        /// The quote.
        public let quote: Quote
        /// Its words on one line.
        public var text: String { quote.exact.onOneLine }
    }

    /// The answer to one part of the question.
    public struct Section: Sendable {
        /// The part.
        public let question: String
        /// The claims, best first; none if nothing was found.
        public let claims: [Claim]
    }

    /// Two claims of which at most one can be true.
    public struct Conflict: Sendable {
        /// What the one says, in a few words.
        public let leftClaim: String
        /// What the other says.
        public let rightClaim: String
        /// The one.
        public let left: Claim
        /// The other.
        public let right: Claim
    }

    /// A source that is cited.
    public struct CitedSource: Sendable {
        /// Its label in this answer.
        public let label: String
        /// Its name on the board.
        public let id: EntryID
        /// Its title.
        public let title: String
        /// Its address.
        public let uri: String
        /// The hash of the text that was quoted.
        public let snapshot: ContentHash
        /// When it was read.
        public let accessed: Timestamp
        /// The titles of sources that are near copies of it, and were not counted again.
        public let copies: [String]
    }

    /// The question on one line.
    public let question: String
    /// Its entry.
    public let entry: EntryID
    /// The run.
    public let run: String
    /// When the answer was made.
    public let created: Timestamp
    /// The claim that opens the answer: the best supported of the first parts that have one.
    public let lead: [Claim]
    /// The answer part by part.
    public let sections: [Section]
    /// What sources contradict each other about.
    public let conflicts: [Conflict]
    /// What was asked and not found, in words.
    public let gaps: [String]
    /// What is cited, in the order of the labels.
    public let sources: [CitedSource]
    /// How many sources were there to be asked.
    public let sourceCount: Int
    /// What was done, step by step.
    public let progress: [ProgressStep]
    /// How long it took, in seconds.
    public let seconds: Double

    /// All claims, each once, in order.
    public var claims: [Claim] {
        var seen: Set<EntryID> = []
        let all = sections.flatMap(\.claims) + conflicts.flatMap { [$0.left, $0.right] }
        return all.filter { seen.insert($0.finding).inserted }
    }

    /// How it ended: nothing found is a failure, a part without evidence makes it partial.
    public var outcome: String {
        if claims.isEmpty { return "failure" }
        return sections.contains { $0.claims.isEmpty } ? "partial" : "success"
    }

    /// Why it ended.
    public var exitReason: String { claims.isEmpty ? "no_evidence" : "completed" }

    /// The cited source with a label.
    func source(_ label: String) -> CitedSource? { sources.first { $0.label == label } }
}

extension Answer.Citation {
    /// What tells one citation of an answer from another.
    var key: String { "\(label) \(quote.start)" }
}
