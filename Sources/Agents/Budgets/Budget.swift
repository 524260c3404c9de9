import Synchronization

/// What one agent, and all agents below it, may use.
///
/// Before a call the most that it may use is reserved, here and in every budget above; afterwards what it did use is
/// settled. So the ceilings of the tree hold however many agents call at once, but for a call that uses more than was
/// reserved for it.
public final class Budget: Sendable {
    /// The accounts, which all budgets of a tree share.
    fileprivate final class Tree: Sendable {
        let ledger = Mutex(BudgetLedger())
        let now: @Sendable () -> Duration

        init(now: @escaping @Sendable () -> Duration) { self.now = now }
    }

    /// What was set aside for one call.
    ///
    /// If it goes away unsettled, all of it counts as used: the call may be billed.
    public final class Reservation: Sendable {
        /// What the call may use.
        public let granted: Expense
        private let id: Int
        private let tree: Tree

        fileprivate init(id: Int, granted: Expense, tree: Tree) {
            self.id = id
            self.granted = granted
            self.tree = tree
        }

        deinit { settle(as: nil) }

        /// Puts what was used in the place of what was reserved; only the first settlement counts.
        ///
        /// - Parameter actual: What the call used; `.none` if it was never sent; nothing if that is unknown, which
        ///   counts as all of it.
        public func settle(as actual: Expense?) { tree.ledger.withLock { $0.settle(id, as: actual) } }
    }

    private let tree: Tree
    private let node: BudgetLedger.Node

    /// Creates the budget at the top of a tree.
    ///
    /// - Parameters:
    ///   - limits: Its ceilings.
    ///   - used: What was used before, by a run that is taken up.
    ///   - time: For how long it worked before.
    ///   - now: The time since some moment; it never goes back.
    public init(
        _ limits: BudgetLimits,
        used: Expense = .none,
        for time: Duration = .zero,
        now: @escaping @Sendable () -> Duration
    ) {
        tree = Tree(now: now)
        node = tree.ledger.withLock { ledger in
            let node = ledger.add(limits, below: nil, now: now() - time)
            ledger.count(used, at: [node])
            return node
        }
    }

    private init(_ limits: BudgetLimits, below parent: Budget) {
        tree = parent.tree
        let now = tree.now()
        node = tree.ledger.withLock { $0.add(limits, below: parent.node, now: now) }
    }

    /// Makes the budget of a child; what that uses counts here too, its turns excepted.
    ///
    /// - Parameter limits: The child's own ceilings.
    /// - Returns: The child's budget.
    public func child(_ limits: BudgetLimits) -> Budget { Budget(limits, below: self) }

    /// Sets something aside for a call.
    ///
    /// - Parameters:
    ///   - least: What the call needs to make sense: the request, and the shortest answer that is of use.
    ///   - most: What the call can use: the request, and the longest answer; `least` if nothing is told.
    /// - Returns: The reservation. As the call is told how long its answer may be, it must keep to what was granted.
    /// - Throws: `BudgetError` if some budget up to the top does not allow even the least.
    public func reserve(_ least: Expense, upTo most: Expense? = nil) throws(BudgetError) -> Reservation {
        let now = tree.now()
        let result = tree.ledger.withLock { ledger in
            Result { () throws(BudgetError) in
                try ledger.reserve(least, upTo: most ?? least, at: node, now: now)
            }
        }
        let (id, granted) = try result.get()
        return Reservation(id: id, granted: granted, tree: tree)
    }

    /// Counts a turn of this agent; call it before the turn.
    ///
    /// - Throws: `BudgetError` if no turn or no time is left.
    public func beginIteration() throws(BudgetError) {
        let now = tree.now()
        let result = tree.ledger.withLock { ledger in
            Result { () throws(BudgetError) in try ledger.beginIteration(at: node, now: now) }
        }
        try result.get()
    }

    /// Takes back the turn that was counted last, because it only ran code.
    public func refundIteration() { tree.ledger.withLock { $0.refundIteration(at: node) } }

    /// The turns of this agent so far.
    public var iterations: Int { tree.ledger.withLock { $0.iterations(at: node) } }

    /// What this agent and all below it have used, calls under way not included.
    public var spent: Expense { tree.ledger.withLock { $0.spent(at: node) } }

    /// How this agent stands, in each dimension that has a ceiling here or above.
    public var standings: [BudgetStanding] {
        let now = tree.now()
        return tree.ledger.withLock { $0.standings(at: node, now: now) }
    }

    /// Counts what was used before in a child, where the top of the tree has it already.
    func countBelowTop(_ expense: Expense) { tree.ledger.withLock { $0.countBelowTop(expense, at: node) } }

    /// How this agent would stand if all agents together had used so much.
    ///
    /// - Parameters:
    ///   - used: What all have used.
    ///   - time: For how long they have worked.
    /// - Returns: As `standings`.
    func standings(whenUsed used: Expense, for time: Duration) -> [BudgetStanding] {
        let now = tree.now()
        return tree.ledger.withLock { $0.standings(at: node, now: now, whenUsed: (used, time)) }
    }

    /// The time that is left, here or above; nothing where no time is set.
    var timeLeft: Duration? {
        standings.first { $0.dimension == .time }.map { .milliseconds($0.left) }
    }

    /// Whether there is a ceiling on tokens or cost, here or above.
    var hasCeiling: Bool { standings.contains { [.tokens, .cost].contains($0.dimension) } }

    /// What the model is to be told: dimensions of which three quarters are gone, each once.
    ///
    /// - Returns: The dimensions; none if there is nothing new to tell.
    public func takeWarnings() -> [BudgetStanding] {
        let now = tree.now()
        return tree.ledger.withLock { $0.takeWarnings(at: node, now: now) }
    }
}
