public import Blackboard
public import LanguageModels

extension AgentRun {
    /// The shortest answer that is of use, in tokens.
    private static let leastAnswer = 256
    /// The part of a request by which it may be longer than was estimated, for the ceiling to hold.
    private static let margin = 16

    /// Makes one call of a model that belongs to no agent's conversation, within the run's budget.
    ///
    /// - Parameters:
    ///   - request: What is asked.
    ///   - role: Whose model is asked.
    ///   - place: Where the call stands in the run, the same each time that the run is repeated.
    /// - Returns: The answer.
    /// - Throws: `BudgetError` if the budget does not allow it; `ModelError`, `CancellationError`; what the choice of the
    ///   model throws.
    public func ask(_ request: ModelRequest, role: String, at place: JournalAgent) async throws -> ModelResponse {
        let model = try await factory.model(of: role, at: place, journal).model
        let estimate = AgentHooks.Estimate(
            inputTokens: TokenEstimator().tokens(in: request),
            outputTokens: request.maxOutputTokens ?? AgentHooks.Estimate.assumedOutputTokens,
            model: model.identity,
            answered: (model as? JournaledModel)?.useOfAnswer(to: request)
        )
        let grant = try reserve(estimate, in: budget)
        var request = request
        request.maxOutputTokens = grant.outputTokens ?? request.maxOutputTokens
        var usage = AgentUsage()
        do {
            let response = try await respond(model, to: request)
            usage.add(response.charges, prices: factory.prices)
            add(usage)
            _ = await grant.settle(AgentHooks.CallUse(response))
            return response
        } catch {
            usage.add([], prices: factory.prices)
            add(usage)
            _ = await grant.settle(AgentHooks.CallUse(error))
            throw error
        }
    }

    private func respond(_ model: any LanguageModel, to request: ModelRequest) async throws -> ModelResponse {
        let (result, isLate) = await withinTime { () -> Result<ModelResponse, any Error> in
            do { return .success(try await model.respond(to: request)) } catch { return .failure(error) }
        }
        if isLate, case .failure = result { throw BudgetError(.exhausted(.time), timeIsOver) }
        return try result.get()
    }

    /// Decides whether an agent may call its model.
    func admit(_ estimate: AgentHooks.Estimate, in budget: Budget) -> AgentHooks.Admission {
        do {
            return .granted(try reserve(estimate, in: budget))
        } catch {
            // Who has used up what its role allows has a parent that is told so, and judges for itself.
            if error.isOfTree { noteDenial(error.message) }
            return .denied(error.message)
        }
    }

    private func reserve(_ estimate: AgentHooks.Estimate, in budget: Budget) throws(BudgetError) -> AgentHooks.Grant {
        if let answered = estimate.answered { return repeating(answered, in: budget) }
        if journal?.endsEarly == true { throw .reachedBefore }
        let prices = factory.prices
        let price = prices.price(of: estimate.model)
        let input = reports.expected(estimate) * (Self.margin + 1) / Self.margin
        func expense(_ answer: Int) -> Expense {
            let usage = Usage(inputTokens: input, outputTokens: answer)
            return Expense(tokens: input + answer, dollars: price?.cost(of: usage))
        }
        let least = min(Self.leastAnswer, estimate.outputTokens)
        let reservation = try budget.reserve(expense(least), upTo: expense(estimate.outputTokens))
        let most = Self.answer(
            reservation.granted,
            input,
            estimate.outputTokens,
            price,
            isCapped: budget.hasCeiling
        )
        return AgentHooks.Grant(outputTokens: most) { [reports] use in
            switch use {
            case .charged(let charges):
                reports.learn(estimate, charges)
                let tokens = charges.reduce(0) { $0 + $1.usage.inputTokens + $1.usage.outputTokens }
                reservation.settle(as: Expense(tokens: tokens, dollars: prices.cost(of: charges)))
            case .nothing: reservation.settle(as: Expense.none)
            case .unknown: reservation.settle(as: nil)
            }
            let standings = budget.standings
            if standings.isEmpty { return nil }
            return AgentHooks.BudgetStatus(
                usedFraction: standings.usedFraction,
                remaining: standings.wordsForModel
            )
        }
    }

    /// A call that is answered from the journal: the run's budget has it already, and stands as it did then.
    private func repeating(_ use: JournalUse, in budget: Budget) -> AgentHooks.Grant {
        let prices = factory.prices
        return AgentHooks.Grant { call in
            if case .charged(let charges) = call {
                let tokens = charges.reduce(0) { $0 + $1.usage.inputTokens + $1.usage.outputTokens }
                budget.countBelowTop(Expense(tokens: tokens, dollars: prices.cost(of: charges)))
            }
            let standings = budget.standings(whenUsed: Expense(use), for: use.time)
            if standings.isEmpty { return nil }
            return AgentHooks.BudgetStatus(
                usedFraction: standings.usedFraction,
                remaining: standings.wordsForModel
            )
        }
    }

    /// The most tokens of an answer that keep a call within what was granted; nothing where nothing limits it.
    private static func answer(
        _ granted: Expense,
        _ input: Int,
        _ answer: Int,
        _ price: Price?,
        isCapped: Bool
    ) -> Int? {
        guard isCapped else { return nil }
        var tokens = min(granted.tokens - input, answer)
        if let dollars = granted.dollars, let price, price.output > 0 {
            let spent = price.cost(of: Usage(inputTokens: input, outputTokens: 0))
            tokens = min(tokens, Int(min(1e9, max(0, dollars - spent) / (price.output / 1_000_000))))
        }
        return max(1, tokens)
    }
}
