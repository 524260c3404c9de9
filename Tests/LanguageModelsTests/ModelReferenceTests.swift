import Testing

@testable import LanguageModels

@Suite struct ModelReferenceTests {
    @Test(
        arguments: [
            ("gpt-5", nil, nil, "openai", "gpt-5"), ("claude-haiku-4-5", "", nil, "anthropic", "claude-haiku-4-5"),
            ("gemini/gemini-x", nil, nil, "gemini", "gemini-x"), ("ollama/qwen3:4b", "auto", nil, "ollama", "qwen3:4b"),
            ("anthropic/claude-x", "openrouter", nil, "openrouter", "anthropic/claude-x"),
            ("openrouter/anthropic/claude-x", nil, nil, "openrouter", "anthropic/claude-x"),
            ("m", "Anthropic", "https://gateway.example/v1", "anthropic", "m"),
            ("org/m", "custom", "http://localhost:9000", "custom", "org/m"),
            ("gpt-5", nil, "http://localhost:9000", "custom", "gpt-5"),
            ("m", "mine", "http://localhost:9000", "mine", "m"),
        ] as [(String, String?, String?, String, String)]
    )
    func `the provider is told by all that names it`(
        model: String,
        provider: String?,
        baseURL: String?,
        name: String,
        resolved: String
    ) throws {
        let reference = try ModelReference.resolve(model: model, provider: provider, baseURL: baseURL)
        #expect(reference.preset.name == name)
        #expect(reference.model == resolved)
        #expect((reference.baseURL ?? reference.preset.baseURL) == baseURL ?? ProviderPreset.named(name)?.baseURL)
    }

    @Test(
        arguments: [
            ("", nil, "no model is named"), ("qwen3:4b", nil, "set model.provider or model.base_url"),
            ("m", "antropic", "did you mean anthropic?"), ("m", "nobody-knows", "; set model.base_url"),
        ] as [(String, String?, String)]
    )
    func `what names no provider is refused with what to do`(model: String, provider: String?, text: String) {
        let error = #expect(throws: ModelError.self) {
            try ModelReference.resolve(model: model, provider: provider, baseURL: nil)
        }
        #expect(error?.message.contains(text) == true, "\(error?.message ?? "")")
    }
}
