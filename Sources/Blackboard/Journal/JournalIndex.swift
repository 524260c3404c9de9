import Core

/// Finds the recorded step that answers what is asked: the logic of resuming and replaying, without the board.
///
/// An agent asks its models one after the other: the n-th request must be that which was recorded n-th. Where it is another
/// one, the run has taken another way, and nothing of this agent counts from there on. Everything else may be asked in any
/// order, as tools that only read run at the same time: the n-th time that something is asked gets the n-th answer to it.
struct JournalIndex {
    /// A recorded step.
    struct Step: Sendable, Equatable {
        let id: Int
        let key: JournalKey
        let number: Int
        let occurrence: Int
        /// Whether it failed for a reason that may have gone away.
        var isTransient = false
    }

    /// What is to be done.
    enum Match: Equatable {
        /// The recorded step is the answer.
        case recorded(Int)
        /// The step is to be done.
        case new(Place)
    }

    /// Where a new step stands.
    struct Place: Sendable, Equatable {
        let number: Int
        let occurrence: Int
        let replaces: Replaced
    }

    /// Which recorded steps a new one makes void.
    enum Replaced: Sendable, Equatable {
        /// None.
        case nothing
        /// One that failed.
        case step(Int)
        /// The rest of what its agent did, since something else is asked now.
        case rest([Int])

        /// Their numbers.
        var steps: [Int] {
            switch self {
            case .nothing: []
            case .step(let id): [id]
            case .rest(let ids): ids
            }
        }
    }

    /// What an agent asks, other than which agent.
    private struct Question: Hashable {
        let kind: JournalKey.Kind
        let request: ContentHash

        init(_ key: JournalKey) { (kind, request) = (key.kind, key.request) }
    }

    private struct Request: Hashable {
        let question: Question
        let occurrence: Int
    }

    private struct Lane {
        var models: ArraySlice<Step> = []
        var others: [Request: Step] = [:]
        var asked: [Question: Int] = [:]
        var nextNumber = 0

        mutating func match(_ key: JournalKey) -> Match {
            let question = Question(key)
            let occurrence = asked[question, default: 0]
            asked[question] = occurrence + 1
            let found =
                key.kind == .model ? models.popFirst() : others[Request(question: question, occurrence: occurrence)]
            var replaced = Replaced.nothing
            if let found, found.key != key {
                let later = others.filter { $0.value.number >= found.number }
                replaced = .rest(([found] + models + later.values).map(\.id).sorted())
                models = []
                for request in later.keys { others[request] = nil }
            } else if let found {
                guard found.isTransient else { return .recorded(found.id) }
                replaced = .step(found.id)
            }
            defer { nextNumber += 1 }
            return .new(Place(number: nextNumber, occurrence: occurrence, replaces: replaced))
        }
    }

    private var lanes: [JournalAgent: Lane] = [:]

    /// Creates an index.
    ///
    /// - Parameters:
    ///   - steps: What is recorded.
    ///   - retries: Whether failures that may have gone away are tried again, unless somebody has acted on them.
    init(_ steps: [Step] = [], retries: Bool = false) {
        for var step in steps.sorted(by: { $0.number < $1.number }) {
            if !retries { step.isTransient = false }
            var lane = lanes[step.key.agent] ?? Lane()
            if step.key.kind == .model {
                lane.models.append(step)
            } else {
                lane.others[Request(question: Question(step.key), occurrence: step.occurrence)] = step
            }
            lane.nextNumber = max(lane.nextNumber, step.number + 1)
            lanes[step.key.agent] = lane
        }
        for agent in lanes.keys { keepWhatWasActedOn(of: agent) }
    }

    /// The recorded answer of a model that comes next to an agent, if it is the answer to this.
    func nextAnswer(to key: JournalKey) -> Int? {
        guard let next = lanes[key.agent]?.models.first, next.key == key, !next.isTransient else { return nil }
        return next.id
    }

    /// Whether there is an answer to what is asked next, by others than a model.
    func holds(_ key: JournalKey) -> Bool {
        guard let lane = lanes[key.agent] else { return false }
        let question = Question(key)
        return lane.others[Request(question: question, occurrence: lane.asked[question, default: 0])] != nil
    }

    /// Finds the answer to what is asked.
    mutating func match(_ key: JournalKey) -> Match { lanes[key.agent, default: Lane()].match(key) }

    /// A failure that a later request to a model tells of, or after which the task was begun anew, is a part of the run's
    /// history like any other step.
    private mutating func keepWhatWasActedOn(of agent: JournalAgent) {
        guard var lane = lanes[agent] else { return }
        let hasSuccessor = lanes.keys.contains { $0.path == agent.path && $0.attempt > agent.attempt }
        let last = lane.nextNumber - 1
        let lastModel = lane.models.last?.number ?? -1
        for index in lane.models.indices where hasSuccessor || lane.models[index].number < last {
            lane.models[index].isTransient = false
        }
        for (request, step) in lane.others where hasSuccessor || step.number < lastModel {
            lane.others[request]?.isTransient = false
        }
        lanes[agent] = lane
    }
}

extension JournalIndex.Step {
    init(_ step: RecordedStep) {
        self.init(
            id: step.id,
            key: step.key,
            number: step.number,
            occurrence: step.occurrence,
            isTransient: step.failure == .transient
        )
    }
}
