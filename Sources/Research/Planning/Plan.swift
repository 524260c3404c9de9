public import Blackboard

/// What a run is to find out, part by part.
public struct Plan: Sendable, Equatable {
    /// The most parts.
    public static let partLimit = 12

    /// A part of the question that is researched on its own.
    public struct Part: Sendable, Equatable {
        /// What is asked, on one line.
        public var text: String
        /// Its entry; nothing before the plan is carried out.
        public var question: EntryID?
        /// Findings on the board that answer it already.
        public var known: [EntryID]
        /// Whether more is looked for than what is known.
        public var needsResearch: Bool

        /// Creates a part.
        ///
        /// - Parameters:
        ///   - text: What is asked, on one line.
        ///   - question: Its entry.
        ///   - known: Findings on the board that answer it already.
        ///   - needsResearch: Whether more is looked for than what is known.
        public init(_ text: String, question: EntryID? = nil, known: [EntryID] = [], needsResearch: Bool = true) {
            self.text = text
            self.question = question
            self.known = known
            self.needsResearch = needsResearch
        }
    }

    /// The parts in order; at least one.
    public var parts: [Part]

    /// Creates a plan.
    ///
    /// - Parameter parts: The parts in order.
    public init(_ parts: [Part]) { self.parts = parts }
}

/// A text that is no plan.
public struct PlanError: Error, Sendable, CustomStringConvertible {
    /// One sentence for a person, which says what to do.
    public let message: String

    /// The message.
    public var description: String { message }
}
