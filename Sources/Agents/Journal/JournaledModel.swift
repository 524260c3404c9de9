public import Blackboard
import Core
public import LanguageModels

/// A model whose answers are journaled before they end, and which answers from the journal what it has answered before.
///
/// An answer that does nothing but call one tool which does nothing but post, or begins with writing tasks down, is
/// journaled with that: the two are committed at once, so that nothing is done that is not journaled. In the same way
/// an answer without calls of an agent whose task is on the board waits for the end of the task. If it comes to neither,
/// the answer is journaled with the agent's next step, or by `settle`.
///
/// Which model is asked has no part in what a step is known by: a run can be taken up with another one.
///
/// A class, because it is handed on with each call.
public final class JournaledModel: LanguageModel {
    /// Who answers, before any fallback.
    public let identity: ModelIdentity
    private let model: (any LanguageModel)?
    private let journal: Journal
    private let agent: JournalAgent
    private let prices: PriceTable
    private let posting: Set<String>
    private let holdsLast: Bool
    private let conversation = JournaledConversation()

    /// Wraps a model.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - journal: The journal of the run.
    ///   - agent: Who asks: each agent has a model of its own.
    ///   - prices: What tokens cost.
    ///   - posting: The names of the agent's tools that are journaled with what they write (`Tool.recording`).
    ///   - holdsLast: Whether an answer without calls waits for the end of the agent's task.
    public convenience init(
        _ model: any LanguageModel,
        journal: Journal,
        agent: JournalAgent,
        prices: PriceTable = .bundled,
        posting: Set<String> = [],
        holdsLast: Bool = false
    ) {
        self.init(identity: model.identity, model, journal, agent, prices, posting, holdsLast)
    }

    /// Creates a model that only repeats what is recorded, and asks nobody.
    ///
    /// - Parameters:
    ///   - identity: Who is to be told of as the one who answers.
    ///   - journal: The journal of the run.
    ///   - agent: Who asks.
    public convenience init(repeating identity: ModelIdentity, journal: Journal, agent: JournalAgent) {
        self.init(identity: identity, nil, journal, agent, .bundled, [], false)
    }

    private init(
        identity: ModelIdentity,
        _ model: (any LanguageModel)?,
        _ journal: Journal,
        _ agent: JournalAgent,
        _ prices: PriceTable,
        _ posting: Set<String>,
        _ holdsLast: Bool
    ) {
        self.identity = identity
        self.model = model
        self.journal = journal
        self.agent = agent
        self.prices = prices
        self.posting = posting
        self.holdsLast = holdsLast
    }

    /// Asks the model, or repeats what it has answered; returns once the answer is journaled, or held.
    public func answer(
        _ request: ModelRequest,
        into answer: inout ResponseAssembler,
        observe: (ModelEvent) -> Void
    ) async throws {
        let (hash, input) = conversation.next(request)
        let label = "\(identity), \(request.messages.count.of("message"))"
        switch try await begin(JournalKey(agent, .model, request: hash), label, input) {
        case .recorded(let result):
            try await Self.repeating(result).assemble(into: &answer, observe: observe)
        case .pending(let step):
            guard let model else { throw ModelError(.notRecorded, "the journal has no answer to \(label)") }
            do {
                try await model.answer(request, into: &answer, observe: observe)
            } catch {
                try await note(error, after: answer, in: step)
                throw error
            }
            // A stream that ends early because its task was cancelled is no answer.
            if !answer.isStopped { try Task.checkCancellation() }
            try await end(step, answer)
        }
    }

    /// Looks whether a request will be answered from the journal.
    ///
    /// - Parameter request: The request.
    /// - Returns: What the run had used when it was answered; nothing if the model will be asked.
    func useOfAnswer(to request: ModelRequest) -> JournalUse? {
        if journal.mode == .record { return nil }
        return journal.useOfAnswer(to: JournalKey(agent, .model, request: conversation.hash(of: request)))
    }

    /// Journals an answer that waits for a post or the end of a task, now that the agent ends.
    ///
    /// - Throws: As `Journal.end`.
    func settle() async throws { try await journal.settle(agent) }

    private func begin(_ key: JournalKey, _ label: String, _ input: WrittenJSON) async throws -> Journal.Beginning {
        do {
            return try await journal.begin(key, label: label, input: input)
        } catch let error as BlackboardError where error.code == .stepMissing {
            throw ModelError(.notRecorded, error.message)
        }
    }

    /// Journals an answer, or holds it for the one post that it calls for or the end of the task that it may be.
    private func end(_ step: Journal.PendingStep, _ answer: ResponseAssembler) async throws {
        let written = WrittenJSON { json in json.object { $0.member("events", answer.events) } }
        let tools = answer.calledTools
        if tools.isEmpty ? holdsLast : tools.count == 1 && posting.contains(tools[0]) {
            return journal.hold(step, written, usage: usage(of: answer))
        }
        try await journal.end(step, written, usage: usage(of: answer))
    }

    private func note(_ error: any Error, after answer: ResponseAssembler, in step: Journal.PendingStep) async throws {
        guard let error = error as? ModelError, !Task.isCancelled else { return }
        let failure = StepFailure(
            ["message": .string(error.message), "events": answer.events.json, "error": error.json],
            isTransient: error.isTransient
        )
        try await journal.fail(step, failure, usage: usage(of: answer))
    }

    private func usage(of answer: ResponseAssembler) -> StepUsage {
        let charges = answer.charges
        return StepUsage(
            inputTokens: charges.reduce(0) { $0 + $1.usage.inputTokens },
            outputTokens: charges.reduce(0) { $0 + $1.usage.outputTokens },
            cost: prices.cost(of: charges)
        )
    }

    /// The events of an answer that is recorded, or of what came before it failed.
    private static func repeating(_ result: Result<JSON, StepFailure>) throws -> ModelEventStream {
        let json =
            switch result {
            case .success(let value): value
            case .failure(let failure): failure.value
            }
        guard let events = [ModelEvent](recorded: json["events"]) else {
            throw ModelError(.notRecorded, "an answer in the journal is damaged; begin the run anew")
        }
        return ModelEventStream(events, then: json["error"].flatMap(ModelError.init))
    }
}

extension [ModelEvent] {
    /// Reads the events of a recorded answer; nothing if it is damaged.
    init?(recorded json: JSON?) {
        guard let items = json?.array else { return nil }
        self = items.compactMap { ModelEvent($0) }
        guard count == items.count else { return nil }
    }
}
