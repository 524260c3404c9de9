import Core

/// What a run had used when a step of its journal was recorded, in all steps until then.
public struct JournalUse: Sendable, Equatable {
    /// Calls of models.
    public internal(set) var calls = 0
    /// Tokens of requests and answers.
    public internal(set) var tokens = 0
    /// US dollars; nothing if the price of a call is not known.
    public internal(set) var cost: Double? = 0
    /// The time in which some step was under way: while nobody worked on the run, none was.
    public internal(set) var time = Duration.zero

    /// Creates a use of nothing.
    public init() {}
}

extension JournalUse {
    /// Adds up what steps have used, those included that were done anew.
    ///
    /// - Parameter steps: The steps of a run, in the order of their numbers.
    /// - Returns: By the numbers of calls of models what was used with each; and what was used in all.
    static func sums(of steps: [RecordedStep]) -> (byCall: [Int: JournalUse], total: JournalUse) {
        var uses: [Int: JournalUse] = [:]
        var total = JournalUse()
        var latest = Int64.min
        for step in steps {
            let (started, ended) = (step.started.milliseconds, step.ended.milliseconds)
            total.time += .milliseconds(max(0, ended - max(started, latest)))
            latest = max(latest, ended)
            guard step.kind == .model else { continue }
            total.calls += 1
            total.tokens += step.usage.inputTokens + step.usage.outputTokens
            total.cost = total.cost.flatMap { sum in step.usage.cost.map { sum + $0 } }
            uses[step.id] = total
        }
        return (uses, total)
    }
}
