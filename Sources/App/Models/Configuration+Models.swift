import HTTP
import LanguageModels

/// What the configuration says about providers and calls.
extension Configuration {
    /// How long the parts of a call may take.
    var callTimeOuts: HTTPRequest.TimeOuts {
        HTTPRequest.TimeOuts(
            connect: Double(number("calls.connect_seconds")),
            firstByte: Double(number("calls.first_byte_seconds")),
            idle: Double(number("calls.idle_seconds"))
        )
    }

    /// The prices that are told; those without both figures were refused when they were read.
    var prices: PriceTable {
        var prices: [String: Price] = [:]
        for model in names(below: "prices") {
            func figure(_ name: String) -> Double? { decimal(at: ["prices", model, name]) }
            guard let input = figure("input"), let output = figure("output") else { continue }
            prices[model] = Price(
                input: input,
                cachedInput: figure("cached_input"),
                cacheWrite: figure("cache_write"),
                output: output
            )
        }
        return PriceTable(prices)
    }

    /// What a provider allows, as far as it is told.
    func limits(of provider: String) -> RateLimits {
        func number(_ name: String) -> Int? { text(of: provider, name).flatMap(Int.init) }
        return RateLimits(
            concurrent: number("max_concurrent"),
            requestsPerMinute: number("requests_per_minute"),
            tokensPerMinute: number("tokens_per_minute")
        )
    }

    /// What is told of a provider by its name.
    func text(of provider: String, _ name: String) -> String? {
        value(at: ["providers", provider.lowercased(), name])?.text ?? value(at: ["providers", provider, name])?.text
    }

    /// Who serves a model.
    ///
    /// - Parameter choice: The model; an extractive one is none.
    /// - Returns: The model with its provider.
    /// - Throws: `ModelError` if the provider is unknown or cannot be told.
    func reference(of choice: ModelChoice) throws(ModelError) -> ModelReference {
        let address = choice.baseURL ?? choice.provider.flatMap { text(of: $0, "base_url") }
        return try ModelReference.resolve(model: choice.model, provider: choice.provider, baseURL: address)
    }

    /// Where the key of a model's provider may be found.
    func keySource(of choice: ModelChoice, _ reference: ModelReference) -> KeyLookup.Source {
        // What is told of the provider by its name is for the address told there, and for no other.
        let isElsewhere = choice.baseURL.map { $0 != text(of: reference.preset.name, "base_url") } ?? false
        func told(_ name: String) -> String? { isElsewhere ? nil : text(of: reference.preset.name, name) }
        let hasOwn = choice.keyVariable != nil || choice.keyCommand != nil || choice.key != nil
        return KeyLookup.Source(
            variable: choice.keyVariable ?? (hasOwn ? nil : told("api_key_env")) ?? reference.preset.keyVariable,
            command: choice.keyCommand ?? (hasOwn ? nil : told("api_key_command")),
            key: (choice.key ?? (hasOwn ? nil : told("api_key"))).flatMap { Secret($0) }
        )
    }
}
