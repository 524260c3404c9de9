import Core
import Testing

@testable import LanguageModels

@Suite struct AccountingTests {
    private let table = PriceTable([
        "a/m": Price(input: 1, cachedInput: 0.1, cacheWrite: 2, output: 10), "n": Price(input: 3, output: 5),
    ])

    @Test func `tokens of the cache have their own price`() {
        let usage = Usage(
            inputTokens: 1_000_000,
            cachedInputTokens: 400_000,
            cacheWriteTokens: 100_000,
            outputTokens: 1
        )
        let cost = table.cost(of: usage, by: ModelIdentity(provider: "a", model: "m")) ?? -1
        #expect(abs(cost - (0.5 + 0.04 + 0.2 + 0.00001)) < 1e-9)
    }

    @Test(arguments: [("a", "m-2025-01-31", 1.0), ("a", "m-20250131", 1), ("a", "m-latest", 1), ("x", "n", 3)])
    func `a dated version has the price of its model`(provider: String, model: String, input: Double) {
        #expect(table.price(of: ModelIdentity(provider: provider, model: model))?.input == input)
    }

    @Test(arguments: [
        ("router", "maker/m", 1.0), ("router", "maker/m-latest", 1), ("any", "maker/n", 2), ("maker", "n", 2),
    ])
    func `the name of a model may hold slashes`(provider: String, model: String, input: Double) {
        let table = PriceTable(["router/maker/m": Price(input: 1, output: 1), "maker/n": Price(input: 2, output: 1)])
        #expect(table.price(of: ModelIdentity(provider: provider, model: model))?.input == input)
    }

    @Test(arguments: [("b", "m"), ("a", "m-mini"), ("a", "mm"), ("a", "m-2025")])
    func `an unknown price is none`(provider: String, model: String) {
        let identity = ModelIdentity(provider: provider, model: model)
        #expect(table.cost(of: Usage(inputTokens: 1, outputTokens: 1), by: identity) == nil)
    }

    @Test func `the configuration's prices win`() throws {
        let own = try PriceTable.read(["a/m": ["input": 0, "output": 0]]).get()
        let identity = ModelIdentity(provider: "a", model: "m")
        let usage = Usage(inputTokens: 9, outputTokens: 9)
        #expect(table.overridden(by: own).cost(of: usage, by: identity) == 0)
    }

    @Test(arguments: [JSON.object([.init("m", ["input": 1])]), ["m": ["input": -1, "output": 1]], ["m": 3]])
    func `a price without figures is refused by its name`(json: JSON) {
        #expect(PriceTable.read(json) == .failure(.init(key: "m")))
    }

    @Test func `absurd figures do not trap`() {
        let usage = Usage(inputTokens: .max, cachedInputTokens: .max, cacheWriteTokens: .min, outputTokens: -1)
        #expect((usage + usage).outputTokens == 0)
        #expect((usage + usage).inputTokens > 0)
    }

    @Test func `an estimate comes near the truth after some reports`() {
        var estimator = TokenEstimator()
        let request = ModelRequest(messages: [.user(String(repeating: "word ", count: 2_000))])
        #expect(estimator.tokens(in: request) == 2_504)
        for _ in 0..<30 { estimator.learn(from: request, inputTokens: 5_004) }
        #expect((4_750...5_250).contains(estimator.tokens(in: request)))
        // A report that cannot be about this text teaches nothing.
        let before = estimator
        estimator.learn(from: request, inputTokens: 3)
        estimator.learn(from: request, inputTokens: 9_000_000)
        #expect(estimator == before)
    }
}
