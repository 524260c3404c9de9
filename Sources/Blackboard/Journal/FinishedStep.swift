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

    let step: Journal.PendingStep
    /// What came of it, or how it failed.
    let result: StepText
    let usage: StepUsage
    let ended: Timestamp
    /// What a row of the journal says of the step, but for its texts and for what is as it mostly is.
    ///
    /// `RecordedStep` reads it.
    let record: WrittenJSON

    /// Creates a step that is done.
    ///
    /// - Parameters:
    ///   - step: The step.
    ///   - result: What came of it.
    ///   - usage: What it cost.
    ///   - wrote: What it has written to the board in the transaction that records it.
    ///   - ended: The time.
    convenience init(
        _ step: Journal.PendingStep,
        _ result: WrittenJSON,
        usage: StepUsage = StepUsage(),
        wrote: RecordedStep.Revision? = nil,
        at ended: Timestamp
    ) {
        self.init(step, StepText(result.text), nil, usage, wrote, ended)
    }

    /// Creates a step that failed.
    ///
    /// - Parameters:
    ///   - step: The step.
    ///   - failure: How it failed.
    ///   - usage: What it cost.
    ///   - ended: The time.
    convenience init(
        _ step: Journal.PendingStep,
        _ failure: StepFailure,
        usage: StepUsage = StepUsage(),
        at ended: Timestamp
    ) {
        self.init(step, StepText(failure.value.text), failure.isTransient ? .transient : .final, usage, nil, ended)
    }

    private init(
        _ step: Journal.PendingStep,
        _ result: StepText,
        _ failure: Failure?,
        _ usage: StepUsage,
        _ wrote: RecordedStep.Revision?,
        _ ended: Timestamp
    ) {
        self.step = step
        self.result = result
        self.usage = usage
        self.ended = ended
        record = WrittenJSON { json in
            json.object(beginningAs: step.record) { json in
                json.member("ended", Int(ended.milliseconds))
                if usage != StepUsage() { json.member("usage", usage.write) }
                if let failure { json.member("failure", failure.rawValue) }
                if let wrote {
                    json.member("entry", "\(wrote.entry)")
                    json.member("revision", wrote.number)
                }
                result.writePlace(as: "result", to: &json)
            }
        }
    }

    /// What is too long for the row of the step.
    var longTexts: [Snapshot] { [step.input.object, result.object].compactMap { $0 } }
    /// Whether there is such.
    var isLong: Bool { step.input.object != nil || result.object != nil }
}

extension StepUsage {
    /// Reads what was written.
    init(json: JSON) {
        let values = json.array ?? []
        func number(_ index: Int) -> JSON? { index < values.count ? values[index] : nil }
        self.init(
            inputTokens: number(0)?.int ?? 0,
            outputTokens: number(1)?.int ?? 0,
            cost: number(2)?.double
        )
    }

    /// Writes a list: the tokens of the request, those of the answer, and the cost or null.
    func write(to json: inout JSONWriter) {
        json.array { json in
            json.item(inputTokens)
            json.item(outputTokens)
            json.item(cost)
        }
    }
}
