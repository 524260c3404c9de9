/// How much of one dimension of a budget is used.
public struct BudgetStanding: Sendable, Equatable {
    /// Which dimension.
    public let dimension: BudgetDimension
    /// What is spent, calls that are under way included as far as they may go; of time, milliseconds; of cost,
    /// billionths of a dollar.
    public let used: Int
    /// The ceiling, in the same unit.
    public let limit: Int
    /// Whether other agents draw on it too.
    public let isShared: Bool

    /// What is left.
    public var left: Int { max(0, limit - used) }
}

extension [BudgetStanding] {
    /// How much is used of what is scarcest, from 0 to 1.
    public var usedFraction: Double { map { Double($0.limit - $0.left) / Double(Swift.max(1, $0.limit)) }.max() ?? 0 }

    /// What is left, in words for the model, within a sentence.
    public var wordsForModel: String {
        if isEmpty { return "no limit" }
        return map { standing in
            "\(standing.dimension.words(standing.left)) of \(standing.dimension.words(standing.limit))"
                + (standing.isShared ? " (shared with the other agents)" : "")
        }
        .joined(separator: ", ")
    }

    /// What is used, in words for the user, on one line.
    public var wordsForUser: String {
        if isEmpty { return "no limit" }
        return map { "\($0.dimension.words($0.used)) of \($0.dimension.words($0.limit))" }.joined(separator: ", ")
    }
}

extension BudgetDimension {
    /// What it is called in a sentence.
    var noun: String {
        switch self {
        case .tokens: "tokens"
        case .cost: "money"
        case .calls: "calls"
        case .time: "time"
        }
    }

    /// What a user can do who wants more of it.
    var remedy: String {
        switch self {
        case .tokens: "raise --max-tokens-total or budget.tokens"
        case .cost: "raise --max-cost or budget.cost_usd"
        case .calls: "raise budget.calls"
        case .time: "raise --max-time or budget.seconds"
        }
    }

    /// An amount of it in words.
    func words(_ amount: Int) -> String {
        switch self {
        case .tokens: "\(Self.grouped(amount)) token\(amount == 1 ? "" : "s")"
        case .cost: Self.dollars(amount)
        case .calls: "\(Self.grouped(amount)) call\(amount == 1 ? "" : "s")"
        case .time: Self.clock(amount)
        }
    }

    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result += "," }
            result.append(digit)
        }
        return result
    }

    /// Hundredths of a cent are shown, rounded up, so that what is spent never looks like nothing.
    private static func dollars(_ nanodollars: Int) -> String {
        let (whole, rest) = ((nanodollars + 99_999) / 100_000).quotientAndRemainder(dividingBy: 10_000)
        return "$\(grouped(whole)).\(String(10_000 + rest).dropFirst())"
    }

    private static func clock(_ milliseconds: Int) -> String {
        let seconds = milliseconds / 1000
        return seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min \(seconds % 60) s"
    }
}
