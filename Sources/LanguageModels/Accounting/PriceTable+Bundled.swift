extension PriceTable {
    /// Prices as the providers published them in late 2025, of models with one price whatever the length.
    ///
    /// They hold at the providers themselves only: a reseller asks its own. Sources: <https://openai.com/api/pricing>,
    /// <https://www.anthropic.com/pricing>, <https://ai.google.dev/pricing>,
    /// <https://api-docs.deepseek.com/quick_start/pricing>.
    public static let bundled = PriceTable(
        openAI.reduce(into: others) { table, item in
            // One price, whichever of its two forms is spoken.
            for provider in ["openai", "openai-responses"] { table["\(provider)/\(item.key)"] = item.value }
        }
    )

    private static let openAI: [String: Price] = [
        "gpt-5": Price(input: 1.25, cachedInput: 0.125, output: 10),
        "gpt-5-mini": Price(input: 0.25, cachedInput: 0.025, output: 2),
        "gpt-5-nano": Price(input: 0.05, cachedInput: 0.005, output: 0.4),
        "gpt-4.1": Price(input: 2, cachedInput: 0.5, output: 8),
        "gpt-4.1-mini": Price(input: 0.4, cachedInput: 0.1, output: 1.6),
        "gpt-4.1-nano": Price(input: 0.1, cachedInput: 0.025, output: 0.4),
        "gpt-4o": Price(input: 2.5, cachedInput: 1.25, output: 10),
        "gpt-4o-mini": Price(input: 0.15, cachedInput: 0.075, output: 0.6),
    ]

    private static let others: [String: Price] = [
        "anthropic/claude-haiku-4-5": Price(input: 1, cachedInput: 0.1, cacheWrite: 1.25, output: 5),
        "anthropic/claude-opus-4-5": Price(input: 5, cachedInput: 0.5, cacheWrite: 6.25, output: 25),
        "anthropic/claude-opus-4-1": Price(input: 15, cachedInput: 1.5, cacheWrite: 18.75, output: 75),
        "gemini/gemini-2.5-flash": Price(input: 0.3, output: 2.5),
        "gemini/gemini-2.5-flash-lite": Price(input: 0.1, output: 0.4),
        "deepseek/deepseek-chat": Price(input: 0.28, cachedInput: 0.028, output: 0.42),
        "deepseek/deepseek-reasoner": Price(input: 0.28, cachedInput: 0.028, output: 0.42),
    ]
}
