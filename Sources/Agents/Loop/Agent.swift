import Blackboard
public import LanguageModels

/// An agent at work: gives the loop what it asks for, from a model and tools.
public struct Agent: Sendable {
    private let brief: AgentBrief
    private let model: any LanguageModel
    private let tools: [any Tool]
    private let limits: AgentLimits
    private let prices: PriceTable
    private let hooks: AgentHooks
    private let archive: TextArchive?
    private let context: ToolContext
    /// What it has handed out and goes on without; nothing for an agent that cannot.
    var openTasks: OpenTasks?

    /// Prepares an agent.
    ///
    /// - Parameters:
    ///   - brief: All that it is told.
    ///   - model: Who thinks.
    ///   - tools: What it can do.
    ///   - limits: How far it may go.
    ///   - prices: What tokens cost.
    ///   - archive: Where long texts are kept.
    ///   - run: The run that it belongs to.
    ///   - removing: What no model may see, such as the keys of this process.
    ///   - hooks: Who keeps its budget, approves, and watches.
    public init(
        _ brief: AgentBrief,
        model: any LanguageModel,
        tools: [any Tool] = [],
        limits: AgentLimits = AgentLimits(),
        prices: PriceTable = .bundled,
        archive: TextArchive? = nil,
        run: String? = nil,
        removing: TextGuard.Options = TextGuard.Options(),
        hooks: AgentHooks = AgentHooks()
    ) {
        self.brief = brief.cleaned(removing)
        self.model = model
        self.tools = tools
        self.limits = limits
        self.prices = prices
        self.hooks = hooks
        self.archive = archive
        let observe = hooks.observe
        context = ToolContext(author: brief.task.role ?? "agent", run: run, removing: removing) {
            observe(.toolProgress($0))
        }
    }

    /// Works on the task until its end; cancelling the task ends the agent with what it has.
    ///
    /// - Returns: What became of the task.
    @concurrent public func run() async -> AgentResult {
        if let openTasks { await openTasks.around { await work() } } else { await work() }
    }

    private func work() async -> AgentResult {
        let codeTools = tools.filter { $0.access == .execute }.map(\.definition.name)
        var loop = AgentLoop(brief, tools: tools.map(\.definition), limits: limits, codeTools: Set(codeTools))
        var usage = AgentUsage()
        var calls = 0
        let runner = ToolRunner(
            tools: Dictionary(tools.map { ($0.definition.name, $0) }) { first, _ in first },
            context: context,
            hooks: hooks,
            archive: archive,
            resultTokens: limits.resultTokens
        )
        var action = loop.handle(.begin)
        while true {
            for note in loop.notes { hooks.observe(note) }
            loop.notes = []
            switch action {
            case .finish(let ending): return await conclude(result(of: ending, loop, usage, runner.artifacts.all))
            case _ where Task.isCancelled: action = loop.handle(.cancelled(text: ""))
            case .ask(let request):
                calls += 1
                let answered = (model as? JournaledModel)?.useOfAnswer(to: request)
                let messages = loop.isWrappingUp ? [] : await hooks.messages(calls, answered != nil)
                let event = messages.isEmpty ? await ask(request, answered, loop, &usage) : .told(messages)
                loop.openTasks = openTasks?.untold ?? []
                action = loop.handle(event)
            case .archive(let texts): action = loop.handle(.archived(await keep(texts)))
            case .run(let calls):
                action = loop.handle(await use(runner, calls, after: usage.toolCalls))
                usage.toolCalls += calls.count
            }
        }
    }

    private func ask(
        _ request: ModelRequest,
        _ answered: JournalUse?,
        _ loop: AgentLoop,
        _ usage: inout AgentUsage
    ) async -> AgentLoop.Event {
        let estimate = AgentHooks.Estimate(
            inputTokens: loop.requestTokens,
            outputTokens: request.maxOutputTokens ?? AgentHooks.Estimate.assumedOutputTokens,
            model: model.identity,
            isFirst: usage.calls == 0,
            answered: answered
        )
        switch await hooks.admit(estimate) {
        case .denied(let reason): return .denied(reason)
        case .granted(let grant):
            var request = request
            request.maxOutputTokens = grant.outputTokens ?? request.maxOutputTokens
            hooks.observe(.asked(iteration: loop.iterations + 1, isWrapUp: loop.isWrappingUp))
            return await answer(to: request, grant, &usage)
        }
    }

    private func answer(
        to request: ModelRequest,
        _ grant: AgentHooks.Grant,
        _ usage: inout AgentUsage
    ) async -> AgentLoop.Event {
        var text = ""
        do {
            let response = try await model.respond(to: request) { event in
                if case .text(let piece) = event { text += piece }
                if case .retry = event { text = "" }
                observe(event)
            }
            usage.add(response.charges, prices: prices)
            let status = await grant.settle(AgentHooks.CallUse(response))
            hooks.observe(.answered(response))
            return .answered(response, status)
        } catch {
            usage.add([], prices: prices)
            _ = await grant.settle(AgentHooks.CallUse(error))
            if Task.isCancelled || error is CancellationError { return .cancelled(text: text) }
            let unexpected = ModelError(.unavailable, "the model could not be asked: \(error)")
            return .failed(error as? ModelError ?? unexpected, text: text)
        }
    }

    private func observe(_ event: ModelEvent) {
        switch event {
        case .text(let text): hooks.observe(.text(text))
        case .reasoning(let text): hooks.observe(.received(bytes: text.utf8.count))
        case .toolCall(let delta): hooks.observe(.received(bytes: delta.arguments.utf8.count))
        case .retry(let notice): hooks.observe(.retried(notice))
        case .started, .reasoningState, .usage, .stop: hooks.observe(.received(bytes: 0))
        }
    }

    private func use(_ runner: ToolRunner, _ calls: [ToolCall], after made: Int) async -> AgentLoop.Event {
        do {
            return .ran(try await runner.run(calls, after: made))
        } catch {
            // The runner throws nothing else.
            return .cancelled(text: "")
        }
    }

    private func keep(_ texts: [String]) async -> [String?] {
        var names: [String?] = []
        for text in texts {
            // A digest without a pointer is worse, but no reason to end.
            names.append(try? await archive?.keep(text))
        }
        return names
    }

    /// The result, once all that the agent's model has answered is journaled; a failure if that cannot be.
    private func conclude(_ result: AgentResult) async -> AgentResult {
        var result = result
        if result.outcome == .success { await hooks.finish(result) }
        do {
            try await (model as? JournaledModel)?.settle()
        } catch is CancellationError {
            // The run was told to end, which this agent does.
        } catch {
            result.exitReason = .providerUnavailable
            result.error = context.clean("the model's answer could not be written down: \(error)")
        }
        hooks.observe(.ended(result))
        return result
    }

    private func result(
        of ending: AgentLoop.Ending,
        _ loop: AgentLoop,
        _ usage: AgentUsage,
        _ artifacts: [Artifact]
    ) -> AgentResult {
        var usage = usage
        usage.iterations = loop.iterations
        let output = context.clean(ending.output)
        // What is left of an answer may be nothing.
        let isEmpty = ending.reason == .finished && ending.value == nil && AnswerText.isBlank(output)
        return AgentResult(
            taskID: brief.task.id,
            exitReason: isEmpty ? .emptyAnswer : ending.reason,
            output: output,
            // Each text by itself: a fence that one leaves open must not swallow what stands behind it for its reader.
            value: ending.value?.mapTexts(context.clean),
            error: isEmpty ? "nothing is left of the answer once it is cleaned" : ending.error.map(context.clean),
            usage: usage,
            artifacts: artifacts
        )
    }
}
