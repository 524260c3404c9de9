import Core

/// What the steps of one row of the journal come to.
struct JournalBatch {
    /// How many are calls of models.
    private(set) var calls = 0
    /// What all cost.
    private(set) var usage = StepUsage()
    /// When the latest ended.
    private(set) var ended = Timestamp(milliseconds: 0)
    /// What was asked and what came of it, step by step.
    private(set) var texts = ""
    /// The texts that are too long for the row.
    private(set) var objects: [ContentHash] = []

    init(_ records: [JournalRecord]) {
        for record in records { add(record.finished) }
    }

    private mutating func add(_ step: FinishedStep) {
        if step.step.key.kind == .model { calls += 1 }
        usage.inputTokens += step.usage.inputTokens
        usage.outputTokens += step.usage.outputTokens
        usage.cost = usage.cost.flatMap { sum in step.usage.cost.map { sum + $0 } }
        ended = max(ended, step.ended)
        add(step.input)
        add(step.result)
    }

    private mutating func add(_ text: String) {
        if FinishedStep.isShort(text) { texts += text } else { objects.append(Snapshot(text: text).hash) }
    }
}
