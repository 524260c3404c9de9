import Agents
import LanguageModels
import Testing

/// A model's rewrite of a digest stands only if it says nothing that the digest does not.
@Suite struct DigestRewriterTests {
    private static let digest = """
        # Weir
        The weir held 42.5 tonnes in 2019 [F12].
        [… 38 sentences]
        Error: the pump failed at https://example.org/pump.
        [full text: 0123456789abcdef, 20480 bytes]

        """

    private func rewrite(
        _ answer: ScriptedModel.Answer,
        budget: Int = 200
    ) async throws -> (result: DigestRewriter.Result, request: ModelRequest?) {
        let model = ScriptedModel([answer])
        let rewriter = DigestRewriter(model: model, removing: TextGuard.Options(keysInUse: ["zq-0815-4711"]))
        let result = try await rewriter.rewrite(Self.digest, task: "What did it hold? zq-0815-4711", budget: budget)
        return (result, model.requests.first)
    }

    @Test func `a good rewrite stands, cleaned, with the pointer to the full text`() async throws {
        let answer = "<think>hm</think>The weir held 42.5 tonnes [F12]; the pump failed (https://example.org/pump).\n\n"
        let (result, request) = try await rewrite(.text(answer))
        #expect(result.outcome == .rewritten && result.usage == Usage(inputTokens: 100, outputTokens: 10))
        #expect(
            result.text == "The weir held 42.5 tonnes [F12]; the pump failed (https://example.org/pump).\n"
                + "[full text: 0123456789abcdef, 20480 bytes]\n"
        )
        let asked = "\(try #require(request).messages)"
        #expect(asked.contains("What did it hold?") && asked.contains("[F12]"))
        #expect(!asked.contains("0815") && !asked.contains("0123456789abcdef"))
    }

    @Test(arguments: [
        ("It held 42.5 tonnes [F12], and 99 geese.", DigestRewriter.Outcome.unsupported(["99"])),
        ("It held 42.5 tonnes [F13].", .unsupported(["F13"])),
        ("See https://evil.test/a.", .unsupported(["https://evil.test/a"])),
        ("<think>only thoughts</think> \n", .empty), (String(repeating: "The weir. ", count: 200), .tooLong),
    ])
    func `a bad rewrite leaves the digest as it is`(text: String, outcome: DigestRewriter.Outcome) async throws {
        let result = try await rewrite(.text(text)).result
        #expect(result.outcome == outcome && result.text == Self.digest && outcome.reason != nil)
    }

    @Test func `an answer that was cut off, refused or never came leaves the digest as it is`() async throws {
        #expect(try await rewrite(.text("The weir", .length)).result.outcome == .tooLong)
        #expect(try await rewrite(.text("The weir", .refused)).result.outcome == .failed("the model refused"))
        let failed = try await rewrite(.failure(.unreachable)).result
        #expect(failed.text == Self.digest && failed.outcome == .failed("it failed"))
    }

    @Test func `what is rewritten keeps the budget with the pointer`() async throws {
        for budget in [20, 30, 60] {
            let result = try await rewrite(.text("The weir held 42.5 tonnes in 2019 [F12] and all."), budget: budget)
                .result
            if result.outcome == .rewritten { #expect(TokenEstimate(result.text).tokens <= budget) }
        }
        #expect(try await rewrite(.text("The weir held [F12]."), budget: 60).result.outcome == .rewritten)
    }
}
