import Core

/// What a row of the journal says of a step, but for its texts.
struct JournalRecord: Sendable, JSONWritable {
    let run: String
    let finished: FinishedStep
    /// What the step has written to the board in the same transaction.
    let wrote: RecordedStep.Revision?

    /// Writes the record, without what is as it mostly is; `RecordedStep` reads it.
    func write(to json: inout JSONWriter) {
        let step = finished.step
        json.object { json in
            json.member("agent", step.key.agent.path)
            if step.key.agent.attempt != 1 { json.member("attempt", step.key.agent.attempt) }
            json.member("step", step.place.number)
            json.member("kind", step.key.kind.rawValue)
            json.member("request", step.key.request)
            if step.place.occurrence != 0 { json.member("occurrence", step.place.occurrence) }
            json.member("label", step.label)
            json.member("started", Int(step.started.milliseconds))
            json.member("ended", Int(finished.ended.milliseconds))
            if finished.usage != StepUsage() { json.member("usage", finished.usage.write) }
            if let failure = finished.failure { json.member("failure", failure.rawValue) }
            if step.place.replaces != .nothing { json.member("replaces", step.place.replaces.steps) }
            if let wrote {
                json.member("entry", "\(wrote.entry)")
                json.member("revision", wrote.number)
            }
            Self.writePlace(of: finished.input, as: "input", to: &json)
            Self.writePlace(of: finished.result, as: "result", to: &json)
        }
    }

    private static func writePlace(of text: String, as name: StaticString, to json: inout JSONWriter) {
        if FinishedStep.isShort(text) {
            if !text.isEmpty { json.member(name, text.utf8.count) }
        } else {
            json.member(name, Snapshot(text: text).hash)
        }
    }
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
