import Synchronization
import TestSupport
import Testing

@testable import Agents

@Suite struct BudgetTests {
    private let clock = ManualClock()

    private func budget(_ limits: BudgetLimits) -> Budget { Budget(limits, now: clock.now) }

    private func call(_ tokens: Int, dollars: Double? = 0) -> Expense { Expense(tokens: tokens, dollars: dollars) }

    @Test func `a reservation counts until it is settled`() throws {
        let budget = budget(BudgetLimits(tokens: 100))
        let reservation = try budget.reserve(call(80))
        #expect(throws: BudgetError.self) { try budget.reserve(call(30)) }
        reservation.settle(as: call(10))
        #expect(budget.spent.tokens == 10)
        #expect(try budget.reserve(call(90)).granted.tokens == 90)
    }

    @Test func `a call gets as long an answer as all ceilings above leave`() throws {
        let top = budget(BudgetLimits(tokens: 100))
        let child = top.child(BudgetLimits(tokens: 1_000))
        #expect(try child.reserve(call(20), upTo: call(500)).granted.tokens == 100)
    }

    @Test func `what a child uses counts at the top`() throws {
        let top = budget(BudgetLimits(calls: 2))
        let child = top.child(BudgetLimits())
        for _ in 0..<2 { try child.reserve(call(1)).settle(as: call(1)) }
        #expect(top.spent.calls == 2)
        let error = #expect(throws: BudgetError.self) { try top.child(BudgetLimits()).reserve(call(1)) }
        #expect(error?.code == .exhausted(.calls) && error?.isOfTree == true)
        #expect(error?.message.contains("budget.calls") == true)
    }

    @Test func `a ceiling of one agent's own is told apart from that of all`() throws {
        let child = budget(BudgetLimits(calls: 2)).child(BudgetLimits(calls: 1))
        try child.reserve(call(1)).settle(as: call(1))
        let error = #expect(throws: BudgetError.self) { try child.reserve(call(1)) }
        #expect(error?.code == .exhausted(.calls) && error?.isOfTree == false)
        #expect(error?.message.contains("its role") == true)
    }

    @Test func `workers leave a tenth of what all may use to who puts their results together`() throws {
        let top = budget(BudgetLimits(tokens: 1_000, calls: 5))
        let agent = top.child(BudgetLimits())
        let worker = agent.child(BudgetLimits(), leavesRest: true).child(BudgetLimits())
        let reservation = try worker.reserve(call(1), upTo: call(5_000))
        #expect(reservation.granted.tokens == 900)
        reservation.settle(as: call(900))
        let error = #expect(throws: BudgetError.self) { try worker.reserve(call(1)) }
        #expect(error?.isOfTree == true && error?.message.contains("100 tokens are kept") == true)
        #expect(try agent.reserve(call(1), upTo: call(5_000)).granted.tokens == 100)
    }

    @Test func `a call that was never sent costs nothing, one that is lost costs all`() throws {
        let budget = budget(BudgetLimits(tokens: 100))
        try budget.reserve(call(60)).settle(as: Expense.none)
        #expect(budget.spent == Expense.none)
        do { _ = try budget.reserve(call(60)) }
        #expect(budget.spent.tokens == 60)
    }

    @Test func `a second settlement does nothing`() throws {
        let budget = budget(BudgetLimits(tokens: 100))
        let reservation = try budget.reserve(call(60))
        reservation.settle(as: call(10))
        reservation.settle(as: call(50))
        #expect(budget.spent.tokens == 10)
    }

    @Test func `time runs out for the whole tree`() throws {
        let top = budget(BudgetLimits(time: .seconds(10)))
        clock.advance(.seconds(9))
        let child = top.child(BudgetLimits(time: .seconds(60)))
        try child.reserve(call(1)).settle(as: call(1))
        clock.advance(.seconds(1))
        let error = #expect(throws: BudgetError.self) { try child.reserve(call(1)) }
        #expect(error?.code == .exhausted(.time))
    }

    @Test func `a ceiling on the cost refuses calls of unknown price`() throws {
        let budget = budget(BudgetLimits(dollars: 1))
        let error = #expect(throws: BudgetError.self) { try budget.reserve(call(1, dollars: nil)) }
        #expect(error?.code == .unknownPrice)
        try budget.reserve(call(1, dollars: 0.4)).settle(as: call(1, dollars: nil))
        #expect(budget.spent.dollars == 0.4)
        #expect(throws: BudgetError.self) { try budget.reserve(call(1, dollars: 0.61)) }
    }

    @Test func `without a ceiling on the cost an unknown price stays unknown, and nothing fails`() throws {
        let budget = budget(BudgetLimits(tokens: 100))
        try budget.reserve(call(1, dollars: nil)).settle(as: call(1, dollars: nil))
        try budget.reserve(call(1)).settle(as: call(1, dollars: 0.5))
        #expect(budget.spent.dollars == nil && budget.spent.tokens == 2)
    }

    @Test func `what is left is said in words`() throws {
        let top = budget(BudgetLimits(tokens: 100_000, dollars: 1, time: .seconds(600)))
        let child = top.child(BudgetLimits())
        try child.reserve(call(12_345, dollars: 0.25)).settle(as: call(12_345, dollars: 0.25))
        clock.advance(.seconds(30))
        #expect(
            child.standings.wordsForModel
                == "87,655 tokens of 100,000 tokens (shared with the other agents), "
                + "$0.7500 of $1.0000 (shared with the other agents), 9 min 30 s of 10 min 0 s"
        )
        #expect(top.standings.wordsForUser == "12,345 tokens of 100,000 tokens, $0.2500 of $1.0000, 30 s of 10 min 0 s")
    }

    @Test func `absurd figures do not trap`() throws {
        let budget = budget(BudgetLimits(tokens: .max, dollars: .infinity, calls: .max))
        try budget.reserve(call(.max, dollars: .nan)).settle(as: call(.min, dollars: -.infinity))
        #expect(budget.spent == Expense(tokens: 0, dollars: 0))
    }

    // No agent uses more than it was granted, so the ceiling holds to the token.
    @Test(arguments: 0..<4)
    func `fifty agents at once never pass a ceiling`(seed: UInt64) async throws {
        let top = budget(BudgetLimits(tokens: 100_000, calls: 1_000))
        await withTaskGroup { group in
            for agent in 0..<50 {
                let parent = agent.isMultiple(of: 5) ? top : top.child(BudgetLimits(tokens: 30_000))
                group.addTask { await Self.work(on: parent.child(BudgetLimits()), seed: seed * 100 + UInt64(agent)) }
            }
        }
        #expect(top.spent.tokens <= 100_000 && top.spent.calls <= 1_000)
        #expect(top.spent.tokens > 95_000)
    }

    private static func work(on budget: Budget, seed: UInt64) async {
        var random = SeededGenerator(seed: seed)
        // Far more calls than fit, so that a ceiling that is none ends too.
        for _ in 0..<5_000 {
            let least = Int.random(in: 1...200, using: &random)
            let most = least + Int.random(in: 0...2_000, using: &random)
            let asked = (Expense(tokens: least, dollars: nil), Expense(tokens: most, dollars: nil))
            guard let reservation = try? budget.reserve(asked.0, upTo: asked.1) else { return }
            await Task.yield()
            let used = Int.random(in: least...reservation.granted.tokens, using: &random)
            reservation.settle(as: Expense(tokens: used, dollars: nil))
        }
    }

    // Providers bill more than was estimated.
    @Test func `an overrun is at most that of the calls in flight`() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<TestEffort.cases(200) {
            let top = budget(BudgetLimits(tokens: 100_000))
            let agents = (0..<50).map { _ in top.child(BudgetLimits()) }
            var open: [Budget.Reservation] = []
            while let agent = agents.randomElement(using: &random) {
                if open.count == 50 || (!open.isEmpty && Bool.random(using: &random)) {
                    let reservation = open.remove(at: Int.random(in: 0..<open.count, using: &random))
                    let used = reservation.granted.tokens + Int.random(in: -900...100, using: &random)
                    reservation.settle(as: call(used))
                } else if let reservation = try? agent.reserve(call(Int.random(in: 900...3_000, using: &random))) {
                    open.append(reservation)
                } else {
                    break
                }
            }
            let inFlight = open.count
            for reservation in open { reservation.settle(as: call(reservation.granted.tokens + 100)) }
            // Before the refused call, spent and reserved together may have passed the ceiling by one overrun.
            #expect(top.spent.tokens <= 100_000 + (inFlight + 1) * 100)
        }
    }
}
