import Core
import Glibc
import TestSupport
import Testing

/// Settings that are read, written and taken back by commands.
@Suite struct ConfigCommandTests {
    private let slate: SlateProgram

    init() throws { slate = try SlateProgram() }

    private var file: String {
        get throws { try slate.read("home/config.yaml") }
    }

    private func set(_ words: String..., environment: [String: String] = [:]) throws -> SlateProgram.Outcome {
        try slate.run(["config", "set"] + words, environment: environment)
    }

    // MARK: get

    @Test func `the value that holds is printed alone`() throws {
        #expect(try slate.run(["config", "get", "search.limit"]).output == "10\n")
        try slate.folder.write(".hermes/config.yaml", "model: from-the-neighbour\n")
        #expect(try slate.run(["config", "get", "model"]).output == "from-the-neighbour\n")
        try slate.folder.write(
            "home/config.yaml",
            "model: {default: mine}\nprices:\n  m/gpt-4.1: {input: 1, output: 2}\n"
        )
        #expect(try slate.run(["config", "get", "model"]).output == "mine\n")
        #expect(try slate.run(["config", "get", "prices.m/gpt-4.1.output"]).output == "2\n")
        #expect(try slate.run(["config", "get", "model"], environment: ["SLATE_MODEL": "x"]).output == "x\n")
        #expect(try slate.run(["config", "get", "home"]).output == "\(slate.home)\n")
        let object = try JSON(parsing: try slate.run(["config", "get", "model", "--json"]).output)
        #expect(object["key"]?.string == "model" && object["value"]?.string == "mine")
        #expect(object["origin"]?.string == "\(slate.home)/config.yaml:1")
    }

    @Test(
        arguments: [
            ("model.provider", "model.provider is not set"), ("serch.limit", "did you mean search.limit?"),
            ("roles.critic.model", "roles.critic.model is not set"), ("fetch", "'fetch' is a group of settings"),
            ("roles.critic.modl", "did you mean roles.critic.model?"), ("search.urls.bing", "there are: wikipedia"),
            ("OPENAI_API_KEY", "keys of providers belong into"),
            ("\u{1B}[2J", "there is no setting"), ("", "there is no setting"),
        ]
    )
    func `where there is no value nothing is printed, and the code says so`(key: String, message: String) throws {
        let result = try slate.run(["config", "get", key])
        #expect(result.status == 1 && result.output.isEmpty && result.errors.contains(message), "\(result)")
        #expect(!result.errors.contains("\u{1B}") && result.errors.split(separator: "\n").count == 1)
        let json = try JSON(parsing: try slate.run(["config", "get", key, "--json"]).output)
        #expect(json["error"]?["code"]?.string == "nothing-to-do")
    }

    @Test func `a key is never printed`() throws {
        try slate.folder.write(
            "home/config.yaml",
            "model: {default: a, api_key: sk-geheim123}\nproviders: {lab: {api_key_command: echo sk-geheim123}}\n"
        )
        for key in ["model.api_key", "providers.lab.api_key_command"] {
            for form in [[], ["--json"]] {
                let result = try slate.run(["config", "get", key] + form)
                #expect(result.status == 1 && result.errors.contains("never printed"), "\(result)")
                #expect(!(result.output + result.errors).contains("geheim"))
            }
        }
        // Nor by what changes another setting, or refuses this one.
        for words in [["search.limit", "3"], ["model.api_key", "sk-geheim123"], ["model", "sk-geheim123"]] {
            let result = try slate.run(["config", "set"] + words)
            #expect(!(result.output + result.errors).contains("geheim"), "\(result)")
        }
        #expect(try file.contains("api_key: sk-geheim123") && file.contains("limit: 3"))
    }

    // MARK: set and unset

    @Test func `a setting is written into a new file, which others may not read`() throws {
        let result = try set("search.limit", "20")
        #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
        #expect(result.output == "search.limit  20  (\(slate.home)/config.yaml:2)\n")
        #expect(try file == "search:\n  limit: 20\n")
        #expect(try FileSystem.status(slate.home).permissions == 0o700)
        #expect(try FileSystem.status(slate.home.appending("config.yaml")).permissions == 0o600)
        #expect(try FileSystem.names(in: slate.home) == ["config.yaml"])
        #expect(try slate.run(["config", "get", "search.limit"]).output == "20\n")
        #expect(try slate.run(["config", "unset", "search.limit"]).output == "search.limit  10  (default)\n")
        #expect(try file.isEmpty)
        let again = try slate.run(["config", "unset", "search.limit"])
        #expect(again.status == 1 && again.errors.contains("is not set in \(slate.home)/config.yaml"))
    }

    @Test func `comments, order, and all else stay as they are`() throws {
        let text =
            "\u{FEFF}# Mine.\r\nsearch:   # of the board\r\n  limit: 5   # few\r\n\r\nnonsense: [a,\r\n  b]\r\nmodel: gpt"
        try slate.folder.write("home/config.yaml", text)
        #expect(try set("search.limit", "6").status == 0)
        #expect(try file == text.replacing("limit: 5", with: "limit: 6"))
        #expect(try set("search.limit", "5", "search.results", "9").status == 0)
        #expect(try file == text.replacing("few\r\n", with: "few\r\n  results: 9\r\n"))
        #expect(try slate.run(["config", "unset", "search.results"]).status == 0)
        #expect(try file == text)
    }

    private static let mistakes: [([String], Int32, String)] = [
        (["serch.limit", "5"], 2, "did you mean search.limit?"),
        (["search.limit", "lots"], 2, "a number from 1 to 1000"),
        (["search.limit"], 2, "VALUE is missing"), ([], 2, "KEY is missing"),
        (["search", "5"], 2, "is a group of settings"),
        (["search.limit", "5", "model"], 2, "'model' has no VALUE"),
        (["model", "my", "big", "model"], 2, "no setting 'big'"),
        (["search.limit", "5", "search.limit", "6"], 2, "given twice"),
        (["search.limit", ""], 2, "slate config unset"),
        (["prices.m.input", "1"], 4, "both input and output"), (["model.api_key", "geheim"], 2, "/home/.env"),
        (["fallback_providers.1.model", "x"], 4, "the next one is fallback_providers.0"),
        (["fallback_providers.0.provider", "x"], 4, "expected the name of a model"),
        (["model", "x", "--force"], 2, "no option"),
        (["model", String(repeating: "x", count: 17_000)], 2, "16384 bytes"),
    ]

    @Test(arguments: mistakes)
    func `what cannot be written is told in one line, and nothing is`(
        words: [String],
        status: Int32,
        message: String
    ) throws {
        let result = try slate.run(["config", "set"] + words)
        #expect(result.status == status && result.output.isEmpty && result.errors.contains(message), "\(result)")
        #expect(result.errors.split(separator: "\n").count == 1 && !result.errors.contains("geheim"))
        #expect(!FileSystem.exists(slate.home))
        try slate.folder.write("home/config.yaml", "search: {limit: 3}\n")
        #expect(try slate.run(["config", "set"] + words).status == status)
        #expect(try file == "search: {limit: 3}\n")
    }

    @Test func `a setting is put right that keeps all other commands from starting`() throws {
        try slate.folder.write("home/config.yaml", "search:\n  limit: lots # wrong\nfetch:\n  robots: true\n")
        #expect(try slate.run(["config", "get", "search.limit"]).status == 4)
        let other = try set("model", "x")
        #expect(other.status == 4 && other.errors.contains("config.yaml:2: search.limit: expected"), "\(other)")
        #expect(try set("search.limit", "5").status == 0)
        #expect(try file == "search:\n  limit: 5 # wrong\nfetch:\n  robots: true\n")
        try slate.folder.write("home/config.yaml", "search:\n  limit: lots\n")
        #expect(try slate.run(["config", "unset", "search.limit"]).status == 0)
    }

    @Test func `what wins over a new value is told`() throws {
        let result = try set("search.limit", "20", environment: ["SLATE_SEARCH_LIMIT": "7"])
        #expect(result.status == 0 && result.output.hasPrefix("search.limit  7  (SLATE_SEARCH_LIMIT)"))
        #expect(result.errors.contains("but SLATE_SEARCH_LIMIT wins over it"), "\(result)")
        #expect(try set("search.limit", "20", "--quiet", environment: ["SLATE_SEARCH_LIMIT": "7"]).errors.isEmpty)
        #expect(try set("providers.lab.api_key", "${LAB_KEY}").errors.contains("LAB_KEY is not set here"))
        #expect(try set("roles.critc.model", "x").errors.contains("no role 'critc' yet"))
        #expect(try set("roles.critic.model", "x").errors.isEmpty)
    }

    @Test func `the neighbour's file stays as it is, even if it is wrong`() throws {
        try slate.folder.write(".hermes/config.yaml", "model: [wrong\n")
        let result = try set("search.limit", "5")
        #expect(
            result.status == 0 && result.errors.contains("warning:") && result.errors.contains(".hermes/config.yaml")
        )
        #expect(try set("neighbour", "false").errors.isEmpty)
        #expect(try slate.read(".hermes/config.yaml") == "model: [wrong\n")
        #expect(try slate.run(["config", "get", "search.limit"]).output == "5\n")
    }

    @Test func `a value comes from standard input, and answers are objects where that is asked for`() throws {
        let result = try slate.run(["config", "set", "model", "-", "--json"], input: "some model\n")
        #expect(try JSON(parsing: result.output)["model"]?["value"]?.string == "some model")
        #expect(try file == "model: some model\n")
        let wrong = try slate.run(["config", "set", "search.limit", "-", "--json"], input: "x\ny\n")
        #expect(try JSON(parsing: wrong.output)["error"]?["code"]?.string == "usage" && wrong.status == 2)
        let gone = try slate.run(["config", "unset", "model", "--json"])
        #expect(try JSON(parsing: gone.output)["model"]?["origin"]?.string == "default")
    }

    @Test func `groups and several settings are taken out at once, or none`() throws {
        let text =
            "prices:\n  a: {input: 1, output: 2}\n  # b\n  b: {input: 1, output: 2}\nroles:\n  critic: {model: x}\n"
        try slate.folder.write("home/config.yaml", text)
        #expect(try slate.run(["config", "unset", "prices.a", "search.limit"]).status == 1)
        #expect(try slate.run(["config", "unset", "prices.a.input"]).status == 4)
        #expect(try slate.run(["config", "unset", "prises"]).status == 2)
        #expect(try file == text)
        let result = try slate.run(["config", "unset", "prices.a", "roles"])
        #expect(result.status == 0 && result.errors.contains("roles is not set any more"), "\(result)")
        #expect(try file == "prices:\n  # b\n  b: {input: 1, output: 2}\n")
    }

    // MARK: Files

    @Test(
        arguments: [
            ("search:\n  limit: &few 3\n", "config.yaml:2: search.limit cannot be changed here: an anchor"),
            ("search:\n  limit: 3\nsearch: {}\n", "config.yaml:3: no valid YAML: the key 'search' occurs twice"),
            ("search:\n\tlimit: 3\n", "config.yaml:2: no valid YAML"), ("[a]\n", "config.yaml:1: search.limit cannot"),
            ("search: 5\n", "config.yaml:1: search.limit cannot be changed here: '5' stands there"),
            ("a: 1\n---\nb: 1\n", "no valid YAML: more than one document"),
            ("a: &x 1\nb: *x\n", "config.yaml:2: no valid YAML: aliases"),
            (
                "search:\n  limit: |\n    3\n",
                "config.yaml:2: search.limit cannot be changed here: a text of several lines"
            ),
        ]
    )
    func `what must be changed by hand is told with its line, and left alone`(text: String, message: String) throws {
        try slate.folder.write("home/config.yaml", text)
        let result = try set("search.limit", "5")
        #expect(result.status == 4 && result.output.isEmpty && result.errors.contains(message), "\(result)")
        #expect(try file == text)
    }

    @Test func `a link stays one, and the permissions stay`() throws {
        let target = try slate.folder.write("dotfiles/slate.yaml", "search: {limit: 3}\n")
        chmod(target.string, 0o640)
        try FileSystem.makeFolder(slate.home)
        #expect(symlink("../dotfiles/slate.yaml", slate.home.appending("config.yaml").string) == 0)
        #expect(try set("search.limit", "4").status == 0)
        #expect(try slate.read("dotfiles/slate.yaml") == "search: {limit: 4}\n")
        #expect(try FileSystem.status(target).permissions == 0o640)
        #expect(try FileSystem.status(slate.home.appending("config.yaml"), followsLinks: false).kind == .other)
        try FileSystem.remove(target)
        let lost = try set("search.limit", "5")
        #expect(lost.status == 4 && lost.errors.contains("no such file"), "\(lost)")
    }

    @Test func `a folder, a huge file, and a home that cannot be made are told`() throws {
        try FileSystem.makeFolder(slate.home.appending("config.yaml"))
        let folder = try set("search.limit", "5")
        #expect(folder.status == 4 && folder.errors.contains("it is a folder"), "\(folder)")
        let none = try set("search.limit", "5", environment: ["SLATE_HOME": "/dev/null/x"])
        #expect(none.status == 4 && none.errors.contains("set SLATE_HOME to a folder of yours"), "\(none)")
        let other = slate.folder.path.appending("other").string
        try slate.folder.write("other/config.yaml", "# \(String(repeating: "x", count: 1 << 20))\n")
        let huge = try set("search.limit", "5", environment: ["SLATE_HOME": other])
        #expect(huge.status == 4 && huge.errors.contains("shorten it"), "\(huge)")
        // One that would become too large.
        try slate.folder.write("other/config.yaml", "# \(String(repeating: "x", count: (1 << 20) - 4))\n")
        let full = try set("search.limit", "5", environment: ["SLATE_HOME": other])
        #expect(full.status == 4 && full.errors.contains("more than 1048576 bytes"), "\(full)")
        #expect(try FileSystem.names(in: Path(other)) == ["config.yaml"])
    }

    @Test(.enabled(if: getuid() != 0, "root may write everywhere"))
    func `a home that cannot be written into is told`() throws {
        try slate.folder.write("home/config.yaml", "model: x\n")
        chmod(slate.home.string, 0o500)
        defer { chmod(slate.home.string, 0o700) }
        let result = try set("search.limit", "5")
        #expect(result.status == 1 && result.errors.contains("permission denied"), "\(result)")
    }

    @Test func `what is written already is not written again`() throws {
        #expect(try set("search.limit", "5").status == 0)
        let before = try FileSystem.status(slate.home.appending("config.yaml"))
        #expect(try set("search.limit", "5").output.hasPrefix("search.limit  5"))
        #expect(try FileSystem.status(slate.home.appending("config.yaml")) == before)
    }

    @Test func `of many processes at the same time none loses what another has written`() async throws {
        let settings = [
            "search.limit", "search.results", "fetch.timeout_seconds", "calls.attempts", "skills.limit",
            "agent.max_turns",
            "delegation.max_children", "delegation.max_restarts", "budget.calls", "documents.pdf_seconds",
        ]
        try await withThrowingTaskGroup { group in
            for (index, setting) in settings.enumerated() {
                group.addTask {
                    let result = try await slate.runAside(["config", "set", setting, String(index + 1)])
                    #expect(result.status == 0, "\(result)")
                }
            }
            try await group.waitForAll()
        }
        for (index, setting) in settings.enumerated() {
            #expect(try slate.run(["config", "get", setting]).output == "\(index + 1)\n")
        }
        #expect(try FileSystem.names(in: slate.home) == ["config.yaml"])
    }

    // MARK: Around it

    @Test(arguments: ["bash", "zsh", "fish"])
    func `shells complete the keys of settings`(shell: String) throws {
        let script = try slate.run(["completions", shell]).output
        let lines = script.split(separator: "\n").filter {
            $0.contains("slate config set") || $0.contains("slate config get")
        }
        #expect(lines.contains { $0.contains("delegation.max_children") }, "\(lines)")
        #expect(!script.contains("roles.*"))
    }

    @Test(arguments: [40, 80] as [UInt16])
    func `a line fits into a narrow terminal`(columns: UInt16) throws {
        let terminal = try PseudoTerminal(slate, ["config", "set", "search.limit", "5"], columns: columns)
        #expect(terminal.exitStatus() == 0)
        #expect(terminal.screen.contains("search.limit") && terminal.screen.contains("config.yaml:2"))
    }
}
