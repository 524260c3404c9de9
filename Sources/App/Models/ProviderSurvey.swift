import Core
import HTTP
import LanguageModels

/// Asks providers which models they have, all at the same time.
struct ProviderSurvey: Sendable {
    /// A provider and what it answered.
    struct Result: Sendable {
        let name: String
        let address: String
        /// Where the key comes from, in words; nothing if there is none.
        let keyOrigin: String?
        /// Whether the configuration names it; the others are those that may well be there.
        let isConfigured: Bool
        let models: [ModelListing]
        let error: ErrorReport?
    }

    /// A list comes at once or not at all; nobody wants to wait for a model that is not there.
    static let timeOuts = HTTPRequest.TimeOuts(connect: 2, firstByte: 8, idle: 4, total: 15)

    private struct Candidate: Sendable {
        let choice: ModelChoice
        let isConfigured: Bool
    }

    private let configuration: Configuration
    private let factory: ModelFactory
    private let candidates: [Candidate]

    /// Finds out whom to ask: who is configured, who has a key, and the servers of this computer.
    ///
    /// - Parameters:
    ///   - configuration: What is configured.
    ///   - environment: The variables of the process.
    ///   - isOnlyMain: Whether only the provider of the main model is asked.
    /// - Throws: `ConfigurationError`.
    init(_ configuration: Configuration, environment: [String: String], isOnlyMain: Bool) throws {
        self.configuration = configuration
        factory = ModelFactory(configuration, environment: environment, timeOuts: Self.timeOuts)
        if isOnlyMain {
            candidates = [Candidate(choice: configuration.model(for: .main), isConfigured: true)]
            return
        }
        let keys = KeyFinder(configuration, environment: environment)
        let named = configuration.names(below: "providers").filter { configuration.text(of: $0, "base_url") != nil }
        let likely = try ProviderPreset.all.filter { preset in
            // The same server in another form of words.
            if preset.name == "openai-responses" { return false }
            return try preset.keyVariable.map { try keys.has($0) } ?? true
        }
        .map(\.name)
        candidates =
            try configuration.allModels().map { Candidate(choice: $0, isConfigured: true) }
            + named.map { Candidate(choice: Self.anyModel(of: $0), isConfigured: true) }
            + likely.map { Candidate(choice: Self.anyModel(of: $0), isConfigured: false) }
    }

    /// Asks them.
    ///
    /// - Returns: What they answered, in the order in which they are configured; each server once.
    /// - Throws: `CancellationError`.
    func run() async throws -> [Result] {
        var results: [Result?] = []
        var services: [(index: Int, service: ModelFactory.Service, isConfigured: Bool)] = []
        var seen: Set<[String]> = []
        for candidate in candidates {
            do {
                let service = try await factory.service(for: candidate.choice)
                // Many models are on one server, which is asked once.
                guard seen.insert([service.reference.address, service.keyOrigin ?? ""]).inserted else { continue }
                services.append((results.count, service, candidate.isConfigured))
                results.append(nil)
            } catch {
                let error = ErrorReport(error)
                if seen.insert([error.message]).inserted { results.append(Self.failure(of: candidate, error)) }
            }
        }
        await withTaskGroup(of: (Int, Result).self) { group in
            for (index, service, isConfigured) in services {
                group.addTask { (index, await Self.ask(service, isConfigured: isConfigured)) }
            }
            for await (index, result) in group { results[index] = result }
        }
        try Task.checkCancellation()
        return results.compactMap { $0 }
    }

    private static func ask(_ service: ModelFactory.Service, isConfigured: Bool) async -> Result {
        var models: [ModelListing] = []
        var failure: ErrorReport?
        do {
            models = try await service.provider.models()
        } catch {
            failure = ErrorReport(error)
        }
        return Result(
            name: service.reference.preset.name,
            address: service.reference.address,
            keyOrigin: service.keyOrigin,
            isConfigured: isConfigured,
            models: models,
            error: failure
        )
    }

    private static func failure(of candidate: Candidate, _ error: ErrorReport) -> Result {
        Result(
            name: candidate.choice.provider ?? candidate.choice.model,
            address: candidate.choice.baseURL ?? "",
            keyOrigin: nil,
            isConfigured: candidate.isConfigured,
            models: [],
            error: error
        )
    }

    /// A list does not depend on a model.
    private static func anyModel(of provider: String) -> ModelChoice {
        ModelChoice(model: "any", origin: "default", provider: provider)
    }
}
