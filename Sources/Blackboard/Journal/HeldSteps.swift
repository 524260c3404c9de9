import Synchronization

/// The steps of a run's agents that are done and not recorded yet: each is recorded with what its agent does next.
final class HeldSteps: Sendable {
    private let steps = Mutex<[JournalAgent: [FinishedStep]]>([:])

    func add(_ step: FinishedStep) { steps.withLock { $0[step.step.key.agent, default: []].append(step) } }

    /// Takes the steps of an agent, in the order in which they ended; who cannot record them gives them back.
    func take(_ agent: JournalAgent) -> [FinishedStep] { steps.withLock { $0.removeValue(forKey: agent) ?? [] } }

    /// Takes steps again that could not be recorded.
    func giveBack(_ steps: [FinishedStep]) {
        guard let agent = steps.first?.step.key.agent else { return }
        self.steps.withLock { $0[agent] = steps + ($0[agent] ?? []) }
    }

    /// Whether one is an answer of a model, which would have to be asked again were it lost.
    func holdsAnswer(of agent: JournalAgent) -> Bool {
        steps.withLock { $0[agent]?.contains { $0.step.key.kind == .model } ?? false }
    }
}

extension Journal {
    /// When a step is recorded, and what is held of its agent until then.
    public enum Recording: Sendable {
        /// The step when it is done; a model's answer that is held, before it begins.
        case byItself
        /// Both by the one write to the board that is all that the step does (`Blackboard.postOnce`).
        case withPost
        /// What is held by the write of the tasks with which the step begins (`Blackboard.post`); the step with the next
        /// one of the agent, as all that follows on its first write is recorded by those who work on the tasks: if it is
        /// lost and done again, it comes to the same.
        case withTasks
    }

    /// What is held of an agent's steps, for a write that records it, too.
    public struct Held: Sendable {
        let journal: Journal
        let agent: JournalAgent
    }

    /// What is held of an agent's steps by the time of a write that records it.
    public func held(of agent: JournalAgent) -> Held { Held(journal: self, agent: agent) }
}

extension Blackboard {
    /// Makes a change as `commit` does, in one transaction with the record of what a journal holds.
    ///
    /// - Parameters:
    ///   - held: What is recorded; nothing for the change alone.
    ///   - body: Makes the change.
    /// - Returns: What the closure returns; both are durable.
    /// - Throws: As `commit`: then nothing was stored, and the journal holds what it held. `CancellationError` if the run
    ///   was told to end, after both are stored.
    func commit<Value>(recording held: Journal.Held?, _ body: @escaping () throws -> Value) async throws -> Value {
        guard let held, case let steps = held.journal.steps.take(held.agent), !steps.isEmpty else {
            return try await commit(body)
        }
        let (journal, run) = (held.journal, held.journal.run)
        let done: (value: Value, isTold: Bool)
        do {
            done = try await commit { [self] in
                let value = try body()
                if steps.contains(where: \.isLong) { try addObjects(of: steps) }
                for step in steps { record(step, of: run) }
                return (value, try isToldToEnd(run))
            }
        } catch {
            journal.steps.giveBack(steps)
            throw error
        }
        if done.isTold { throw journal.told() }
        return done.value
    }
}
