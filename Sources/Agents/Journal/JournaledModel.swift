public import Blackboard
import Core
public import LanguageModels

/// A model whose answers are journaled before they end, and which answers from the journal what it has answered before.
///
/// An answer that does nothing but call one tool which does nothing but post is journaled with the post: the two are
/// committed at once, so that nothing is done that is not journaled. If it comes to no post, the answer is journaled with
/// the agent's next step, or by `settle`.
///
/// Which model is asked has no part in what a step is known by: a run can be taken up with another one.
public struct JournaledModel: LanguageModel {
    /// Who answers, before any fallback.
    public let identity: ModelIdentity
    private let model: (any LanguageModel)?
    private let journal: Journal
    private let agent: JournalAgent
    private let prices: PriceTable
    private let posting: Set<String>
    private let conversation = JournaledConversation()

    /// Wraps a model.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - journal: The journal of the run.
    ///   - agent: Who asks: each agent has a model of its own.
    ///   - prices: What tokens cost.
    ///   - posting: The names of the agent's tools that do nothing but post (`Tool.isOnePost`), and are journaled.
    public init(
        _ model: any LanguageModel,
        journal: Journal,
        agent: JournalAgent,
        prices: PriceTable = .bundled,
        posting: Set<String> = []
    ) {
        self.init(identity: model.identity, model, journal, agent, prices, posting)
    }

    /// Creates a model that only repeats what is recorded, and asks nobody.
    ///
    /// - Parameters:
    ///   - identity: Who is to be told of as the one who answers.
    ///   - journal: The journal of the run.
    ///   - agent: Who asks.
    public init(repeating identity: ModelIdentity, journal: Journal, agent: JournalAgent) {
        self.init(identity: identity, nil, journal, agent, .bundled, [])
    }

    private init(
        identity: ModelIdentity,
        _ model: (any LanguageModel)?,
        _ journal: Journal,
        _ agent: JournalAgent,
        _ prices: PriceTable,
        _ posting: Set<String>
    ) {
        self.identity = identity
        self.model = model
        self.journal = journal
        self.agent = agent
        self.prices = prices
        self.posting = posting
    }

    /// Asks the model, and passes its events on as they come; the last one comes once the answer is journaled.
    public func stream(_ request: ModelRequest) -> ModelEventStream {
        ModelEventStream {
            var answer: Answer?
            return {
                // At each of the many pieces of an answer no more is called than has to be.
                if case .asked(let call) = answer { return try await call.next() }
                let begun = if let answer { answer } else { try await begin(request) }
                answer = begun
                switch begun {
                case .asked(let call): return try await call.next()
                case .repeated(let source): return try await source()
                }
            }
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

    /// Journals an answer that waits for a post, now that the agent ends.
    ///
    /// - Throws: As `Journal.end`.
    func settle() async throws { try await journal.settle(agent) }

    /// Where the events of an answer come from.
    private enum Answer {
        case asked(JournaledCall)
        case repeated(ModelEventStream.Source)
    }

    private func begin(_ request: ModelRequest) async throws -> Answer {
        let (hash, input) = conversation.next(request)
        let key = JournalKey(agent, .model, request: hash)
        let label = "\(identity), \(request.messages.count.of("message"))"
        do {
            switch try await journal.begin(key, label: label, input: input) {
            case .recorded(.success(let json)): return .repeated(try Self.repeating(json))
            case .recorded(.failure(let failure)): return .repeated(try Self.repeating(failure.value))
            case .pending(let step):
                guard let model else { throw ModelError(.notRecorded, "the journal has no answer to \(label)") }
                return .asked(JournaledCall(model.stream(request), step, journal, prices, posting))
            }
        } catch let error as BlackboardError where error.code == .stepMissing {
            throw ModelError(.notRecorded, error.message)
        }
    }

    /// The events of an answer that is recorded.
    private static func repeating(_ json: JSON) throws -> ModelEventStream.Source {
        guard let events = AnswerRecording.events(json["events"]) else {
            throw ModelError(.notRecorded, "an answer in the journal is damaged; begin the run anew")
        }
        var iterator = ModelEventStream(events, then: json["error"].flatMap(ModelError.init)).makeAsyncIterator()
        return { try await iterator.next() }
    }
}

/// One answer of a model, on its way to its reader and into the journal; it belongs to one reader.
private final class JournaledCall {
    private var events: ModelEventStream.Iterator
    private let step: Journal.PendingStep
    private let journal: Journal
    private let prices: PriceTable
    private let posting: Set<String>
    private var recording = AnswerRecording()
    private var isEnded = false

    init(
        _ stream: ModelEventStream,
        _ step: Journal.PendingStep,
        _ journal: Journal,
        _ prices: PriceTable,
        _ posting: Set<String>
    ) {
        events = stream.makeAsyncIterator()
        self.step = step
        self.journal = journal
        self.prices = prices
        self.posting = posting
    }

    func next() async throws -> ModelEvent? {
        if isEnded { return nil }
        let event: ModelEvent?
        do {
            event = try await events.next()
        } catch {
            isEnded = true
            try await note(error)
            throw error
        }
        if let event { recording.add(event) }
        switch event {
        case .stop: try await finish()
        // A stream that ends early because its task was cancelled is no answer.
        case nil: if Task.isCancelled { isEnded = true } else { try await finish() }
        default: break
        }
        return event
    }

    /// Journals the answer at its end, or with the one post that it calls for.
    private func finish() async throws {
        isEnded = true
        let tools = recording.tools
        if tools.count == 1, posting.contains(tools[0]) { return journal.hold(step, recording, usage: usage) }
        try await journal.end(step, recording, usage: usage)
    }

    private func note(_ error: any Error) async throws {
        guard let error = error as? ModelError, !Task.isCancelled else { return }
        let failure = StepFailure(
            ["message": .string(error.message), "events": recording.events.json, "error": error.json],
            isTransient: error.isTransient
        )
        try await journal.fail(step, failure, usage: usage)
    }

    private var usage: StepUsage {
        let charges = recording.charges
        return StepUsage(
            inputTokens: charges.reduce(0) { $0 + $1.usage.inputTokens },
            outputTokens: charges.reduce(0) { $0 + $1.usage.outputTokens },
            cost: prices.cost(of: charges)
        )
    }
}
