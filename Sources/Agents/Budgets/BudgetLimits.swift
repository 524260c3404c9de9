/// What a budget can run out of.
public enum BudgetDimension: String, Sendable, CaseIterable {
    /// Turns of one agent.
    case iterations
    /// Tokens of requests and answers.
    case tokens
    /// US dollars.
    case cost
    /// Calls of a model.
    case calls
    /// Time on the clock.
    case time
}

/// The ceilings of one budget; nothing means no ceiling of its own.
///
/// Iterations are an agent's own. All else is shared: what an agent uses counts in the budgets above it too.
public struct BudgetLimits: Sendable, Equatable {
    /// The turns of a parent where nothing else is configured: `agent.max_turns`.
    public static let parentIterations = 90
    /// The turns of a child where nothing else is configured: `delegation.max_iterations`.
    public static let childIterations = 50

    /// Turns of the agent itself.
    public var iterations: Int?
    /// Tokens: `budget.tokens`, `--max-tokens-total`.
    public var tokens: Int?
    /// US dollars: `budget.cost_usd`, `--max-cost`.
    public var dollars: Double?
    /// Calls of a model: `budget.calls`.
    public var calls: Int?
    /// Time from when the budget was made: `budget.seconds`, `--max-time`.
    public var time: Duration?

    /// Creates ceilings.
    ///
    /// - Parameters:
    ///   - iterations: Turns of the agent itself.
    ///   - tokens: Tokens.
    ///   - dollars: US dollars.
    ///   - calls: Calls of a model.
    ///   - time: Time from when the budget was made.
    public init(
        iterations: Int? = nil,
        tokens: Int? = nil,
        dollars: Double? = nil,
        calls: Int? = nil,
        time: Duration? = nil
    ) {
        self.iterations = iterations
        self.tokens = tokens
        self.dollars = dollars
        self.calls = calls
        self.time = time
    }

    var nanodollars: Int? { dollars.flatMap { Expense(tokens: 0, dollars: $0).nanodollars } }
}
