import Core
import HTTP
import LanguageModels

/// A model that can be asked, and what is known of it.
struct ConfiguredModel: Sendable {
    /// The model, with those that are asked when it fails.
    let chain: ModelChain
    /// How many tokens it takes, if that is configured.
    let contextTokens: Int?
}

/// Makes the configured models; a process needs one, so that all its calls share connections and limits.
actor ModelFactory {
    /// A provider with what keeps its limits.
    struct Service: Sendable {
        let reference: ModelReference
        let provider: Provider
        let limiter: RateLimiter?
        /// Where the key comes from, in words; nothing if it needs none.
        let keyOrigin: String?
    }

    /// The prices that are known: ours, and over them those of the configuration.
    nonisolated let prices: PriceTable
    private let configuration: Configuration
    private let environment: [String: String]
    private let timeOuts: HTTPRequest.TimeOuts
    private let keys: KeyFinder
    private var client: HTTPClient?
    private var limiters: [String: RateLimiter] = [:]
    private var services: [(choice: ModelChoice, service: Service)] = []

    /// Prepares a factory; nothing is read or sent.
    ///
    /// - Parameters:
    ///   - configuration: What is configured.
    ///   - environment: The variables of the process: keys, proxies, certificate authorities.
    ///   - timeOuts: How long the parts of a call may take, where the configuration does not count.
    init(_ configuration: Configuration, environment: [String: String], timeOuts: HTTPRequest.TimeOuts? = nil) {
        self.configuration = configuration
        self.environment = environment
        self.timeOuts = timeOuts ?? configuration.callTimeOuts
        keys = KeyFinder(configuration, environment: environment)
        prices = PriceTable.bundled.overridden(by: configuration.prices)
    }

    /// Makes the model for a purpose.
    ///
    /// - Parameters:
    ///   - purpose: What it is for.
    ///   - warn: Takes what is wrong with a model that is only a fallback, which is then left out.
    /// - Returns: The model, or nothing if none is configured: what is wanted then is extracted.
    /// - Throws: `ConfigurationError` that names the place; `ModelError` or `CancellationError` from finding a key.
    func model(for purpose: ModelPurpose, warn: (String) -> Void) async throws -> ConfiguredModel? {
        try await model(configuration.model(for: purpose), warn: warn)
    }

    /// Makes a model that was chosen; otherwise as the one for a purpose.
    func model(_ choice: ModelChoice, warn: (String) -> Void) async throws -> ConfiguredModel? {
        if choice.isExtractive { return nil }
        let first = link(try await service(for: choice))
        var others: [ModelChain.Link] = []
        for fallback in try configuration.fallbackModels() {
            do {
                others.append(link(try await service(for: fallback)))
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                warn("the fallback \(fallback.model) is left out: \(ErrorReport(error).message)")
            }
        }
        let policy = RetryPolicy(attempts: configuration.number("calls.attempts"))
        return ConfiguredModel(
            chain: ModelChain(first, others: others, policy: policy),
            contextTokens: choice.contextTokens
        )
    }

    /// Who serves a model, and how it is called there; no key is looked for.
    ///
    /// - Parameter choice: The model.
    /// - Returns: Its identity.
    /// - Throws: `ConfigurationError` that names the place.
    nonisolated func identity(of choice: ModelChoice) throws -> ModelIdentity {
        let reference = try reference(of: choice)
        return ModelIdentity(provider: reference.preset.name, model: reference.model)
    }

    /// Notes the key of a model that is not asked, if it is kept where no command has to be run for it.
    ///
    /// - Parameter choice: The model.
    func noteKey(of choice: ModelChoice) async {
        // A model that nobody serves has no key, and one that is gone is nowhere to be removed from.
        guard let reference = try? reference(of: choice) else { return }
        let all = configuration.keySource(of: choice, reference)
        let source = KeyLookup.Source(variable: all.variable, command: nil, key: all.key)
        _ = try? await keys.find(source, isNeeded: false, origin: choice.origin, provider: reference.preset.name)
    }

    /// Makes the provider of a model, with its key.
    ///
    /// - Parameter choice: The model.
    /// - Returns: The provider.
    /// - Throws: As `model(for:warn:)`.
    func service(for choice: ModelChoice) async throws -> Service {
        if let made = services.first(where: { $0.choice == choice }) { return made.service }
        let reference = try reference(of: choice)
        let name = reference.preset.name
        let source = configuration.keySource(of: choice, reference)
        let found = try await keys.find(source, isNeeded: reference.needsKey, origin: choice.origin, provider: name)
        let provider = Provider(
            reference.preset,
            baseURL: reference.baseURL,
            key: found?.key,
            client: try httpClient(),
            timeOuts: timeOuts
        )
        let service = Service(
            reference: reference,
            provider: provider,
            limiter: limiter(for: name, at: reference.address),
            keyOrigin: found?.origin
        )
        services.append((choice, service))
        return service
    }

    private func link(_ service: Service) -> ModelChain.Link {
        ModelChain.Link(service.provider.model(service.reference.model), limiter: service.limiter)
    }

    private nonisolated func reference(of choice: ModelChoice) throws -> ModelReference {
        do {
            return try configuration.reference(of: choice)
        } catch {
            throw ConfigurationError(message: "\(choice.origin): \(error.message)")
        }
    }

    /// One for all models of a provider, whoever asks for them.
    private func limiter(for provider: String, at address: String) -> RateLimiter? {
        let limits = configuration.limits(of: provider)
        guard limits != RateLimits() else { return nil }
        let id = "\(provider) \(address)"
        if let limiter = limiters[id] { return limiter }
        let limiter = RateLimiter(limits: limits)
        limiters[id] = limiter
        return limiter
    }

    private func httpClient() throws -> HTTPClient {
        if let client { return client }
        let files = ["SSL_CERT_FILE", "CURL_CA_BUNDLE"].compactMap { environment[$0] }
        let made = try HTTPClient(
            policy: .unrestricted,
            proxies: ProxySettings(environment: withoutProxyForLoopback(environment)),
            authorityFile: files.first { !$0.isEmpty }
        )
        client = made
        return made
    }

    /// No proxy reaches the servers of this computer.
    private func withoutProxyForLoopback(_ environment: [String: String]) -> [String: String] {
        let told = ["no_proxy", "NO_PROXY"].compactMap { environment[$0] }.first { !$0.isEmpty }
        if told == "*" { return environment }
        var environment = environment
        environment["no_proxy"] = ([told].compactMap { $0 } + ["localhost", "127.0.0.1", "::1"]).joined(separator: ",")
        return environment
    }
}

extension ModelReference {
    /// The provider's address.
    var address: String { baseURL ?? preset.baseURL }

    /// Whether the provider answers nobody without a key; another server in its place may.
    var needsKey: Bool { preset.keyVariable != nil && baseURL == nil }
}
