/// The options of commands that use models; each sets the key of the configuration that names it.
enum ModelOptions {
    /// Which model, and where it is served.
    static let choice = [
        Command.Option(name: "model", value: .text("NAME"), help: "the model; extractive for none"),
        provider,
        baseURL,
    ]

    /// Where models are served.
    static let connection = [provider, baseURL]

    /// What a run may use.
    static let limits = [
        Command.Option(
            name: "max-tokens-total",
            value: .number("N", 1...(1 << 50)),
            help: "the most tokens of all calls together"
        ),
        Command.Option(
            name: "max-cost",
            value: .decimal("USD", 0...1_000_000),
            help: "the most that all calls may cost, in US dollars"
        ),
        Command.Option(
            name: "max-time",
            value: .number("SECONDS", 1...(1 << 30)),
            help: "the longest time, in seconds"
        ),
    ]

    /// How far agents may go.
    static let agents = [
        Command.Option(
            name: "max-iterations",
            value: .number("N", 1...10_000),
            help: "how many turns the agent has"
        ),
        Command.Option(
            name: "concurrency",
            value: .number("N", 1...10_000),
            help: "how many workers of one agent work at once"
        ),
    ]

    private static let provider = Command.Option(
        name: "provider",
        value: .text("NAME"),
        help: "who serves the model, such as openai, anthropic, openrouter, ollama"
    )
    private static let baseURL = Command.Option(
        name: "base-url",
        value: .text("URL"),
        help: "the address of the provider, such as http://127.0.0.1:11434/v1"
    )
}
