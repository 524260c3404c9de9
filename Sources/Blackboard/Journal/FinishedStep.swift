import Core

/// A step with what came of it, to be recorded.
///
/// A class, because it goes through many hands on its way and never changes.
final class FinishedStep: Sendable {
    /// How a failure counts.
    enum Failure: String, Sendable {
        /// It is tried again when the run is taken up.
        case transient
        /// It is a fact.
        case final
    }

    /// The most bytes of a text that is kept in the database.
    static let longestText = 64 << 10

    let step: Journal.PendingStep
    /// What was asked, as it is kept; empty if that is not kept.
    let input: String
    /// What came of it, or how it failed, as JSON.
    let result: String
    /// Nothing if it did not fail.
    let failure: Failure?
    let usage: StepUsage
    let ended: Timestamp

    init(_ step: Journal.PendingStep, _ result: WrittenJSON, usage: StepUsage = StepUsage(), at ended: Timestamp) {
        (self.step, self.usage, self.ended) = (step, usage, ended)
        (input, self.result, failure) = (Self.kept(step.input), result.text, nil)
    }

    init(_ step: Journal.PendingStep, _ failure: StepFailure, usage: StepUsage = StepUsage(), at ended: Timestamp) {
        (self.step, self.usage, self.ended) = (step, usage, ended)
        (input, result) = (Self.kept(step.input), failure.value.text)
        self.failure = failure.isTransient ? .transient : .final
    }

    private static func kept(_ input: WrittenJSON) -> String { input == .null ? "" : input.text }

    /// The texts that are too long for the database, and are kept as objects.
    var longTexts: [String] { [input, result].filter { !Self.isShort($0) } }
    /// Whether there are such.
    var isLong: Bool { !Self.isShort(result) || !Self.isShort(input) }

    /// Whether a text is kept in the database.
    static func isShort(_ text: String) -> Bool { text.utf8.count <= longestText }
}
