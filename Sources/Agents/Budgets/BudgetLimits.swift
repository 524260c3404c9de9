public import Core

/// What a budget can run out of.
public enum BudgetDimension: String, Sendable, CaseIterable {
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
/// What an agent uses counts in the budgets above it too. Its turns are its own, and `AgentLimits` tells how many.
public struct BudgetLimits: Sendable, Equatable {
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
    ///   - tokens: Tokens.
    ///   - dollars: US dollars.
    ///   - calls: Calls of a model.
    ///   - time: Time from when the budget was made.
    public init(
        tokens: Int? = nil,
        dollars: Double? = nil,
        calls: Int? = nil,
        time: Duration? = nil
    ) {
        self.tokens = tokens
        self.dollars = dollars
        self.calls = calls
        self.time = time
    }

    /// Reads ceilings that `json` gave.
    ///
    /// - Parameter json: An object; what is missing in it is no ceiling.
    public init(_ json: JSON) {
        self.init(
            tokens: json["tokens"]?.int,
            dollars: json["cost_usd"]?.double,
            calls: json["calls"]?.int,
            time: json["milliseconds"]?.int.map { .milliseconds($0) }
        )
    }

    /// The ceilings as JSON.
    public var json: JSON {
        [
            "tokens": tokens.map(JSON.int) ?? .null, "cost_usd": dollars.map(JSON.double) ?? .null,
            "calls": calls.map(JSON.int) ?? .null, "milliseconds": (time?.milliseconds).map(JSON.int) ?? .null,
        ]
    }

    var nanodollars: Int? { dollars.flatMap { Expense(tokens: 0, dollars: $0).nanodollars } }
}
