public import Core
public import LanguageModels

/// What an agent has used, its workers not counted.
public struct AgentUsage: Sendable, Equatable {
    /// Calls of a model.
    public var calls = 0
    /// Turns of the loop, those that were refunded not counted.
    public var iterations = 0
    /// Calls of tools.
    public var toolCalls = 0
    /// The tokens of all calls.
    public var tokens = Usage(inputTokens: 0, outputTokens: 0)
    /// US dollars; nothing if the price of a call is not known.
    public var cost: Double? = 0

    /// Creates usage of nothing.
    public init() {}

    /// Adds a call.
    ///
    /// - Parameters:
    ///   - charges: What was used of whom; empty if the provider did not say.
    ///   - prices: What tokens cost.
    public mutating func add(_ charges: [Charge], prices: PriceTable) {
        calls += 1
        for charge in charges { tokens = tokens + charge.usage }
        if let sum = cost, let price = prices.cost(of: charges) { cost = sum + price } else { cost = nil }
    }

    /// Both together.
    public static func + (left: AgentUsage, right: AgentUsage) -> AgentUsage {
        var sum = left
        sum.calls += right.calls
        sum.iterations += right.iterations
        sum.toolCalls += right.toolCalls
        sum.tokens = left.tokens + right.tokens
        if let cost = left.cost, let other = right.cost { sum.cost = cost + other } else { sum.cost = nil }
        return sum
    }

    /// The figures as in the answer of a command.
    public var json: JSON {
        [
            "calls": .int(calls), "input_tokens": .int(tokens.inputTokens),
            "output_tokens": .int(tokens.outputTokens), "cost_usd": cost.map(JSON.double) ?? .null,
        ]
    }
}
