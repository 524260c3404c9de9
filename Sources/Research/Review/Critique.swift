import Blackboard

/// An objection to a draft before it is posted.
struct Critique: Sendable, Equatable {
    /// What follows from it; the first tag of its entry.
    enum Demand: String, Sendable {
        /// The draft is to be written again.
        case rewrite
        /// More evidence is to be found.
        case research
        /// Nothing; it is for the reader.
        case remark
    }

    let demand: Demand
    /// What is wrong, in one sentence.
    let title: String
    /// The part of the question that it concerns.
    var part: EntryID?
}
