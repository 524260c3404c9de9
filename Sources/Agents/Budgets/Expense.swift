import Blackboard

/// What calls of a model use, or may use: tokens, money, and the calls themselves.
public struct Expense: Sendable, Equatable {
    /// No call.
    public static let none = Expense(tokens: 0, dollars: 0, calls: 0)

    /// Tokens of requests and answers.
    public var tokens: Int
    /// Billionths of a US dollar, so that sums are exact in any order; nothing if the price is unknown.
    public var nanodollars: Int?
    /// How many calls.
    public var calls: Int

    /// Creates an expense.
    ///
    /// - Parameters:
    ///   - tokens: Tokens of requests and answers.
    ///   - dollars: US dollars; nothing if the price is unknown.
    ///   - calls: How many calls.
    public init(tokens: Int, dollars: Double?, calls: Int = 1) {
        // Figures come from outside: a negative or absurd one must not trap in a sum.
        self.tokens = min(max(0, tokens), 1 << 40)
        self.calls = min(max(0, calls), 1 << 40)
        nanodollars = dollars.map { Int((min(max(0, $0.isNaN ? 0 : $0), 1e6) * 1e9).rounded(.up)) }
    }

    /// What a run had used by its journal.
    init(_ use: JournalUse) { self.init(tokens: use.tokens, dollars: use.cost, calls: use.calls) }

    /// US dollars; nothing if the price is unknown.
    public var dollars: Double? { nanodollars.map { Double($0) / 1e9 } }

    /// Both together; the price is unknown if one is.
    public static func + (left: Expense, right: Expense) -> Expense { left.combined(with: right, +) }

    /// What is left of the first without the second.
    static func - (left: Expense, right: Expense) -> Expense { left.combined(with: right, -) }

    private func combined(with other: Expense, _ operation: (Int, Int) -> Int) -> Expense {
        var result = self
        result.tokens = operation(tokens, other.tokens)
        result.calls = operation(calls, other.calls)
        if let mine = nanodollars, let others = other.nanodollars {
            result.nanodollars = operation(mine, others)
        } else {
            result.nanodollars = nil
        }
        return result
    }
}
