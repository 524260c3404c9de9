/// The keys that tell which models are used, where they are served, and what they may take.
enum ModelSettings {
    /// All of them, in the order in which they are shown.
    static let all = main + budget + calls + others

    private static let main =
        [
            Setting(
                key: "model",
                kind: .text,
                standard: extractive,
                summary: "the model; extractive for none",
                option: "model"
            )
        ] + connection("model", options: true)

    private static let budget = [
        Setting(
            key: "budget.tokens",
            kind: .number(1...(1 << 50)),
            standard: "",
            summary: "the most tokens of a run",
            option: "max-tokens-total"
        ),
        Setting(
            key: "budget.cost_usd",
            kind: .decimal(0...1_000_000),
            standard: "",
            summary: "the most that a run may cost, in US dollars",
            option: "max-cost"
        ),
        Setting(
            key: "budget.calls",
            kind: .number(1...(1 << 30)),
            standard: "",
            summary: "the most calls of models of a run"
        ),
        Setting(
            key: "budget.seconds",
            kind: .number(1...(1 << 30)),
            standard: "",
            summary: "the longest time of a run",
            option: "max-time"
        ),
    ]

    private static let calls = [
        Setting(
            key: "calls.connect_seconds",
            kind: .number(1...3_600),
            standard: "10",
            summary: "how long it may take to connect to a provider"
        ),
        Setting(
            key: "calls.first_byte_seconds",
            kind: .number(1...86_400),
            standard: "300",
            summary: "how long a provider may think before its answer begins"
        ),
        Setting(
            key: "calls.idle_seconds",
            kind: .number(1...86_400),
            standard: "120",
            summary: "how long an answer may pause"
        ),
        Setting(
            key: "calls.attempts",
            kind: .number(1...20),
            standard: "5",
            summary: "how often each model is asked before the next one is"
        ),
    ]

    private static let others =
        ["fallback_providers.*", "delegation", "roles.*", "auxiliary.*"].flatMap { choice($0) }
        + connection("providers.*").filter {
            $0.key != "providers.*.provider" && $0.key != "providers.*.context_length"
        }
        + limits + prices

    private static let limits = [
        ("max_concurrent", "calls to the provider at once"),
        ("requests_per_minute", "calls to the provider that begin within a minute"),
        ("tokens_per_minute", "tokens of the calls that begin within a minute"),
    ].map {
        Setting(key: "providers.*.\($0)", kind: .number(1...(1 << 40)), standard: "", summary: "the most \($1)")
    }

    private static let prices = ["input", "output", "cached_input", "cache_write"].map {
        Setting(
            key: "prices.*.\($0)",
            kind: .decimal(0...1_000_000),
            standard: "",
            summary: "the price of a million tokens, in US dollars"
        )
    }

    /// The name of no model.
    static let extractive = "extractive"
    /// The group whose items are in a list.
    static let list = "fallback_providers"

    private static func choice(_ group: String) -> [Setting] {
        [Setting(key: "\(group).model", kind: .text, standard: "", summary: "the model")] + connection(group)
    }

    private static func connection(_ group: String, options: Bool = false) -> [Setting] {
        [
            Setting(
                key: "\(group).provider",
                kind: .text,
                standard: "",
                summary: "who serves the model",
                option: options ? "provider" : nil
            ),
            Setting(
                key: "\(group).base_url",
                kind: .address,
                standard: "",
                summary: "the address of the provider",
                option: options ? "base-url" : nil
            ),
            Setting(
                key: "\(group).api_key",
                kind: .key,
                standard: "",
                summary: "the provider's key; better kept in a variable",
                isSecret: true
            ),
            Setting(
                key: "\(group).api_key_env",
                kind: .text,
                standard: "",
                summary: "the variable that holds the key"
            ),
            Setting(
                key: "\(group).api_key_command",
                kind: .text,
                standard: "",
                summary: "a command that prints the key",
                isSecret: true
            ),
            Setting(
                key: "\(group).context_length",
                kind: .number(1...(1 << 30)),
                standard: "",
                summary: "how many tokens the model takes"
            ),
        ]
    }
}
