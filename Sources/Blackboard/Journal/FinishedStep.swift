import Core

/// A step with what came of it, to be recorded.
struct FinishedStep: Sendable {
    let step: Journal.PendingStep
    /// What came of it, or how it failed, as JSON.
    let result: String
    /// Nothing if it did not fail; else whether that is final, as it stands in the journal.
    let failure: String?
    let usage: StepUsage
    let ended: Timestamp

    init(_ step: Journal.PendingStep, _ result: WrittenJSON, usage: StepUsage = StepUsage(), at ended: Timestamp) {
        (self.step, self.usage, self.ended) = (step, usage, ended)
        (self.result, failure) = (result.text, nil)
    }

    init(_ step: Journal.PendingStep, _ failure: StepFailure, usage: StepUsage = StepUsage(), at ended: Timestamp) {
        (self.step, self.usage, self.ended) = (step, usage, ended)
        (result, self.failure) = (failure.value.text, failure.isTransient ? "transient" : "final")
    }

    /// What was asked, as it is kept; nothing if that is not kept.
    var input: String? { step.input == .null ? nil : step.input.text }

    /// The texts that are too long for the database, and are kept as objects.
    var longTexts: [String] { [input, result].compactMap { $0 }.filter { !Self.isShort($0) } }
    /// Whether there are such.
    var isLong: Bool { !Self.isShort(result) || !Self.isShort(input ?? "") }

    /// Whether a text is kept in the database.
    static func isShort(_ text: String) -> Bool { text.utf8.count <= 64 << 10 }
}
