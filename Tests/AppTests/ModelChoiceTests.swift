@testable import App
import Core
import LanguageModels
import TestSupport
import Testing

@Suite struct ModelChoiceTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The configuration of our file, of the neighbour's, of variables and of options.
    private func configuration(
        _ own: String = "",
        neighbour: String = "",
        _ environment: [String: String] = [:],
        options: [String: String] = [:]
    ) throws -> Configuration {
        try folder.write(".hermes/blackboard/config.yaml", own)
        try folder.write(".hermes/config.yaml", neighbour)
        return try Configuration(
            environment: ["HOME": folder.path.string].merging(environment) { $1 },
            workingFolder: folder.path,
            options: options
        )
    }

    private static let told = """
        model:
          default: big
          provider: openrouter
          api_key: sk-router
          context_length: 9000
        delegation:
          model: small
        roles:
          critic: {model: other, base_url: "http://127.0.0.1:1/v1"}
          planner: {context_length: 5}
        auxiliary:
          scrubber: {provider: auto, model: ""}
          vision: {provider: main, model: tiny}
        """

    @Test(
        arguments: [
            (ModelPurpose.main, "big", "openrouter", "sk-router"),
            (.role("researcher", isDelegated: false), "big", "openrouter", "sk-router"),
            (.role("researcher", isDelegated: true), "small", "openrouter", "sk-router"),
            (.role("critic", isDelegated: true), "other", nil, nil),
            (.role("planner", isDelegated: false), "big", "openrouter", "sk-router"),
            (.auxiliary("scrubber"), "big", "openrouter", "sk-router"),
            (.auxiliary("vision"), "tiny", "openrouter", "sk-router"),
            (.auxiliary("unheard-of"), "big", "openrouter", "sk-router"),
        ] as [(ModelPurpose, String, String?, String?)]
    )
    func `each purpose has its model, and the connection that goes with it`(
        purpose: ModelPurpose,
        model: String,
        provider: String?,
        key: String?
    ) throws {
        let choice = try configuration(neighbour: Self.told.replacing("roles:", with: "x:"), [:])
        let own = try configuration(Self.told)
        let found = own.model(for: purpose)
        #expect(found.model == model && found.provider == provider && found.key == key)
        // Roles are ours alone: the neighbour may mean something else by them.
        #expect(choice.model(for: .role("critic", isDelegated: false)).model == "big")
    }

    @Test func `a length of context belongs to its model`() throws {
        let found = try configuration(Self.told)
        #expect(found.model(for: .main).contextTokens == 9_000)
        #expect(found.model(for: .role("critic", isDelegated: false)).contextTokens == nil)
        #expect(try configuration(Self.told, options: ["model": "x"]).model(for: .main).contextTokens == nil)
    }

    @Test(
        arguments: [
            ("model:\n  base_url: http://127.0.0.1:9\n", [:], [:]),
            ("model:\n  provider: ollama\n", [:], [:]),
            ("", ["SLATE_MODEL_PROVIDER": "groq"], [:]),
            ("", [:], ["base-url": "http://127.0.0.1:9"]),
            ("", [:], ["provider": "ollama"]),
        ] as [(String, [String: String], [String: String])]
    )
    func `a key stays with the server that it was told for`(
        own: String,
        environment: [String: String],
        options: [String: String]
    ) throws {
        let neighbour = """
            model: {default: big, provider: openai, base_url: "http://127.0.0.1:8/v1", api_key: sk-neighbour,
                    api_key_env: OTHER}
            """
        let before = try configuration(neighbour: neighbour).model(for: .main)
        #expect(before.key == "sk-neighbour" && before.keyVariable == "OTHER" && before.provider == "openai")
        let choice = try configuration(own, neighbour: neighbour, environment, options: options).model(for: .main)
        #expect(choice.model == "big")
        #expect(choice.key == nil && choice.keyVariable == nil)
        #expect((choice.provider == nil) != (choice.baseURL == nil))
    }

    @Test func `a later key goes to the server told before`() throws {
        let choice = try configuration(
            "model: {default: m, provider: groq, api_key: sk-old}\n",
            ["SLATE_MODEL_API_KEY": "sk-new"]
        ).model(for: .main)
        #expect(choice.provider == "groq" && choice.key == "sk-new")
    }

    @Test func `fallbacks keep their order, and ours replace the neighbour's`() throws {
        let list = "fallback_providers:\n" + (0..<12).map { "  - {model: m\($0), provider: groq}\n" }.joined()
        #expect(try configuration(neighbour: list).fallbackModels().map(\.model) == (0..<12).map { "m\($0)" })
        let own = try configuration("fallback_providers: [openai/gpt-5]\n", neighbour: list).fallbackModels()
        #expect(own.map(\.model) == ["openai/gpt-5"] && own[0].provider == nil)
        #expect(try configuration("fallback_providers: []\n", neighbour: list).fallbackModels().isEmpty)
        let error = #expect(throws: ConfigurationError.self) {
            try configuration("fallback_providers:\n  - provider: groq\n").fallbackModels()
        }
        #expect(error?.message.contains(":2: fallback_providers.0.model") == true)
    }

    @Test func `a value may stand for a variable`() throws {
        let text = "model:\n  default: ${MY_MODEL}\n  api_key: ${MY_KEY}\n  base_url: ${UNSET}\n"
        let choice = try configuration(text, ["MY_MODEL": "m", "MY_KEY": "sk-1"]).model(for: .main)
        #expect(choice.model == "m" && choice.key == "sk-1" && choice.baseURL == nil)
    }

    @Test func `options win over all, and are named as the origin`() throws {
        let found = try configuration(
            "model: a\nbudget: {tokens: 5}\n",
            ["SLATE_MODEL": "b", "SLATE_BUDGET_COST_USD": "0.5"],
            options: ["model": "c", "max-cost": "1.5"]
        )
        #expect(found.text("model") == "c" && found.value("model").origin == "--model")
        #expect(found.text("budget.cost_usd") == "1.5" && found.number("budget.tokens") == 5)
    }

    @Test func `each option of a model sets a key`() {
        let options = ModelOptions.choice + ModelOptions.limits
        #expect(Set(options.map(\.name)) == Set(ModelSettings.all.compactMap(\.option)))
    }

    @Test func `prices and limits are read by the names that models and providers have`() throws {
        let found = try configuration(
            """
            prices:
              lab/gpt-4.1: {input: 1, output: 2.5, cached_input: 0.5}
            providers:
              lab: {base_url: "http://127.0.0.1:1", max_concurrent: 2, tokens_per_minute: 100, api_key: sk-lab}
            """
        )
        let identity = ModelIdentity(provider: "lab", model: "gpt-4.1")
        #expect(found.prices.price(of: identity) == Price(input: 1, cachedInput: 0.5, output: 2.5))
        #expect(found.limits(of: "lab") == RateLimits(concurrent: 2, tokensPerMinute: 100))
        #expect(found.limits(of: "other") == RateLimits())
        #expect(found.shown.contains { $0.key == "prices.lab/gpt-4.1.output" && $0.text == "2.5" })
        #expect(found.shown.contains { $0.key == "providers.lab.api_key" && $0.text == "(set)" })
        #expect(found.unknownKeys.isEmpty)
    }

    @Test func `keys of agents and of the neighbour are no mistakes`() throws {
        let found = try configuration(
            "delegation: {max_iterations: 5}\nroles: {critic: {toolsets: [a], modle: x}}\nauxiliary: {a: {timeout: 3}}\n"
        )
        #expect(found.unknownKeys.count == 1 && found.unknownKeys[0].contains("roles.critic.modle"))
    }
}
