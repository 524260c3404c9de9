import Core
import LanguageModels

/// `slate models`: lists the models that can be reached.
enum ModelsCommand {
    static let command = Command(
        name: "models",
        summary: "list the language models that can be reached",
        discussion:
            "Asks the configured providers, those whose keys are in the environment or in $SLATE_HOME/.env, and "
            + "the usual servers on this computer (Ollama, llama.cpp, vLLM, LM Studio). With --provider or --base-url "
            + "only that one. Exits with 4 or 5 if a configured provider does not answer.",
        options: ModelOptions.connection,
        examples: ["slate models", "slate models --base-url http://127.0.0.1:8080/v1"],
        action: run
    )

    private static func run(_ invocation: Invocation) async throws -> ExitStatus {
        let session = try Session(invocation)
        let survey = try ProviderSurvey(
            session.configuration,
            environment: session.environment,
            isOnlyMain: ModelOptions.connection.contains { invocation.has($0.name) }
        )
        let results = try await survey.run()
        if session.console.isJSON {
            session.console.printVerbatim(json(results, session.configuration).prettyText + "\n")
        }
        for result in results { show(result, on: session.console) }
        let main = session.configuration.model(for: .main)
        if main.isExtractive, !results.contains(where: \.isConfigured) {
            session.console.note("no model is configured: answers are made of quotes (extractive)")
        }
        return results.first { $0.isConfigured && $0.error != nil }?.error?.status ?? .done
    }

    private static func show(_ result: ProviderSurvey.Result, on console: Console) {
        if let error = result.error {
            // That one of the usual servers does not run is no news.
            if result.isConfigured {
                console.warn(error.message)
            } else if console.isVerbose {
                console.note(error.message)
            }
            return
        }
        let key = result.keyOrigin.map { ", \($0)" } ?? ""
        console.note("\(result.name): \(result.models.count.of("model")) at \(result.address)\(key)")
        if console.isJSON { return }
        for model in result.models {
            let context = model.contextTokens.map { "  (\($0) tokens)" } ?? ""
            console.print([("\(result.name)/\(model.id)", nil), (context, .dim)])
        }
    }

    private static func json(_ results: [ProviderSurvey.Result], _ configuration: Configuration) -> JSON {
        let providers = results.filter { $0.isConfigured || $0.error == nil }.map { result -> JSON in
            [
                "name": .string(result.name), "address": .string(result.address), "key": JSON(result.keyOrigin),
                "configured": .bool(result.isConfigured),
                "models": .array(
                    result.models.map {
                        ["id": .string($0.id), "context_tokens": $0.contextTokens.map { .int($0) } ?? .null]
                    }
                ),
                "error": result.error.map { ["code": .string($0.code), "message": .string($0.message)] } ?? .null,
            ]
        }
        return ["model": .string(configuration.text("model")), "providers": .array(providers)]
    }
}
