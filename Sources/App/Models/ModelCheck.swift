import HTTP
import LanguageModels

/// Makes one small call to the configured model.
enum ModelCheck {
    /// Whether somebody waits for a whole answer: shorter than what a run allows.
    private static let timeOuts = HTTPRequest.TimeOuts(connect: 5, firstByte: 60, idle: 30, total: 90)
    /// Enough for a word; no provider takes less.
    private static let answerTokens = 16

    /// Asks the main model, without its fallbacks and without a second attempt.
    ///
    /// - Parameters:
    ///   - configuration: What is configured.
    ///   - environment: The variables of the process.
    /// - Returns: What came of it in one line, or nothing if no model is configured.
    /// - Throws: `ConfigurationError`, `ModelError` or `CancellationError`.
    static func run(_ configuration: Configuration, environment: [String: String]) async throws -> String? {
        let choice = configuration.model(for: .main)
        if choice.isExtractive { return nil }
        let factory = ModelFactory(configuration, environment: environment, timeOuts: timeOuts)
        let service = try await factory.service(for: choice)
        let model = ModelChain(
            ModelChain.Link(service.provider.model(service.reference.model)),
            policy: RetryPolicy(attempts: 1)
        )
        let start = ContinuousClock.now
        let response = try await model.respond(
            to: ModelRequest(messages: [.user("Answer with the word: ready")], maxOutputTokens: answerTokens)
        )
        let seconds = (ContinuousClock.now - start).seconds
        let cost = factory.prices.cost(of: response.charges).map { ", \($0) US dollars" } ?? ", price unknown"
        let usage = response.usage.map { ", \($0.inputTokens) + \($0.outputTokens) tokens\(cost)" } ?? ""
        return "\(model.identity) answered in \((seconds * 100).rounded() / 100) s\(usage)"
    }

    /// Looks whether the other models that are configured could be asked; nothing is sent.
    ///
    /// - Parameters:
    ///   - configuration: What is configured.
    ///   - environment: The variables of the process.
    /// - Returns: What is wrong, each in one line.
    /// - Throws: `CancellationError`.
    static func problemsOfOthers(
        _ configuration: Configuration,
        environment: [String: String]
    ) async throws -> [String] {
        let factory = ModelFactory(configuration, environment: environment)
        let main = configuration.model(for: .main)
        var problems: [String] = []
        do {
            for choice in try configuration.allModels() where choice != main {
                do {
                    _ = try await factory.service(for: choice)
                } catch is CancellationError {
                    throw CancellationError()
                } catch {
                    problems.append(ErrorReport(error).message)
                }
            }
        } catch let error as ConfigurationError {
            problems.append(error.message)
        }
        return problems
    }
}
