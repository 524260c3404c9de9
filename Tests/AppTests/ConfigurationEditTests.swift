@testable import App
import Core
import TestSupport
import Testing

/// That settings are written into a file as reading it takes them, and that the rest of it stays.
@Suite struct ConfigurationEditTests {
    private let folder: TemporaryFolder
    private let file: Path = "config.yaml"

    init() throws { folder = try TemporaryFolder() }

    private func configuration(_ text: String) throws -> Configuration {
        try Configuration(own: text, environment: ["HOME": folder.path.string], workingFolder: folder.path)
    }

    /// What a text becomes by pairs of keys and values.
    private func set(_ text: String, _ pairs: (String, String)...) throws -> String {
        var edited = try ConfigurationText(Array(text.utf8), of: file)
        for (name, value) in pairs {
            let change = try SettingChange(try #require(SettingKey(name)), to: value, home: folder.path)
            try edited.set(change.key, to: change.value)
            try change.check(in: try configuration(edited.text), of: file)
        }
        return edited.text
    }

    private func unset(_ text: String, _ path: [String]) throws -> String? {
        var edited = try ConfigurationText(Array(text.utf8), of: file)
        return try edited.remove(path) ? edited.text : nil
    }

    // MARK: Keys

    @Test(
        arguments: [
            ("search.limit", ["search", "limit"]), ("model", ["model"]), ("model.default", ["model"]),
            ("roles.critic.model", ["roles", "critic", "model"]), ("roles.a.b.model", ["roles", "a.b", "model"]),
            ("prices.m/gpt-4.1.input", ["prices", "m/gpt-4.1", "input"]),
            ("fallback_providers.0.api_key", ["fallback_providers", "0", "api_key"]),
            ("search.urls.arxiv", ["search", "urls", "arxiv"]),
            ("auxiliary.scrubber.model", ["auxiliary", "scrubber", "model"]),
        ]
    )
    func `a key is found, also with a name that has dots`(text: String, path: [String]) {
        #expect(SettingKey(text)?.path == path)
    }

    @Test(
        arguments: [
            "", ".", "search", "search.", "search.limit.", ".search.limit", "Search.limit", "roles..model",
            "roles.model",
            "prices.input", "fallback_providers.x.model", "fallback_providers.-1.model", "fallback_providers.00.model",
            "search.urls.bing", "search.urls.", "roles.a\u{1B}[2J.model",
            "roles.\(String(repeating: "x", count: 201)).model", "*",
            "delegation.max_children.x",
        ]
    )
    func `what is no key is none`(text: String) {
        #expect(SettingKey(text) == nil)
    }

    @Test func `every setting has a key, and takes its default`() throws {
        for setting in Setting.all {
            let name = setting.key.hasPrefix("search.urls") ? "arxiv" : "0"
            let key = try #require(SettingKey(setting.key.replacing("*", with: name)))
            #expect(key.setting.key == setting.key)
            if setting.standard.isEmpty { continue }
            let text = try set("", (setting.key, setting.standard))
            #expect(try configuration(text).text(setting.key) == setting.standard)
        }
    }

    // MARK: Values

    @Test(
        arguments: [
            ("search.limit", "lots"), ("search.limit", "0"), ("search.limit", "1001"), ("search.limit", ""),
            ("search.limit", "1.5"),
            ("neighbour", "yes"), ("budget.cost_usd", "nan"), ("budget.cost_usd", "-1"),
            ("model.base_url", "localhost"),
            ("model.base_url", "http://me:secret@h/v1"), ("fetch.contact", "two words"),
            ("scrubber.extra_fences", "<x>"),
            ("scrubber.extra_fences", ","), ("skills.external_dirs", ":"), ("search.engines", "wikipedia,bing"),
            ("model", ""),
            ("delegation.max_spawn_depth", "9"), ("prices.m.input", "free"), ("model.context_length", "8k"),
        ]
    )
    func `what a setting does not take is refused before anything is written`(key: String, value: String) throws {
        let key = try #require(SettingKey(key))
        #expect(throws: SettingChange.Refusal.self) { try SettingChange(key, to: value, home: folder.path) }
    }

    @Test(
        arguments: [
            ("model.api_key", "x"), ("model.api_key", "sk-abc"), ("providers.lab.api_key", "0123456789abcdef"),
            ("fallback_providers.0.api_key", "k"), ("model", "sk-ant-api03-\(String(repeating: "aB3", count: 31))AA"),
            ("model.base_url", "http://h/sk-ant-api03-\(String(repeating: "aB3", count: 31))AA"),
        ]
    )
    func `a key is refused, and not told`(key: String, value: String) throws {
        let key = try #require(SettingKey(key))
        let refusal = #expect(throws: SettingChange.Refusal.self) {
            try SettingChange(key, to: value, home: folder.path)
        }
        #expect(refusal?.message.contains(".env") == true, "\(refusal?.message ?? "")")
        #expect(value.utf8.count < 4 || refusal?.message.contains(value) == false)
    }

    @Test func `a variable may stand for a key, and a command may print it`() throws {
        let text = try set(
            "",
            ("providers.lab.api_key", "${LAB_KEY}"),
            ("providers.lab.api_key_command", "pass show lab")
        )
        #expect(text == "providers:\n  lab:\n    api_key: \"${LAB_KEY}\"\n    api_key_command: pass show lab\n")
    }

    @Test(
        arguments: [
            ("model", "4o"), ("model", "true"), ("model", "a: b # c"), ("model", " x "), ("model", "é漢😀"),
            ("model", "'\"\\"),
            ("model", "{a: 1}"), ("model", "*a"), ("model", "null"), ("model", "a\nb\tc"), ("model.provider", "- x"),
            ("skills.external_dirs", "/a b:/c, d:~/e"), ("scrubber.extra_fences", "notes, plan-b"),
            ("search.limit", "+7"),
            ("budget.cost_usd", "1e3"), ("budget.cost_usd", ".5"), ("fetch.contact", "me@example.org"),
            ("model.base_url", "http://[::1]:1/v1"), ("roles.x: y.model", "m"), ("roles.yes.model", "m"),
            ("roles.4.model", "m"),
        ]
    )
    func `any value that a setting takes is read as it was written`(key: String, value: String) throws {
        for text in ["", "search: {limit: 1}\n", "# c\r\nmodel:\r\n  default: x # y\r\n", "roles: {a: {model: x}}"] {
            let edited = try set(text, (key, value))
            let key = try #require(SettingKey(key))
            let read = try configuration(edited).value(at: key.path)?.text ?? ""
            let change = try SettingChange(key, to: value, home: folder.path)
            #expect(read == change.expected, "\(edited)")
        }
    }

    // MARK: The model, and lists of models

    @Test func `a model that is a word becomes a group when it gets more`() throws {
        #expect(try set("", ("model", "a"), ("model.provider", "p")) == "model: {default: a, provider: p}\n")
        #expect(try set("model: a  # why\n", ("model.provider", "p")) == "model: {default: a, provider: p}  # why\n")
        #expect(try set("model: a\n", ("model", "b")) == "model: b\n")
        #expect(try set("model:\n  default: a\n", ("model", "b")) == "model:\n  default: b\n")
        #expect(try set("model:\n  provider: p\n", ("model", "b")) == "model:\n  provider: p\n  default: b\n")
        #expect(try set("model:\n", ("model", "b")) == "model: b\n")
        #expect(try set("model: ''\n", ("model", "b")) == "model: b\n")
    }

    @Test func `models to fall back on are added one behind the other`() throws {
        let one = try set("", ("fallback_providers.0.model", "a"), ("fallback_providers.0.provider", "p"))
        #expect(one == "fallback_providers:\n  - model: a\n    provider: p\n")
        let two = try set(one, ("fallback_providers.1.model", "b"))
        #expect(two == one + "  - model: b\n")
        #expect(try configuration(two).fallbackModels().map(\.model) == ["a", "b"])
        #expect(try unset(two, ["fallback_providers", "0"]) == "fallback_providers:\n  - model: b\n")
        #expect(throws: ConfigurationError.self) { try set(one, ("fallback_providers.2.model", "b")) }
        let names = "fallback_providers: [a, b]\n"
        #expect(try set(names, ("fallback_providers.1.model", "c")) == "fallback_providers: [a, c]\n")
        #expect(
            try set(names, ("fallback_providers.1.provider", "p"))
                == "fallback_providers: [a, {model: b, provider: p}]\n"
        )
    }

    @Test func `a setting is taken back, and only where it is`() throws {
        #expect(try unset("model: a\nsearch:\n  limit: 1\n", ["search", "limit"]) == "model: a\n")
        #expect(try unset("model: a\n", ["search", "limit"]) == nil)
        #expect(
            try unset("model: a\n", ["model"])?.isEmpty == true && unset("model: a\n", ["model", "provider"]) == nil
        )
        #expect(try unset("model: {default: a, provider: b}\n", ["model"]) == "model: {provider: b}\n")
        #expect(try unset("roles:\n  a: {model: x}\n  b: {model: x}\n", ["roles", "a"]) == "roles:\n  b: {model: x}\n")
    }

    @Test func `a file that is no UTF-8, or no YAML, is told with its line`() throws {
        let bytes = Array("a: 1\nb: ".utf8) + [0xFF, 10]
        let error = #expect(throws: ConfigurationError.self) { try ConfigurationText(bytes, of: file) }
        #expect(error?.message.contains("config.yaml:2: ") == true)
        let double = #expect(throws: ConfigurationError.self) {
            try ConfigurationText(Array("model: a\nmodel: b\n".utf8), of: file)
        }
        #expect(double?.message.contains("config.yaml:2: ") == true && double?.message.contains("twice") == true)
    }

    // MARK: Any file

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `in any configuration a setting gets its value, the others keep theirs, and no other line changes`(
        seed: UInt64
    ) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<TestEffort.cases(4) {
            let text = RandomConfiguration.text(&generator)
            let before = try configuration(text)
            let (name, value) = RandomConfiguration.setting(&generator)
            let key = try #require(SettingKey(name))
            let edited = try set(text, (name, value))
            let after = try configuration(edited)
            func others(_ configuration: Configuration) -> [String] {
                configuration.shown.filter { $0.key != key.text }.map { "\($0.key)=\($0.text)" }
            }
            #expect(others(before) == others(after), "\(name) in \(text): \(edited)")
            let lines = Set(text.split(whereSeparator: \.isNewline))
            let kept = lines.intersection(edited.split(whereSeparator: \.isNewline))
            // A list has several.
            let touched = key.setting.separator == nil ? 1 : 3
            #expect(lines.count - kept.count <= touched, "\(name) in \(text): \(edited)")
            // Back again: to the value that it had, or out.
            if let old = before.value(at: key.path) {
                let back = try configuration(try set(edited, (name, old.text)))
                #expect(back.shown.map(\.text) == before.shown.map(\.text))
            } else {
                let back = try unset(edited, key.path)
                #expect(try configuration(back ?? "").shown.map(\.text) == before.shown.map(\.text))
            }
        }
    }
}

/// Configurations as people write them.
private enum RandomConfiguration {
    private static let settings: [(String, [String])] = [
        ("search.limit", ["5", "20"]), ("search.engines", ["wikipedia", "arxiv,crossref"]),
        ("fetch.robots", ["true", "false"]),
        ("fetch.contact", ["me@example.org"]), ("budget.cost_usd", ["1.5"]), ("delegation.max_children", ["7"]),
        ("delegation.model", ["small"]), ("model", ["large", "a/b:c"]), ("model.provider", ["lab"]),
        ("scrubber.token_budget", ["300"]),
        ("roles.critic.model", ["x, y"]), ("roles.writer.max_iterations", ["12"]),
        ("providers.lab.base_url", ["http://h:1/v1"]),
        ("skills.external_dirs", ["/a b:/c"]), ("calls.attempts", ["3"]),
    ]

    static func setting(_ generator: inout SeededGenerator) -> (String, String) {
        let (name, values) = settings.randomElement(using: &generator) ?? ("model", ["x"])
        return (name, values.randomElement(using: &generator) ?? "")
    }

    static func text(_ generator: inout SeededGenerator) -> String {
        let blocks = [
            "search:\n  limit: 10  # enough\n  # engines: [wikipedia]\n", "search: {limit: 3} # few\n",
            "fetch:\n    robots: false\n",
            "model: gpt # the usual\n", "model:\n  default: gpt\n\n  provider: openai\n", "# a word: of mine\n", "\n",
            "roles:\n  critic: {model: x}\n  # and the writer\n  writer:\n    model: y\n", "delegation:\n",
            "calls: {}\n",
            "providers:\n  lab: {base_url: \"http://127.0.0.1:1/v1\", max_concurrent: 2,\n        requests_per_minute: 60}\n",
            "skills:\n  external_dirs:\n    - /x\n    - /y z\n", "unknown: [a, {b: c}]\n",
            "budget: {tokens: 200000, seconds: 900}\n",
        ]
        var used: Set<String> = []
        var text = ""
        for block in blocks.shuffled(using: &generator).prefix(Int.random(in: 0...8, using: &generator)) {
            let name = String(block.prefix { $0 != ":" })
            if block.first == "#" || block == "\n" || used.insert(name).inserted { text += block }
        }
        if Int.random(in: 0..<4, using: &generator) == 0 { text = text.replacing("\n", with: "\r\n") }
        if Int.random(in: 0..<4, using: &generator) == 0, text.last?.isNewline == true { text.removeLast() }
        return text
    }
}
