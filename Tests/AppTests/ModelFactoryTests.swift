@testable import App
import Core
import LanguageModels
import Synchronization
import TestSupport
import Testing

@Suite struct ModelFactoryTests {
    private static let answer: [ScriptedServer.Step] = [
        .beginChunks(["Content-Type: text/event-stream"]),
        .chunk(Array("data: {\"choices\":[{\"delta\":{\"content\":\"yes\"},\"finish_reason\":\"stop\"}]}\n\n".utf8)),
        .chunk(),
    ]

    private let folder: TemporaryFolder
    private let request = ModelRequest(messages: [.user("Does it work?")])

    init() throws { folder = try TemporaryFolder() }

    private func factory(_ text: String, _ environment: [String: String] = [:]) throws -> ModelFactory {
        try folder.write(".hermes/blackboard/config.yaml", text)
        let environment = ["HOME": folder.path.string].merging(environment) { $1 }
        return ModelFactory(
            try Configuration(environment: environment, workingFolder: folder.path),
            environment: environment
        )
    }

    @Test func `no model is configured by default`() async throws {
        #expect(try await factory("").model(for: .main, warn: { _ in }) == nil)
        #expect(try await factory("roles: {critic: {model: m}}\n").model(for: .main, warn: { _ in }) == nil)
    }

    @Test func `the next model is asked when the first does not answer, and one without a key is left out`()
        async throws
    {
        let server = try ScriptedServer { _ in Self.answer }
        let factory = try factory(
            """
            model: {default: big, base_url: "http://127.0.0.1:1/v1"}
            calls: {attempts: 1}
            fallback_providers:
              - {model: gpt-5}
              - {model: small, provider: lab, base_url: "\(server.url("/v1"))"}
            """
        )
        let warnings = Mutex<[String]>([])
        let model = try #require(
            try await factory.model(for: .main) { warning in warnings.withLock { $0.append(warning) } }
        )
        let response = try await model.chain.respond(to: request)
        #expect(response.text == "yes" && response.identity == ModelIdentity(provider: "lab", model: "small"))
        #expect(warnings.withLock { $0.count == 1 && $0[0].contains("gpt-5 is left out") })
    }

    @Test(arguments: [(1, 1), (3, 3)])
    func `all models of a provider keep its limit together`(limit: Int, connections: Int) async throws {
        let server = try ScriptedServer { _ in [.pause(0.05)] + Self.answer }
        let factory = try factory(
            """
            model: {default: big, provider: lab}
            roles: {critic: {model: small, provider: lab}}
            providers: {lab: {base_url: "\(server.url("/v1"))", max_concurrent: \(limit)}}
            """
        )
        let main = try #require(try await factory.model(for: .main, warn: { _ in }))
        let critic = try #require(try await factory.model(for: .role("critic", isDelegated: true), warn: { _ in }))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<6 {
                let model = index % 2 == 0 ? main : critic
                let request = request
                group.addTask { _ = try await model.chain.respond(to: request) }
            }
            try await group.waitForAll()
        }
        // A connection is used again only when the call before it is over.
        #expect(server.counts.connections == connections && server.counts.requests.count == 6)
    }

    @Test func `the configuration's attempts and prices are kept`() async throws {
        let server = try ScriptedServer(.respond(500))
        let factory = try factory(
            """
            model: {default: big, provider: lab, base_url: "\(server.url("/v1"))"}
            calls: {attempts: 2}
            prices: {lab/big: {input: 1, output: 2}}
            """
        )
        let model = try #require(try await factory.model(for: .main, warn: { _ in }))
        let error = await #expect(throws: ModelError.self) { try await model.chain.respond(to: request) }
        #expect(error?.code == .unavailable && server.counts.requests.count == 2)
        #expect(factory.prices.price(of: model.chain.identity) == Price(input: 1, output: 2))
        #expect(factory.prices.price(of: ModelIdentity(provider: "openai", model: "gpt-5")) != nil)
    }
}
