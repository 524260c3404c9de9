/// A call or turn that a budget does not allow.
public struct BudgetError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong, for callers that act on it.
    public enum Code: Sendable, Equatable {
        /// Not enough is left.
        case exhausted(BudgetDimension)
        /// There is a ceiling on the cost, and nobody knows what the call costs.
        case unknownPrice
    }

    /// What went wrong.
    public let code: Code
    /// One sentence for a person, which says what to do.
    public let message: String
    /// Whether it is the ceiling of the whole tree, which ends the work of all, and not one agent's own.
    public let isOfTree: Bool

    init(_ code: Code, _ message: String, isOfTree: Bool = true) {
        self.code = code
        self.message = message
        self.isOfTree = isOfTree
    }

    static func exhausted(
        _ standing: BudgetStanding,
        needed: Int?,
        kept: Int = 0,
        isOfTree: Bool = true
    ) -> BudgetError {
        let rest =
            kept == 0
            ? ""
            : ", and \(standing.dimension.words(kept)) \(kept == 1 ? "is" : "are") kept to put the results together"
        let need = needed.map { "; the next call may take \(standing.dimension.words($0))\(rest)" } ?? ""
        return BudgetError(
            .exhausted(standing.dimension),
            "the budget of \(standing.dimension.noun) is spent: \(standing.dimension.words(standing.used)) of "
                + "\(standing.dimension.words(standing.limit)) used\(need); "
                + (isOfTree ? standing.dimension.remedy : "raise it under budgets of its role"),
            isOfTree: isOfTree
        )
    }

    /// A run that is told again was not let go further here, whatever it was that it had spent.
    static let reachedBefore = BudgetError(
        .exhausted(.calls),
        "a limit had ended the run here before it was taken up"
    )

    static let unknownPrice = BudgetError(
        .unknownPrice,
        "the price of the model is unknown, so a ceiling on the cost cannot be kept; add the model to prices in the "
            + "configuration, or use a ceiling on tokens"
    )

    /// The message.
    public var description: String { message }
}
