/// The accounts of a tree of budgets: what is spent and what is promised, at every node for all below it.
///
/// A plain value: who uses it from several tasks puts a lock around it.
struct BudgetLedger: Sendable {
    /// The place of a budget in the tree.
    typealias Node = Int

    private struct Account: Sendable {
        let parent: Node?
        let limits: BudgetLimits
        var start: Duration
        var spent = Expense.none
        var reserved = Expense.none
        var iterations = 0
        var hasChildren = false
        /// Whether some of what was spent has no known price, and so counts as nothing in `spent`.
        var hasUnknownPrice = false
        var warned: Set<BudgetDimension> = []
    }

    private struct Reservation: Sendable {
        let node: Node
        let granted: Expense
    }

    private var accounts: [Account] = []
    private var reservations: [Int: Reservation] = [:]
    private var nextReservation = 0

    /// Adds a budget below another one.
    mutating func add(_ limits: BudgetLimits, below parent: Node?, now: Duration) -> Node {
        if let parent { accounts[parent].hasChildren = true }
        accounts.append(Account(parent: parent, limits: limits, start: now))
        return accounts.count - 1
    }

    /// Sets something aside at a node and all above it.
    ///
    /// - Parameters:
    ///   - least: What the call needs to make sense.
    ///   - most: What it can use.
    ///   - node: Who calls.
    ///   - now: The time.
    /// - Returns: A number for the settlement, and what was granted: as much of `most` as all the ceilings leave.
    /// - Throws: `BudgetError` if a ceiling does not leave the least.
    mutating func reserve(
        _ least: Expense,
        upTo most: Expense,
        at node: Node,
        now: Duration
    ) throws(BudgetError) -> (id: Int, granted: Expense) {
        var granted = most
        granted.nanodollars = most.nanodollars ?? least.nanodollars
        for place in path(from: node) {
            try check(least, at: place, now: now)
            func left(_ dimension: BudgetDimension) -> Int {
                limit(dimension, at: place).map { standing(dimension, at: place, now: now, limit: $0).left } ?? .max
            }
            granted.tokens = min(granted.tokens, left(.tokens))
            granted.calls = min(granted.calls, left(.calls))
            granted.nanodollars = granted.nanodollars.map { min($0, left(.cost)) }
        }
        for place in path(from: node) { accounts[place].reserved = accounts[place].reserved + granted.priced }
        nextReservation += 1
        reservations[nextReservation] = Reservation(node: node, granted: granted)
        return (nextReservation, granted)
    }

    /// Ends a reservation; a second time it does nothing.
    ///
    /// - Parameters:
    ///   - id: The number of the reservation.
    ///   - actual: What was used; nothing if that is unknown, which counts as all of it.
    mutating func settle(_ id: Int, as actual: Expense?) {
        guard let reservation = reservations.removeValue(forKey: id) else { return }
        var actual = actual ?? reservation.granted
        // A price that was known before the call is a better guess than none.
        actual.nanodollars = actual.nanodollars ?? reservation.granted.nanodollars
        let places = path(from: reservation.node)
        for place in places { accounts[place].reserved = accounts[place].reserved - reservation.granted.priced }
        count(actual, at: places)
    }

    /// Counts what was used without having been set aside.
    mutating func count(_ expense: Expense, at places: [Node]) {
        for place in places {
            accounts[place].spent = accounts[place].spent + expense.priced
            if expense.nanodollars == nil { accounts[place].hasUnknownPrice = true }
        }
    }

    /// Counts what was used at a node and all above it but the top.
    mutating func countBelowTop(_ expense: Expense, at node: Node) {
        count(expense, at: path(from: node).filter { accounts[$0].parent != nil })
    }

    /// Counts a turn of a node's agent.
    mutating func beginIteration(at node: Node, now: Duration) throws(BudgetError) {
        for place in path(from: node) { try checkTime(at: place, now: now) }
        if let limit = accounts[node].limits.iterations, accounts[node].iterations >= limit {
            throw .exhausted(standing(.iterations, at: node, now: now, limit: limit), needed: nil)
        }
        accounts[node].iterations += 1
    }

    /// Takes a turn back.
    mutating func refundIteration(at node: Node) { accounts[node].iterations = max(0, accounts[node].iterations - 1) }

    func iterations(at node: Node) -> Int { accounts[node].iterations }

    func spent(at node: Node) -> Expense {
        var spent = accounts[node].spent
        if accounts[node].hasUnknownPrice { spent.nanodollars = nil }
        return spent
    }

    /// How the node stands in each dimension that has a ceiling: its own, or one above it that leaves less.
    ///
    /// - Parameters:
    ///   - node: The node.
    ///   - now: The time.
    ///   - top: What the top of the tree is taken to have used, and for how long; nothing for what it has.
    /// - Returns: The standings; none where there is no ceiling.
    func standings(
        at node: Node,
        now: Duration,
        whenUsed top: (expense: Expense, time: Duration)? = nil
    ) -> [BudgetStanding] {
        BudgetDimension.allCases.compactMap { dimension in
            let places = dimension == .iterations ? [node] : path(from: node)
            return places.compactMap { place in
                var account = accounts[place]
                if let top, account.parent == nil {
                    (account.spent, account.reserved) = (top.expense.priced, .none)
                    account.start = now - top.time
                }
                return limit(dimension, at: place).map { Self.standing(dimension, of: account, now: now, limit: $0) }
            }.min { $0.left < $1.left }
        }
    }

    /// The dimensions of which three quarters are gone and that were not told before.
    mutating func takeWarnings(at node: Node, now: Duration) -> [BudgetStanding] {
        let near = standings(at: node, now: now).filter {
            $0.isNearEnd && !accounts[node].warned.contains($0.dimension)
        }
        accounts[node].warned.formUnion(near.map(\.dimension))
        return near
    }

    private func path(from node: Node) -> [Node] {
        var nodes = [node]
        while let last = nodes.last, let parent = accounts[last].parent { nodes.append(parent) }
        return nodes
    }

    private func check(_ least: Expense, at node: Node, now: Duration) throws(BudgetError) {
        try checkTime(at: node, now: now)
        if accounts[node].limits.dollars != nil, least.nanodollars == nil { throw .unknownPrice }
        let needs: [(BudgetDimension, Int)] = [
            (.tokens, least.tokens), (.cost, least.nanodollars ?? 0), (.calls, least.calls),
        ]
        for (dimension, need) in needs {
            guard let limit = limit(dimension, at: node) else { continue }
            let standing = standing(dimension, at: node, now: now, limit: limit)
            // A free call fits a budget of money that is spent; nothing else can need nothing.
            if need > standing.left || (standing.left == 0 && dimension != .cost) {
                throw .exhausted(standing, needed: need)
            }
        }
    }

    private func checkTime(at node: Node, now: Duration) throws(BudgetError) {
        guard let limit = limit(.time, at: node) else { return }
        let standing = standing(.time, at: node, now: now, limit: limit)
        if standing.left == 0 { throw .exhausted(standing, needed: nil) }
    }

    private func limit(_ dimension: BudgetDimension, at node: Node) -> Int? {
        let limits = accounts[node].limits
        return switch dimension {
        case .iterations: limits.iterations
        case .tokens: limits.tokens
        case .cost: limits.nanodollars
        case .calls: limits.calls
        case .time: limits.time.map(\.milliseconds)
        }
    }

    private func standing(_ dimension: BudgetDimension, at node: Node, now: Duration, limit: Int) -> BudgetStanding {
        Self.standing(dimension, of: accounts[node], now: now, limit: limit)
    }

    private static func standing(
        _ dimension: BudgetDimension,
        of account: Account,
        now: Duration,
        limit: Int
    ) -> BudgetStanding {
        let promised = account.spent + account.reserved
        let used =
            switch dimension {
            case .iterations: account.iterations
            case .tokens: promised.tokens
            case .cost: promised.nanodollars ?? 0
            case .calls: promised.calls
            case .time: (now - account.start).milliseconds
            }
        let isShared = dimension != .iterations && dimension != .time && account.hasChildren
        return BudgetStanding(dimension: dimension, used: used, limit: limit, isShared: isShared)
    }
}

extension Expense {
    /// The same with no price in the place of an unknown one.
    fileprivate var priced: Expense {
        var priced = self
        priced.nanodollars = nanodollars ?? 0
        return priced
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int { Int(components.seconds) * 1_000 + Int(components.attoseconds / 1_000_000_000_000_000) }
}
