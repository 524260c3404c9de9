public import Agents
public import Blackboard
public import Core

/// What was found out, ready to be printed.
public struct Answer: Sendable {
    /// One sentence of the answer.
    public struct Claim: Sendable {
        /// What is held against a sentence that stands all the same.
        public enum Reservation: String, Sendable, CaseIterable {
            /// What it cites says only a part of it.
            case partly
            /// Nobody has judged whether what it cites says it.
            case unchecked

            /// In words, as the report has them.
            public var words: String {
                switch self {
                case .partly: "(only partly supported)"
                case .unchecked: "(not checked)"
                }
            }
        }

        /// The words on one line.
        public let text: String
        /// Whether they are those of the first citation; else a model has written them.
        public let isVerbatim: Bool
        /// Where it stands: at least one quote.
        public let citations: [Citation]
        /// How many sources of their own say it, in the same words or nearly so.
        public let support: Int
        /// What is held against it.
        public let reservation: Reservation?

        /// Creates a claim.
        init?(
            _ text: String,
            isVerbatim: Bool = true,
            citations: [Citation],
            support: Int,
            reservation: Reservation? = nil
        ) {
            if citations.isEmpty { return nil }
            self.text = text
            self.isVerbatim = isVerbatim
            self.citations = citations
            self.support = support
            self.reservation = reservation
        }

        /// The first finding that it rests on.
        public var finding: EntryID { citations[0].finding }
        /// The findings that it rests on, in order and once each.
        public var findings: [EntryID] { citations.map(\.finding).unique }
        /// Where the words are.
        public var citation: Citation { citations[0] }
        /// The label of its source, such as `S1`.
        public var label: String { citation.label }
        /// The first quote that it rests on.
        public var quote: Quote { citation.quote }
        /// All labels as they stand behind the words, such as `[S1] [S4]`.
        public var labels: String { citations.map(\.label).unique.map { "[\($0)]" }.joined(separator: " ") }
        /// What tells it from other claims of one answer.
        var key: String { "\(finding) \(text)" }
    }

    /// A quote under the label of its source.
    public struct Citation: Sendable {
        /// The label of the source in this answer, such as `S1`.
        public let label: String
        /// The finding on the board that the quote belongs to.
        public let finding: EntryID
        /// The quote.
        public let quote: Quote
        /// Its words on one line.
        public var text: String { quote.exact.onOneLine }
    }

    /// Who has made an answer.
    public struct Making: Sendable {
        /// The model of each role; empty if none was used.
        public var models: [String: String] = [:]
        /// What was used.
        public var usage = AgentUsage()
        /// Whether a model has written the sentences.
        public var isWritten = false
        /// Why it ended; nothing without agents.
        public var ending: ResearchEnding?
        /// The draft that it shows.
        public var draft: EntryID?
        /// What a reader should know of the evidence, in words; no gaps.
        public var remarks: [String] = []

        /// Whether agents have worked on it.
        public var usedAgents: Bool { ending != nil }

        /// The model that has written, or at least searched; `extractive` for none.
        public var engine: String {
            guard usedAgents else { return "extractive" }
            return ["writer", "researcher", "orchestrator", "critic"].compactMap { models[$0] }.first ?? "extractive"
        }
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
        /// The label of the first source here that it is a near copy of, with which it counts as one.
        public let copyOf: String?

        /// What a reader should know of it, in words.
        public var remark: String? { copyOf.map { "near copy of \($0) above, not counted again" } }
    }

    /// The question on one line.
    public let question: String
    /// Its entry.
    public let entry: EntryID
    /// The run.
    public let run: String
    /// When the answer was made.
    public var created: Timestamp
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
    public var seconds: Double
    /// Who has made it.
    public var making = Making()

    /// All claims, each once, in order.
    public var claims: [Claim] {
        var seen: Set<String> = []
        let all = lead + sections.flatMap(\.claims) + conflicts.flatMap { [$0.left, $0.right] }
        return all.filter { seen.insert($0.key).inserted }
    }

    /// The findings that it rests on, in order and once each.
    public var findings: [EntryID] { claims.flatMap(\.findings).unique }

    /// What was asked and not found, and what else a reader should know of the evidence.
    var gapsAndRemarks: [String] { gaps + making.remarks }

    /// How it ended: nothing found is a failure, a part without evidence makes it partial.
    public var outcome: String {
        if claims.isEmpty { return "failure" }
        let isWhole = making.ending.map { $0.code == .completed && gaps.isEmpty } ?? true
        return !isWhole || sections.contains { $0.claims.isEmpty } ? "partial" : "success"
    }

    /// Why it ended.
    public var exitReason: String {
        if let ending = making.ending { return ending.code.rawValue }
        return claims.isEmpty ? "no_evidence" : "completed"
    }

    /// The cited source with a label.
    func source(_ label: String) -> CitedSource? { sources.first { $0.label == label } }
}

extension Answer.Citation {
    /// What tells one citation of an answer from another.
    var key: String { "\(label) \(quote.start)" }
}

extension Sequence where Element: Hashable {
    /// The elements in order, each once.
    var unique: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
