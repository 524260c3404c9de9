/// A model as a configuration or a command line names it, with the provider that serves it.
public struct ModelReference: Sendable {
    /// The provider.
    public let preset: ProviderPreset
    /// The address, where it is not the provider's usual one.
    public let baseURL: String?
    /// The model's name at the provider.
    public let model: String

    /// The beginnings of names by which a model's maker can be told.
    private static let makers = [
        ("gpt-", "openai"), ("chatgpt-", "openai"), ("o1", "openai"), ("o3", "openai"), ("o4", "openai"),
        ("claude-", "anthropic"), ("gemini-", "gemini"), ("deepseek-", "deepseek"),
    ]
    /// Names of providers that stand for none in particular.
    private static let unnamed: Set<String> = ["", "auto", "custom"]

    /// Finds out who serves a model: who is named, else the server at the address, else the name before a slash, else
    /// the model's maker.
    ///
    /// - Parameters:
    ///   - model: The model; `provider/model` names both.
    ///   - provider: The provider, if it is told; `auto` and `custom` name none.
    ///   - baseURL: The provider's address, if it is told.
    /// - Returns: The model with its provider.
    /// - Throws: `ModelError` with `invalidRequest` if the provider is unknown or cannot be told.
    public static func resolve(model: String, provider: String?, baseURL: String?) throws(ModelError) -> ModelReference
    {
        let address = baseURL.flatMap { $0.trimmingSpaces.isEmpty ? nil : $0.trimmingSpaces }
        let name = (provider ?? "").trimmingSpaces.lowercased()
        guard !model.trimmingSpaces.isEmpty else {
            throw ModelError(.invalidRequest, "no model is named; set model, or extractive for none")
        }
        if !unnamed.contains(name) { return try named(name, model: model, address: address) }
        if let address {
            return ModelReference(preset: .custom("custom", baseURL: address), baseURL: nil, model: model)
        }
        if let slash = model.firstIndex(of: "/"), let preset = ProviderPreset.named(String(model[..<slash])) {
            let rest = String(model[model.index(after: slash)...])
            guard !rest.trimmingSpaces.isEmpty else {
                throw ModelError(.invalidRequest, "no model of \(preset.name) is named; 'slate models' lists them")
            }
            return ModelReference(preset: preset, baseURL: nil, model: rest)
        }
        if let maker = makers.first(where: { model.hasPrefix($0.0) }), let preset = ProviderPreset.named(maker.1) {
            return ModelReference(preset: preset, baseURL: nil, model: model)
        }
        if let slash = model.firstIndex(of: "/"), slash > model.startIndex {
            throw unknownProvider(String(model[..<slash]), of: model)
        }
        throw ModelError(
            .invalidRequest,
            "nothing tells who serves the model \(Redaction.excerpt(model)); set model.provider or model.base_url"
        )
    }

    private static func unknownProvider(_ name: String, of model: String) -> ModelError {
        let close = ToolNames.closest(to: name.lowercased(), among: ProviderPreset.all.map(\.name))
        return ModelError(
            .invalidRequest,
            "there is no provider \(Redaction.excerpt(name))\(close.map { " (did you mean \($0)?)" } ?? ""); "
                + "set model.provider or model.base_url if \(Redaction.excerpt(model)) is a model's whole name"
        )
    }

    private static func named(_ name: String, model: String, address: String?) throws(ModelError) -> ModelReference {
        // OpenRouter's models have slashes of their own: only the provider's own name is dropped.
        let prefix = "\(name)/"
        let model = model.lowercased().hasPrefix(prefix) ? String(model.dropFirst(prefix.count)) : model
        if let preset = ProviderPreset.named(name) {
            return ModelReference(preset: preset, baseURL: address, model: model)
        }
        if let address {
            return ModelReference(preset: .custom(name, baseURL: address), baseURL: nil, model: model)
        }
        let known = ProviderPreset.all.map(\.name)
        let close = ToolNames.closest(to: name, among: known).map { "did you mean \($0)? Set" } ?? "set"
        throw ModelError(
            .invalidRequest,
            "the provider \(Redaction.excerpt(name)) is unknown; \(close) model.base_url for any other server"
        )
    }
}
