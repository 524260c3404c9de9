import Core
import Synchronization
import TestSupport
import Testing

/// The built program and a server of models on loopback.
@Suite struct ModelTests {
    private static let key = "sk-hunter2-0123456789abcdef"
    private static let json = "Content-Type: application/json"

    /// A server that has one model; it lets nobody in without the key, if there is one.
    private static func server(key: String? = nil) throws -> ScriptedServer {
        try ScriptedServer { request in
            if let key, request.headers["authorization"] != "Bearer \(key)" {
                let sent = request.headers["authorization"] ?? "none"
                return [.respond(401, [json], Array(#"{"error":{"message":"wrong key: \#(sent)"}}"#.utf8))]
            }
            if request.target.hasSuffix("/models") {
                return [.respond(200, [json], Array(#"{"data":[{"id":"small"}]}"#.utf8))]
            }
            let events = [
                #"data: {"choices":[{"index":0,"delta":{"content":"ready"},"finish_reason":"stop"}]}"#,
                #"data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":1}}"#, "data: [DONE]",
            ]
            return [.beginChunks(["Content-Type: text/event-stream"])]
                + events.map { .chunk(Array("\($0)\n\n".utf8)) } + [.chunk()]
        }
    }

    private func configure(_ slate: SlateProgram, _ server: ScriptedServer, _ more: String = "") throws {
        try slate.folder.write(
            "home/config.yaml",
            "model:\n  default: small\n  provider: lab\n  base_url: \(server.url("/v1"))\n\(more)"
        )
    }

    private func expectNoKey(in outcome: SlateProgram.Outcome) {
        #expect(!(outcome.output + outcome.errors).contains("hunter2"))
    }

    @Test func `a model that answers is listed, and tested by doctor`() throws {
        let (slate, server) = (try SlateProgram(), try Self.server(key: Self.key))
        try configure(slate, server, "  api_key_env: LAB_KEY\nprices:\n  lab/small: {input: 100000, output: 100000}\n")
        try slate.folder.write("home/.env", "export LAB_KEY=\"\(Self.key)\"\n")
        let list = try slate.run(["models", "--json"])
        let providers = try #require(try JSON(parsing: list.output)["providers"]?.array)
        let lab = try #require(providers.first { $0["name"]?.string == "lab" })
        #expect(list.status == 0 && lab["models"]?.array?.first?["id"]?.string == "small")
        #expect(lab["key"]?.string == "LAB_KEY in \(slate.home)/.env" && lab["configured"]?.bool == true)
        #expect(try slate.run(["models"]).output.contains("lab/small\n"))
        let doctor = try slate.run(["doctor"])
        #expect(doctor.status == 0 && doctor.output.contains("lab/small answered in "), "\(doctor)")
        #expect(doctor.output.contains("9 + 1 tokens, 1.0 US dollars"))
        for outcome in [list, doctor] { expectNoKey(in: outcome) }
        #expect(server.counts.requests.map(\.method) == ["GET", "GET", "POST"])
    }

    @Test func `models that only agents would ask are looked at, too`() throws {
        let (slate, server) = (try SlateProgram(), try Self.server())
        let others =
            "roles:\n  critic: {model: gpt-5, provider: openai}\nfallback_providers:\n  - {model: m, provider: nobody}\n"
        try configure(slate, server, others)
        let result = try slate.run(["doctor"])
        #expect(
            result.status == 0 && result.output.contains("config.yaml:8: the provider nobody is unknown"),
            "\(result)"
        )
        #expect(result.output.contains("config.yaml:6: openai needs a key"))
        #expect(server.counts.requests.count == 1)
    }

    @Test func `without a model doctor says what is used in its place`() throws {
        let result = try SlateProgram().run(["doctor"])
        #expect(result.status == 0 && result.output.contains("answers are made of quotes (extractive)"))
    }

    @Test(arguments: [["models"], ["doctor"]])
    func `a server that does not run is unavailable`(words: [String]) throws {
        let slate = try SlateProgram()
        try slate.folder.write("home/config.yaml", "model:\n  default: m\n  base_url: http://127.0.0.1:1/v1\n")
        let result = try slate.run(words + ["--no-input"])
        #expect(result.status == 5)
        #expect((result.output + result.errors).contains("cannot connect to http://127.0.0.1:1"))
    }

    @Test(arguments: [["models"], ["models", "--json", "-v"], ["doctor"], ["doctor", "--json", "-v"]])
    func `a key that is refused is a matter of configuration, and is shown nowhere`(words: [String]) throws {
        let (slate, server) = (try SlateProgram(), try Self.server(key: "another"))
        try configure(slate, server, "  api_key: \(Self.key)\n")
        let result = try slate.run(words)
        #expect(result.status == 4, "\(result)")
        #expect((result.output + result.errors).contains("refuses the API key"))
        expectNoKey(in: result)
        let shown = try slate.run(["config", "show"])
        #expect(shown.output.contains("model.api_key") && shown.output.contains("(set)  (\(slate.home)/config.yaml:5)"))
        expectNoKey(in: shown)
        #expect(server.counts.requests.count == 1)
    }

    @Test(arguments: [
        ("model:\n  default: m\n  provider: nobody\n", "config.yaml:2: the provider nobody is unknown"),
        ("model: m\n", "config.yaml:1: nothing tells who serves the model m"),
        ("model: gpt-5\n", "config.yaml:1: openai needs a key: set OPENAI_API_KEY"),
        ("model:\n  default: m\n  base_url: 127.0.0.1\n", "config.yaml:3: model.base_url: expected an address"),
        ("providers: [a]\n", "config.yaml:1: providers: expected keys and values, found a list"),
    ])
    func `a configuration that cannot work is told with its place`(text: String, expected: String) throws {
        let slate = try SlateProgram()
        try slate.folder.write("home/config.yaml", text)
        let result = try slate.run(["doctor"])
        #expect(result.status == 4)
        #expect((result.output + result.errors).contains(expected), "\(result)")
    }

    @Test func `the neighbour's file of keys is read for the one that is needed, if it may be`() throws {
        let (slate, server) = (try SlateProgram(), try Self.server(key: Self.key))
        try configure(slate, server, "  api_key_env: LAB_KEY\n")
        try slate.folder.write(".hermes/.env", "LAB_KEY=\(Self.key)\nOPENAI_API_KEY=sk-untouched\n")
        let result = try slate.run(["models"])
        #expect(result.status == 0 && !result.errors.contains("openai"), "\(result)")
        #expect(try slate.run(["models"], environment: ["SLATE_NEIGHBOUR": "false"]).status == 4)
        #expect(try slate.run(["models"], environment: ["LAB_KEY": "wrong"]).status == 4)
    }

    @Test func `a command may give the key, and what it prints is not told`() throws {
        let (slate, server) = (try SlateProgram(), try Self.server(key: Self.key))
        try configure(slate, server, "  api_key_command: echo \(Self.key)\n")
        #expect(try slate.run(["models"]).status == 0)
        expectNoKey(in: try slate.run(["config", "show"]))
        try configure(slate, server, "  api_key_command: \"echo \(Self.key); echo \(Self.key) >&2; exit 1\"\n")
        let failed = try slate.run(["models"])
        #expect(failed.status == 4 && failed.errors.contains("lab: the command of api_key_command failed"), "\(failed)")
        expectNoKey(in: failed)
    }

    @Test func `a key is not sent to a server that it was not told for`() throws {
        let (slate, server) = (try SlateProgram(), try Self.server())
        try slate.folder.write(
            ".hermes/config.yaml",
            "model:\n  default: gpt-5\n  provider: openai\n  api_key: \(Self.key)\n"
        )
        let outcomes = [
            try slate.run(["doctor", "--base-url", server.url("/v1")], environment: ["OPENAI_API_KEY": Self.key]),
            try slate.run(["models"], environment: ["SLATE_MODEL_BASE_URL": server.url("/v1")]),
        ]
        #expect(outcomes.map(\.status) == [0, 0], "\(outcomes)")
        #expect(server.counts.requests.count == 2)
        #expect(server.counts.requests.allSatisfy { $0.headers["authorization"] == nil })
    }

    @Test func `a proxy of the environment is used, but not for this computer`() throws {
        let (slate, proxy, server) = (try SlateProgram(), try Self.server(), try Self.server())
        let environment = ["http_proxy": proxy.url("")]
        let far = try slate.run(["models", "--base-url", "http://models.invalid/v1"], environment: environment)
        #expect(far.status == 0, "\(far)")
        #expect(proxy.counts.requests.map(\.target) == ["http://models.invalid/v1/models"])
        #expect(try slate.run(["models", "--base-url", server.url("/v1")], environment: environment).status == 0)
        #expect(proxy.counts.requests.count == 1 && server.counts.requests.count == 1)
    }

    @Test func `a server that never answers does not hold the list up`() throws {
        let server = try ScriptedServer(.hang)
        let clock = ContinuousClock()
        let start = clock.now
        let result = try SlateProgram().run(["models", "--base-url", server.url("/v1")])
        #expect(result.status == 5 && result.errors.contains("sent no answer within 8.0 seconds"), "\(result)")
        #expect(clock.now - start < .seconds(30))
    }
}
