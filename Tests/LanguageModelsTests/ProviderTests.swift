import Core
import HTTP
import TestSupport
import Testing

@testable import LanguageModels

@Suite struct ProviderTests {
    private let request = ModelRequest(messages: [.user("How warm is it?")])

    private func provider(
        _ name: String,
        _ server: ScriptedServer,
        key: String = "sk-hunter2",
        path: String = "/v1"
    ) throws -> Provider {
        Provider(
            try #require(ProviderPreset.named(name)),
            baseURL: server.url(path),
            key: Secret(key),
            client: try HTTPClient(policy: .unrestricted),
            timeOuts: .init(connect: 5, firstByte: 5, idle: 0.3)
        )
    }

    private func chain(_ provider: Provider, _ time: ManualTime = ManualTime()) -> ModelChain {
        ModelChain(
            ModelChain.Link(provider.model("m")),
            policy: RetryPolicy(attempts: 3),
            time: time.timekeeper,
            random: { 0.5 }
        )
    }

    /// For each fault: what comes of it, and how often the server is asked.
    private static let outcomes: [(ProviderScript.Fault, ModelError.Code?, Int)] = [
        (.none, nil, 1), (.busyOnce, nil, 2), (.brokenOnce, nil, 2), (.slow, nil, 1), (.cut, .droppedStream, 3),
        (.stall, .timedOut, 3), (.garbage, .badResponse, 1), (.empty, .badResponse, 1), (.huge, .badResponse, 1),
    ]

    @Test(arguments: ProviderScript.all, ProviderScript.Fault.allCases)
    func `each fault of each provider has its outcome`(script: ProviderScript, fault: ProviderScript.Fault) async throws
    {
        let (_, code, requests) = try #require(Self.outcomes.first { $0.0 == fault })
        let server = try script.server(fault)
        let model = chain(try provider(script.name, server))
        do {
            let response = try await model.respond(to: request)
            #expect(code == nil)
            #expect(response.text == "It is 7 °C.")
            #expect(response.usage == Usage(inputTokens: 9, outputTokens: 5))
            #expect(response.identity == ModelIdentity(provider: "\(script.name)@127.0.0.1:\(server.port)", model: "m"))
        } catch let error as ModelError {
            #expect(error.code == code, "\(error)")
        }
        #expect(server.counts.requests.count == requests)
    }

    @Test(arguments: [
        ("openai", "authorization", "Bearer sk-hunter2", "/v1/chat/completions"),
        ("openai-responses", "authorization", "Bearer sk-hunter2", "/v1/responses"),
        ("anthropic", "x-api-key", "sk-hunter2", "/v1/messages"),
        ("gemini", "x-goog-api-key", "sk-hunter2", "/v1/models/m:streamGenerateContent?alt=sse"),
    ])
    func `the key goes where the provider wants it`(
        name: String,
        header: String,
        value: String,
        path: String
    ) async throws {
        let script = try #require(ProviderScript.all.first { $0.name == name })
        let server = try script.server(.none)
        _ = try await provider(name, server).model("m").respond(to: request)
        let sent = try #require(server.counts.requests.first)
        #expect(sent.headers[header] == value)
        #expect(sent.headers["content-type"] == "application/json")
        #expect(sent.target == path)
        #expect(!String(decoding: sent.body, as: UTF8.self).contains("hunter2"))
    }

    @Test func `a key that a provider repeats is not shown`() async throws {
        let body = Array(#"{"error":{"message":"no such header: hunter2"}}"#.utf8)
        let server = try ScriptedServer(.respond(400, [], body))
        let provider = try provider("openai", server, key: "hunter2")
        let error = await #expect(throws: ModelError.self) { try await provider.model("m").respond(to: request) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("hunter2") == false)
    }

    @Test func `an answer that is not streamed is read all the same`() async throws {
        let body = #"""
            {"choices":[{"message":{"role":"assistant","content":"7 °C"},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":9,"completion_tokens":5}}
            """#
        let server = try ScriptedServer(.respond(200, ["Content-Type: application/json"], Array(body.utf8)))
        let response = try await provider("ollama", server).model("m").respond(to: request)
        #expect(response.text == "7 °C")
    }

    @Test func `a server that takes no form is told it in words, from then on at once`() async throws {
        let script = ProviderScript.all[0]
        let events = script.textEvents.map { ScriptedServer.Step.chunk(Array("\($0)\n\n".utf8)) }
        let server = try ScriptedServer { request in
            let hasForm = String(decoding: request.body, as: UTF8.self).contains("response_format")
            return hasForm
                ? [.respond(400, [], Array(#"{"error":{"message":"response_format is not supported"}}"#.utf8))]
                : [.beginChunks(["Content-Type: text/event-stream"])] + events + [.chunk()]
        }
        let provider = try provider("ollama", server)
        let request = ModelRequest(messages: [.user("?")], output: Wire.form)
        for _ in 0..<2 { #expect(try await provider.model("m").respond(to: request).text == "It is 7 °C.") }
        #expect(server.counts.requests.count == 3)
    }

    @Test func `to an address without a path the version is added`() async throws {
        let list = Array(#"{"data":[{"id":"a"}]}"#.utf8)
        let server = try ScriptedServer(.respond(200, [], list))
        #expect(try await provider("ollama", server, path: "/").models() == [ModelListing(id: "a")])
        #expect(server.counts.requests.map(\.target) == ["/v1/models"])
    }

    @Test func `a page that is no list of models is a bad response`() async throws {
        let server = try ScriptedServer(.respond(200, [], Array("<html>".utf8)))
        let error = await #expect(throws: ModelError.self) { try await provider("ollama", server).models() }
        #expect(error?.code == .badResponse)
    }

    @Test func `a server that does not run is told apart from one that fails`() async throws {
        let provider = Provider(
            .custom("gone", baseURL: "http://127.0.0.1:1"),
            key: nil,
            client: try HTTPClient(policy: .unrestricted)
        )
        let error = await #expect(throws: ModelError.self) { try await chain(provider).respond(to: request) }
        #expect(error?.code == .unreachable)
    }

    @Test func `a redirect is not followed with the key`() async throws {
        let server = try ScriptedServer(.respond(302, ["Location: http://127.0.0.1:9/v1"]))
        let error = await #expect(throws: ModelError.self) {
            try await provider("openai", server).model("m").respond(to: request)
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("base_url") == true)
    }

    @Test func `a hundred calls at once all get their answer`() async throws {
        let server = try ProviderScript.all[0].server(.none)
        let model = try provider("openai", server).model("m")
        let request = request
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<100 { group.addTask { try await model.respond(to: request).text } }
            for try await text in group { #expect(text == "It is 7 °C.") }
        }
        #expect(server.counts.requests.count == 100)
    }
}
