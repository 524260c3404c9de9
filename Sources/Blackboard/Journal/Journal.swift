public import Core
import Synchronization

/// The record of what happened in a run that could have happened otherwise: answers of models, results of tools, times.
///
/// A step counts once it is recorded, and nobody acts on what is not. So a run that was killed can be taken up where it was,
/// and a run that has ended can be told again without asking anybody.
public final class Journal: Sendable {
    /// What the journal is used for.
    public enum Mode: Sendable {
        /// A run begins: all is done, and recorded.
        case record
        /// A run is taken up: what is recorded is not done again.
        case resume
        /// A run is told again: nothing is done.
        case replay
    }

    /// Something that a person may want to know.
    public struct Notice: Sendable, Equatable {
        /// Whose steps it is about.
        public let agent: JournalAgent
        /// What, in a sentence.
        public let text: String
    }

    /// The answer to what is asked, or the duty to find it.
    public enum Beginning: Sendable {
        /// It was recorded.
        case recorded(Result<JSON, StepFailure>)
        /// It is to be done, and then to be recorded with `end`.
        case pending(PendingStep)
    }

    /// What came of a step.
    public enum StepResult: Sendable {
        /// It was recorded before.
        case recorded(JSON)
        /// It was done now.
        case done(WrittenJSON)

        /// The result as a tree.
        public var json: JSON {
            switch self {
            case .recorded(let json): json
            case .done(let written): written.json
            }
        }
    }

    /// The run.
    public let run: String
    /// What it is used for.
    public let mode: Mode
    /// Whether the run had come to an end here before it was taken up: what it did not do by then, it was not let.
    public let endsEarly: Bool
    /// What the run had used when it was taken up.
    public let used: JournalUse
    private let uses: [Int: JournalUse]
    /// What was recorded before, by number.
    private let recorded: [Int: RecordedStep]
    private let board: Blackboard
    private let copy: RunCopy?
    private let notify: @Sendable (Notice) -> Void
    private let index: Mutex<JournalIndex>
    /// What is done and not recorded yet.
    let steps = HeldSteps()
    /// Whether the run was told to end: then nothing new begins.
    private let isCancelled = Atomic(false)

    /// Opens the journal of a run.
    ///
    /// - Parameters:
    ///   - run: The run's identifier; unless it is replayed, this process holds it (`beginRun`, `resumeRun`).
    ///   - board: The board that the run is on.
    ///   - mode: What it is used for.
    ///   - copy: Where what recorded steps have written is written again; nothing for nowhere.
    ///   - last: The step with which the run had come to an end before it was taken up, for a replay of what it did until
    ///     then; nothing for all of it.
    ///   - notify: Is told when recorded steps are not used again.
    /// - Throws: `BlackboardError` with `runNotFound`; `SQLiteError`.
    public init(
        run: String,
        on board: Blackboard,
        mode: Mode,
        repeatingOn copy: RunCopy? = nil,
        until last: Int? = nil,
        notify: @escaping @Sendable (Notice) -> Void = { _ in }
    ) async throws {
        self.run = try await board.run(run).id
        self.board = board
        self.mode = mode
        self.copy = copy
        self.notify = notify
        endsEarly = last != nil
        let all = mode == .record ? [] : try await board.recordedSteps(of: self.run)
        let steps = all.standing(after: last).filter { !$0.isSuperseded }
        recorded = Dictionary(steps.map { ($0.id, $0) }) { first, _ in first }
        index = Mutex(JournalIndex(steps.map(JournalIndex.Step.init), retries: mode == .resume))
        (uses, used) = JournalUse.sums(of: all)
    }

    /// Looks whether a call of a model will be answered from the journal.
    ///
    /// - Parameter key: What the call is known by.
    /// - Returns: What the run had used when the answer was recorded; nothing if the model will be asked.
    public func useOfAnswer(to key: JournalKey) -> JournalUse? {
        if uses.isEmpty { return nil }
        return index.withLock { $0.nextAnswer(to: key) }.flatMap { uses[$0] }
    }

    /// Looks whether a step will be answered from the journal.
    ///
    /// - Parameter key: What it is known by; not of a model.
    /// - Returns: Whether it is recorded, as it is asked for next.
    public func isRecorded(_ key: JournalKey) -> Bool {
        mode != .record && index.withLock { $0.holds(key) }
    }

    /// Does a step, unless it is recorded.
    ///
    /// What the closure writes to the board belongs to the step: if the process is killed before the step is recorded, the
    /// writes of the repeated step give what the first has written.
    ///
    /// - Parameters:
    ///   - key: What it is known by.
    ///   - label: What is done, in a few words for people.
    ///   - input: What is asked, for people; without secrets.
    ///   - recording: When it is recorded, and what is held of the agent.
    ///   - perform: Does it. A `StepFailure` that it throws is recorded as it is; another error as one that may go away;
    ///     the end of a cancelled task is not recorded.
    /// - Returns: The result, durable unless the step is `withTasks`.
    /// - Throws: What the closure throws, `StepFailure` for a recorded failure; `BlackboardError` with `stepMissing` if a
    ///   run is replayed that has no such step; `CancellationError` if the run was told to end; `SQLiteError`.
    public func step<Value: JSONWritable>(
        _ key: JournalKey,
        label: String,
        input: WrittenJSON = .null,
        recording: Recording = .byItself,
        perform: () async throws -> Value
    ) async throws -> StepResult {
        if recording == .byItself { try await settleAnswer(of: key.agent) }
        switch try await begin(at: key, label, input) {
        case .recorded(let result): return .recorded(try result.get())
        case .pending(let step):
            let earlier = recording == .withPost ? steps.take(key.agent) : []
            let writes = StepWrites(run: run, step: step, after: earlier, isRepeated: mode != .record)
            let result: Result<Value, any Error>
            do {
                result = .success(try await StepWrites.$current.withValue(writes) { try await perform() })
            } catch {
                result = .failure(error)
            }
            // What is recorded counts, whatever came after it.
            if let conclusion = writes.conclusion {
                if conclusion.isToldToEnd { throw told() }
                return .done(conclusion.result)
            }
            steps.giveBack(earlier)
            return .done(try await conclude(step, result, recording))
        }
    }

    /// Does a step whose result is looked at as a tree, unless it is recorded.
    ///
    /// - Parameters:
    ///   - key: What it is known by.
    ///   - label: What is done, in a few words for people.
    ///   - input: What is asked, for people; without secrets.
    ///   - perform: Does it.
    /// - Returns: The result, durable.
    /// - Throws: As the other `step`.
    public func step(
        _ key: JournalKey,
        label: String,
        input: WrittenJSON = .null,
        perform: () async throws -> JSON
    ) async throws -> JSON {
        let result: StepResult = try await step(key, label: label, input: input, perform: perform)
        return result.json
    }

    private func conclude(
        _ step: PendingStep,
        _ result: Result<some JSONWritable, any Error>,
        _ recording: Recording
    ) async throws -> WrittenJSON {
        switch result {
        case .success(let value):
            let written = WrittenJSON(value)
            if recording == .withTasks { hold(step, written) } else { try await end(step, written) }
            return written
        case .failure(let error):
            if error is CancellationError || Task.isCancelled { throw error }
            try await fail(step, error as? StepFailure ?? StepFailure(.string("\(error)"), isTransient: true))
            throw error
        }
    }

    /// Looks whether a step is recorded, for what cannot be done within a closure, such as a stream.
    ///
    /// - Parameters:
    ///   - key: What it is known by.
    ///   - label: What is done, in a few words for people.
    ///   - input: What is asked, for people; without secrets.
    /// - Returns: What is recorded, or the step that is to be done and ended.
    /// - Throws: `BlackboardError` with `stepMissing` if a run is replayed that has no such step; `CancellationError` if the
    ///   run was told to end; `SQLiteError`.
    public func begin(_ key: JournalKey, label: String, input: WrittenJSON = .null) async throws -> Beginning {
        try await settleAnswer(of: key.agent)
        return try await begin(at: key, label, input)
    }

    private func begin(at key: JournalKey, _ label: String, _ input: WrittenJSON) async throws -> Beginning {
        switch index.withLock({ $0.match(key) }) {
        case .recorded(let id):
            guard let step = recorded[id] else { throw missing(key, label) }
            try await copy?.repeatWrites(of: step, in: run, from: board)
            return .recorded(try await board.result(of: step))
        case .new(let place):
            if mode == .replay { throw missing(key, label) }
            if isCancelled.load(ordering: .relaxed) { throw CancellationError() }
            if case .rest = place.replaces { notify(Notice(agent: key.agent, text: Self.divergence(label))) }
            return .pending(
                PendingStep(key: key, place: place, label: label, input: input, started: board.clock.now())
            )
        }
    }

    /// Records a step.
    ///
    /// - Parameters:
    ///   - step: The step.
    ///   - result: What came of it.
    ///   - usage: What it cost.
    /// - Throws: `CancellationError` if the run was told to end, after the step is recorded; `SQLiteError`, `FileError`.
    public func end(
        _ step: PendingStep,
        _ result: some JSONWritable,
        usage: StepUsage = StepUsage()
    ) async throws {
        try await record(step.key.agent, FinishedStep(step, WrittenJSON(result), usage: usage, at: board.clock.now()))
    }

    /// Records a step that failed.
    ///
    /// - Parameters:
    ///   - step: The step.
    ///   - failure: How it failed.
    ///   - usage: What it cost.
    /// - Throws: As `end`.
    public func fail(_ step: PendingStep, _ failure: StepFailure, usage: StepUsage = StepUsage()) async throws {
        try await record(step.key.agent, FinishedStep(step, failure, usage: usage, at: board.clock.now()))
    }

    /// Ends a step that is recorded with what its agent does next: a step that is recorded with a write, or the end of its
    /// task (`Blackboard.release`).
    ///
    /// What comes of it is to be used for nothing else before. Whoever holds back a step sees to it that `settle` is called
    /// when the agent ends.
    ///
    /// - Parameters:
    ///   - step: The step.
    ///   - result: What came of it.
    ///   - usage: What it cost.
    public func hold(_ step: PendingStep, _ result: some JSONWritable, usage: StepUsage = StepUsage()) {
        steps.add(FinishedStep(step, WrittenJSON(result), usage: usage, at: board.clock.now()))
    }

    /// Records what is held of an agent's steps.
    ///
    /// - Parameter agent: The agent.
    /// - Throws: As `end`.
    public func settle(_ agent: JournalAgent) async throws { try await record(agent) }

    /// Records what is held before the agent goes on, unless nothing of it would be asked again.
    private func settleAnswer(of agent: JournalAgent) async throws {
        if steps.holdsAnswer(of: agent) { try await settle(agent) }
    }

    /// Records what is held of an agent's steps, and the one that has ended now.
    private func record(_ agent: JournalAgent, _ finished: FinishedStep? = nil) async throws {
        let earlier = steps.take(agent)
        let all = finished.map { earlier + [$0] } ?? earlier
        if all.isEmpty { return }
        let isToldToEnd: Bool
        do {
            isToldToEnd = try await board.append(all, of: run)
        } catch {
            steps.giveBack(earlier)
            throw error
        }
        if isToldToEnd { throw told() }
    }

    /// Notes that the run was told to end, which every agent hears of.
    func told() -> CancellationError {
        isCancelled.store(true, ordering: .relaxed)
        return CancellationError()
    }

    private func missing(_ key: JournalKey, _ label: String) -> BlackboardError {
        BlackboardError(
            .stepMissing,
            "the journal of run \(run) has no such step of agent \(key.agent.path): \(label.prefix(80)); "
                + "replay it with the version of slate and the settings that it was recorded with"
        )
    }

    private static func divergence(_ label: String) -> String {
        "what is asked now is not what was asked when the run was recorded (\(label.prefix(80))); "
            + "from here on this agent's steps are done anew"
    }
}
