public import Core
public import LanguageModels

/// The course of an agent: thinks, calls tools, looks at what they gave, until it is done or may go no further.
///
/// It does nothing itself: it is told what happened, and says what is to be done next. So it can be tested without a
/// model, a clock or a disk.
public struct AgentLoop: Sendable {
    /// What happened.
    public enum Event: Sendable {
        /// The agent starts.
        case begin
        /// The model has answered; with what is left of the budget, if that is known.
        case answered(ModelResponse, AgentHooks.BudgetStatus?)
        /// The budget does not allow the call, for a reason in words.
        case denied(String)
        /// The model could not be asked; with the text that came before.
        case failed(ModelError, text: String)
        /// The tools have ended, with their results in the order of the calls.
        case ran([ToolResult])
        /// The texts are stored under these names, in their order; nothing for one that could not be.
        case archived([String?])
        /// A person has something to say, before the model is asked.
        case told([String])
        /// Somebody called the agent off; with the text of the answer that was under way.
        case cancelled(text: String)
    }

    /// What is to be done next.
    public enum Action: Sendable {
        /// Ask the model.
        case ask(ModelRequest)
        /// Run the tools.
        case run([ToolCall])
        /// Store the texts, which are about to leave the conversation.
        case archive([String])
        /// Nothing more: the agent has ended.
        case finish(Ending)
    }

    /// How an agent ended.
    public struct Ending: Sendable, Equatable {
        /// Why.
        public var reason: ExitReason
        /// The final answer, or what was written until then.
        public var output = ""
        /// The answer as a value, where a form was asked for.
        public var value: JSON?
        /// What went wrong, in one sentence.
        public var error: String?
    }

    enum Phase: Sendable {
        case thinking
        /// The calls that run, and results of those that must not.
        case acting([ToolCall], rejected: [ToolResult])
        case reducing([ContextReducer.Place])
        case wrappingUp(Ending)
        case over
    }

    /// How many texts of errors are sent back to the model.
    static let errorAnswerLimit = 1
    static let wrapUpTokens = 1_500

    let brief: AgentBrief
    let limits: AgentLimits
    let tools: [ToolDefinition]
    private let codeTools: Set<String>
    var phase = Phase.thinking
    var messages: [Message]
    var request: ModelRequest
    var estimator = TokenEstimator()
    /// About how many tokens the request has that is to be sent.
    public internal(set) var requestTokens = 0
    var reducer: ContextReducer
    /// Turns so far, those that were refunded not counted.
    public internal(set) var iterations = 0
    /// What was told to the model and mended in its answers since this was emptied last.
    public var notes: [AgentEvent] = []
    /// The tasks that were handed out and of whose end the model does not know.
    public var openTasks: [String] = []
    var isToldOfOpenTasks = false
    var lastText = ""
    private var refunds = 0
    private var repeats = LoopGuard()
    private var isWarned = false
    var budget: AgentHooks.BudgetStatus?
    var review = AnswerReview()
    var outputReview = AnswerReview(limit: 1)
    var errorAnswers = 0

    /// Prepares an agent.
    ///
    /// - Parameters:
    ///   - brief: What it is told.
    ///   - tools: What it can do.
    ///   - limits: How far it may go.
    ///   - codeTools: The tools that run code: a turn with nothing else does not count.
    public init(
        _ brief: AgentBrief,
        tools: [ToolDefinition] = [],
        limits: AgentLimits = AgentLimits(),
        codeTools: Set<String> = []
    ) {
        self.brief = brief
        self.tools = tools
        self.codeTools = codeTools
        self.limits = limits
        messages = brief.messages(iterations: limits.iterations)
        request = ModelRequest(messages: messages)
        reducer = ContextReducer(goal: brief.task.goal, digestTokens: limits.digestTokens)
    }

    /// Whether the model is asked for its last words.
    public var isWrappingUp: Bool { if case .wrappingUp = phase { true } else { false } }

    /// Takes what happened.
    ///
    /// - Parameter event: What happened; an event that does not answer the last action ends the agent.
    /// - Returns: What is to be done next.
    public mutating func handle(_ event: Event) -> Action {
        switch (phase, event) {
        case (_, .cancelled(let text)): return finish(Ending(reason: .cancelled, output: text, error: "called off"))
        case (.thinking, .begin): return think()
        case (.thinking, .told(let texts)):
            for text in texts { hear(text) }
            return think()
        case (.thinking, .answered(let response, let status)):
            learn(response, status)
            return take(response)
        case (.thinking, .denied(let reason)): return wrapUp(Ending(reason: .budgetExhausted, error: reason))
        case (.thinking, .failed(let error, let text)): return take(error, text: text)
        case (.acting(let calls, let rejected), .ran(let results)): return take(results, of: calls, rejected)
        case (.reducing(let places), .archived(let names)):
            reducer.replace(places, names: names, in: &messages)
            phase = .thinking
            notes.append(.reduced(results: places.count))
            return think()
        case (.wrappingUp(let ending), .answered(let response, _)): return finish(ending, lastWords: response.text)
        case (.wrappingUp(let ending), .denied): return finish(ending)
        case (.wrappingUp(let ending), .failed(_, let text)): return finish(ending, lastWords: text)
        default: return finish(Ending(reason: .internalError, error: "the agent's steps came out of order"))
        }
    }

    // MARK: Thinking

    mutating func think() -> Action {
        if iterations >= limits.iterations {
            return wrapUp(
                Ending(reason: .iterationLimit, error: "all \(limits.iterations) turns are used; allow more of them")
            )
        }
        warnIfDue()
        phase = .thinking
        request = ModelRequest(messages: messages, tools: tools, maxOutputTokens: limits.outputTokens)
        // A form can be enforced only where no tool may be called: providers refuse both together.
        if tools.isEmpty { request.output = brief.task.output }
        requestTokens = estimator.tokens(in: request)
        if requestTokens > limits.contextTokens * 3 / 4 { return reduce() }
        return .ask(request)
    }

    /// Makes room, or asks all the same while there is none to make but the context may still do.
    mutating func reduce(isRefused: Bool = false) -> Action {
        let tokens = requestTokens
        let target = min(limits.contextTokens, tokens) / 2
        let excess = Int(Double(tokens - target) * estimator.bytesPerToken)
        let isUrgent = isRefused || tokens > limits.contextTokens * 9 / 10
        let places = reducer.places(in: messages, toSave: excess, isUrgent: isUrgent)
        if !places.isEmpty {
            phase = .reducing(places)
            return .archive(places.map { reducer.text(at: $0, in: messages) })
        }
        if isUrgent {
            let advice = "the conversation does not fit the model's context of \(limits.contextTokens) tokens"
            return finish(Ending(reason: .contextFull, error: "\(advice); use a model with more, or a smaller task"))
        }
        return .ask(request)
    }

    private mutating func warnIfDue() {
        let turns = Double(iterations) / Double(limits.iterations)
        guard !isWarned, max(turns, budget?.usedFraction ?? 0) >= limits.warningFraction, iterations > 0 else { return }
        isWarned = true
        let left = limits.iterations - iterations
        let rest = budget.map { ", and of the budget \($0.remaining)" } ?? ""
        tell("\(left) turn\(left == 1 ? " is" : "s are") left\(rest). Finish what matters most, then answer.")
    }

    /// Says something to the model that no person has said.
    mutating func tell(_ text: String) {
        messages.append(.notice(text))
        notes.append(.noticed(text))
    }

    /// Takes what a person says while the work goes on.
    private mutating func hear(_ text: String) {
        messages.append(.user("# A message from the person whom you work for\n\n\(text)"))
        notes.append(.noted(code: "message", text: text))
    }

    // MARK: Tools

    private mutating func take(_ results: [ToolResult], of calls: [ToolCall], _ rejected: [ToolResult]) -> Action {
        messages.append(.tools(inOrder(rejected + results)))
        isToldOfOpenTasks = false
        // A call that was denied has run nothing.
        let isRefunded =
            rejected.isEmpty && results.contains { !$0.isError } && calls.allSatisfy { codeTools.contains($0.name) }
        // Refunds end somewhere too, or an agent could run code for ever.
        if isRefunded, refunds < limits.iterations {
            refunds += 1
            iterations -= 1
        }
        for (call, result) in zip(calls, results) {
            let times = repeats.note(call, result)
            if times >= limits.repeatsEnd {
                let error = "\(call.name) was called \(times) times with the same arguments and the same result"
                return wrapUp(Ending(reason: .loopDetected, error: error))
            }
            if times == limits.repeatsTold {
                tell(
                    "You have called \(call.name) \(times) times with the same arguments and got the same result. "
                        + "It will not change: do something else, or answer with what you have."
                )
            }
        }
        return think()
    }

    /// Results in the order of the calls that the model made last.
    private func inOrder(_ results: [ToolResult]) -> [ToolResult] {
        guard case .assistant(let parts)? = messages.last else { return results }
        let order = ModelResponse(content: parts).toolCalls.map(\.id)
        let places = Dictionary(zip(order, order.indices)) { first, _ in first }
        return results.sorted { places[$0.callID, default: .max] < places[$1.callID, default: .max] }
    }
}
