/// What is known of a provider by its name.
public struct ProviderPreset: Sendable {
    /// Its name in the configuration.
    public let name: String
    /// Its address, where the configuration gives none.
    public let baseURL: String
    /// The variable that holds its key; nothing for servers on this computer, which need none.
    public let keyVariable: String?
    /// The form in which it takes requests and gives answers.
    public let format: any WireFormat

    /// All providers that are known by name.
    public static let all: [ProviderPreset] = [
        .init(
            name: "openai",
            baseURL: "https://api.openai.com/v1",
            keyVariable: "OPENAI_API_KEY",
            format: ChatCompletions(dialect: .openAI)
        ),
        .init(
            name: "openai-responses",
            baseURL: "https://api.openai.com/v1",
            keyVariable: "OPENAI_API_KEY",
            format: OpenAIResponses()
        ),
        .init(
            name: "anthropic",
            baseURL: "https://api.anthropic.com/v1",
            keyVariable: "ANTHROPIC_API_KEY",
            format: AnthropicMessages()
        ),
        .init(
            name: "gemini",
            baseURL: "https://generativelanguage.googleapis.com/v1beta",
            keyVariable: "GEMINI_API_KEY",
            format: Gemini()
        ),
        .init(
            name: "openrouter",
            baseURL: "https://openrouter.ai/api/v1",
            keyVariable: "OPENROUTER_API_KEY",
            format: ChatCompletions()
        ),
        .init(
            name: "deepseek",
            baseURL: "https://api.deepseek.com/v1",
            keyVariable: "DEEPSEEK_API_KEY",
            format: ChatCompletions(dialect: .deepSeek)
        ),
        .init(
            name: "groq",
            baseURL: "https://api.groq.com/openai/v1",
            keyVariable: "GROQ_API_KEY",
            format: ChatCompletions(dialect: .anyJSON)
        ),
        local("ollama", port: 11434),
        local("llama.cpp", port: 8080),
        local("vllm", port: 8000),
        local("lmstudio", port: 1234),
    ]

    /// The provider of a name.
    ///
    /// - Parameter name: The name, in any case.
    /// - Returns: What is known of it, or nothing.
    public static func named(_ name: String) -> ProviderPreset? { all.first { $0.name == name.lowercased() } }

    /// A server of which only the address is known; it is taken to speak as most do.
    ///
    /// - Parameters:
    ///   - name: Its name in the configuration.
    ///   - baseURL: Its address.
    ///   - keyVariable: The variable that holds its key.
    /// - Returns: The provider.
    public static func custom(_ name: String, baseURL: String, keyVariable: String? = nil) -> ProviderPreset {
        ProviderPreset(name: name, baseURL: baseURL, keyVariable: keyVariable, format: ChatCompletions())
    }

    private static func local(_ name: String, port: Int) -> ProviderPreset {
        custom(name, baseURL: "http://127.0.0.1:\(port)/v1")
    }
}
