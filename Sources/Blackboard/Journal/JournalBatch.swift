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

    init(_ steps: [FinishedStep]) {
        texts.reserveCapacity(steps.reduce(0) { $0 + $1.step.input.text.utf8.count + $1.result.text.utf8.count })
        for step in steps { add(step) }
    }

    private mutating func add(_ step: FinishedStep) {
        if step.step.key.kind == .model { calls += 1 }
        usage.inputTokens += step.usage.inputTokens
        usage.outputTokens += step.usage.outputTokens
        usage.cost = usage.cost.flatMap { sum in step.usage.cost.map { sum + $0 } }
        ended = max(ended, step.ended)
        add(step.step.input)
        add(step.result)
    }

    private mutating func add(_ text: StepText) {
        if let object = text.object { objects.append(object.hash) } else { texts += text.text }
    }
}
