@testable import App
import Core
import TestSupport
import Testing

@Suite struct ConfigurationTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func configuration(_ environment: [String: String] = [:]) throws -> Configuration {
        try Configuration(
            environment: ["HOME": folder.path.string].merging(environment) { $1 },
            workingFolder: folder.path
        )
    }

    @Test func `what is nearer wins, and every value names its origin`() throws {
        #expect(try configuration().value("search.limit").origin == "default")
        try folder.write(".hermes/config.yaml", "model: gpt\nsearch:\n  limit: 3\n")
        #expect(try configuration().text("model") == "gpt")
        #expect(try configuration().value("search.limit").origin.hasSuffix(".hermes/config.yaml:3"))
        try folder.write(".hermes/blackboard/config.yaml", "search:\n  limit: 4\n")
        #expect(try configuration().number("search.limit") == 4)
        #expect(try configuration(["SLATE_SEARCH_LIMIT": "5"]).number("search.limit") == 5)
        #expect(try configuration(["SLATE_SEARCH_LIMIT": "5"]).value("search.limit").origin == "SLATE_SEARCH_LIMIT")
    }

    @Test func `the neighbour's file is left alone where that is asked for`() throws {
        try folder.write(".hermes/config.yaml", "model: [this is wrong")
        #expect(throws: ConfigurationError.self) { try configuration() }
        #expect(try configuration(["SLATE_NEIGHBOUR": "false"]).text("model") == "extractive")
        try folder.write(".hermes/blackboard/config.yaml", "neighbour: false\n")
        #expect(try configuration().text("model") == "extractive")
    }

    @Test func `the neighbour's model may be a mapping`() throws {
        try folder.write(".hermes/config.yaml", "model:\n  default: some-model\n  provider: x\ntoolsets: [all]\n")
        #expect(try configuration().text("model") == "some-model")
        #expect(try configuration().unknownKeys.isEmpty)
    }

    @Test(arguments: [
        ("search:\n  limit: many\n", ":2: search.limit: expected a number from 1 to 1000, found 'many'"),
        ("neighbour: [true]\n", ":1: neighbour: expected true or false, found a list"), ("a: [\n", "no valid YAML"),
        ("just text\n", ":1: expected keys and values"),
        ("documents: 5\n", ":1: documents: expected keys and values, found '5'"),
        ("model:\n  context_length: lots\n", ":2: model.context_length: expected a number from 1 to 1073741824"),
        ("model:\n  default: [a]\n", ":2: model: expected text, found a list"),
        ("model:\n  base_url: localhost:1\n", ":2: model.base_url: expected an address such as http://127.0.0.1"),
        (
            "model:\n  api_key: two words\n",
            ":2: model.api_key: expected one word of printable ASCII, found something else"
        ),
        ("fallback_providers: x\n", ":1: fallback_providers: expected a list, found 'x'"),
        ("fallback_providers:\n  - model: a\n  - model: [b]\n", ":3: fallback_providers.1.model: expected text"),
        ("fallback_providers:\n  - [a]\n", ":2: fallback_providers.0: expected keys and values, found a list"),
        ("roles:\n  critic: [a]\n", ":2: roles.critic: expected keys and values, found a list"),
        ("roles:\n  critic:\n    model: {a: b}\n", ":3: roles.critic.model: expected text, found a mapping"),
        ("auxiliary:\n  scrubber:\n    provider: [a]\n", ":3: auxiliary.scrubber.provider: expected text"),
        ("delegation:\n  context_length: x\n", ":2: delegation.context_length: expected a number"),
        ("providers:\n  a:\n    max_concurrent: 0\n", ":3: providers.a.max_concurrent: expected a number from 1"),
        ("prices:\n  m/gpt-4.1:\n    input: -1\n", ":3: prices.m/gpt-4.1.input: expected a number from 0.0"),
        ("prices:\n  m:\n    input: 1\n", ":3: prices.m: expected both input and output"),
        ("calls:\n  attempts: none\n", ":2: calls.attempts: expected a number from 1 to 20, found 'none'"),
        ("scrubber:\n  token_budget: lots\n", ":2: scrubber.token_budget: expected a number from 16"),
        ("scrubber:\n  token_budget: [500]\n", ":2: scrubber.token_budget: expected a number from 16"),
        ("scrubber:\n  extra_fences: {a: b}\n", ":2: scrubber.extra_fences: expected a list of names"),
        ("scrubber:\n  extra_fences: [notes, '<x>']\n", ":2: scrubber.extra_fences: expected a list of names"),
        ("scrubber: 500\n", ":1: scrubber: expected keys and values, found '500'"),
        ("budget:\n  cost_usd: free\n", ":2: budget.cost_usd: expected a number from 0.0"),
    ])
    func `a wrong type is told with its place`(text: String, expected: String) throws {
        try folder.write(".hermes/blackboard/config.yaml", text)
        let error = #expect(throws: ConfigurationError.self) { try configuration() }
        #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
    }

    @Test func `the parts of a model are values of their own, and a secret is never shown`() throws {
        try folder.write(
            ".hermes/config.yaml",
            "model:\n  default: some-model\n  base_url: http://localhost:1\n  api_key: sk-secret\n  context_length: 8192\n"
        )
        let found = try configuration(["SLATE_MODEL_PROVIDER": "ollama"])
        #expect(found.text("model.provider") == "ollama" && found.text("model.base_url") == "http://localhost:1")
        #expect(found.number("model.context_length") == 8192)
        #expect(found.value("model.api_key").origin.hasSuffix("config.yaml:4"))
        let shown = found.shown.map(\.text)
        #expect(shown.contains("(set)") && !shown.contains { $0.contains("sk-secret") })
    }

    @Test(arguments: [
        "api_key: [sk-secret]", "api_key: {sk-secret: 1}", "api_key: sk-secret word", "api_key_command: [sk-secret]",
        "base_url: http://me:sk-secret@host/v1", "base_url: http://host/v1?key=sk-secret",
    ])
    func `a secret in the wrong form is not told in the error`(value: String) throws {
        try folder.write(".hermes/config.yaml", "model:\n  \(value)\n")
        let result = Result { try configuration() }
        let error = #expect(throws: ConfigurationError.self) { try result.get() }
        #expect(error?.message.contains("sk-secret") == false)
    }

    @Test(arguments: ["model: ''\n", "model:\n", "model:\n  default: ''\n  api_key: ''\n  context_length:\n"])
    func `what is left empty is not set`(text: String) throws {
        try folder.write(".hermes/config.yaml", text)
        #expect(try configuration().text("model") == "extractive")
        #expect(try configuration().text("model.api_key").isEmpty)
    }

    @Test func `unknown keys are for doctor to tell`() throws {
        try folder.write(".hermes/blackboard/config.yaml", "documents:\n  max_file_byte: 3\nnonsense: 1\n")
        let unknown = try configuration().unknownKeys
        #expect(unknown.count == 2)
        #expect(unknown[0].contains("did you mean documents.max_file_bytes?"))
    }

    @Test func `a list may be one text or a list of its own`() throws {
        for text in ["[notes, plan-b]", "notes, plan-b"] {
            try folder.write(".hermes/blackboard/config.yaml", "scrubber:\n  extra_fences: \(text)\n")
            #expect(try configuration().list("scrubber.extra_fences") == ["notes", "plan-b"])
        }
        #expect(try configuration(["SLATE_SCRUBBER_EXTRA_FENCES": "a"]).list("scrubber.extra_fences") == ["a"])
        #expect(
            try configuration(["SLATE_SKILLS_TRUSTED_FOLDERS": "/a b:/c"]).list("skills.trusted_folders") == [
                "/a b", "/c",
            ]
        )
    }

    @Test func `the home is told by the variable, and made absolute`() throws {
        #expect(try configuration().home == folder.path.appending(".hermes/blackboard"))
        #expect(try configuration(["SLATE_HOME": "b/../c"]).home == folder.path.appending("c"))
    }
}
