import Core
import TestSupport
import Testing

/// That words behind a command count, or are refused: none is passed over in silence.
@Suite struct WordsTests {
    private let slate: SlateProgram

    init() throws { slate = try SlateProgram() }

    private static let surplus = [
        "/progress now", "/browse F1", "/show F1 F2", "/tree Q1 Q2", "/demo velm", "/history F1 2", "/diff F1 1 2 3",
        "/open F1 F2", "/withdraw F1 F2", "/why S1 S2", "/verify a.md b.md", "/cite F1 F2", "/save my talk.md",
        "/copy F1", "/undo 2", "/retry please", "/continue X Y", "/agents A1", "/stop A1 A2", "/pause A1",
        "/resume-agents A1", "/model a/b c/d", "/role writer critic", "/budget 5k $2", "/cost today", "/compress 50",
        "/roles writer critic", "/config search.limit home", "/doctor now", "/help show tree", "/quit now",
    ]

    @Test(arguments: surplus)
    func `a command of the conversation refuses a word that it would not look at`(line: String) throws {
        let result = try slate.run([], input: line + "\n")
        let words = line.split(separator: " ")
        #expect(result.status == 1 && result.output.isEmpty, "\(result)")
        #expect(result.errors.contains("\(words[0]): '\(words[words.count - 1])' is one word too many"), "\(result)")
    }

    /// Those whose words are one text, or as many as one likes.
    private static let openEnded = [
        "/board", "/sources", "/report", "/edit", "/new", "/sessions", "/resume", "/title", "/branch", "/steer",
        "/skills",
    ]

    @Test func `each command of the conversation takes its words as a text, or refuses surplus ones`() throws {
        let listed = try slate.run([], input: "/help\n").output.split(separator: "\n").filter { $0.hasPrefix("  /") }
        let names = listed.compactMap { $0.split(separator: " ").first }
        #expect(
            Set(names)
                == Set(Self.surplus.compactMap { $0.split(separator: " ").first } + Self.openEnded.map { $0[...] })
        )
    }

    @Test func `a surplus word is refused while agents work, too`() throws {
        let models = try AgentServer([["goal": "Count the dams."], ["goal": "Count the birds."]]) { _ in
            .hang("I look.")
        }
        let terminal = try PseudoTerminal(slate, models.options)
        #expect(terminal.waitFor("slate> "))
        terminal.type("Measure all.\n")
        #expect(terminal.waitFor("A2 agent"))
        terminal.type("/pause A1\n/cost today\n")
        #expect(terminal.waitFor("'A1' is one word too many") && terminal.waitFor("'today' is one word too many"))
        terminal.type("\u{3}")
        #expect(terminal.waitFor("slate> "))
        terminal.type("\u{4}")
        #expect(terminal.exitStatus() == 0 && !terminal.screen.contains("no new agent begins"))
    }

    // MARK: Settings

    @Test func `one setting is shown with its origin, in the conversation and outside`() throws {
        try slate.folder.write("home/config.yaml", "search:\n  limit: 7\nproviders:\n  x: {api_key: sk-1}\n")
        for result in [
            try slate.run(["config", "show", "search.limit"]), try slate.run([], input: "/config search.limit\n"),
        ] {
            #expect(result.status == 0 && result.output.split(separator: "\n").count == 1, "\(result)")
            #expect(result.output.hasPrefix("search.limit  7  (") && result.output.contains("config.yaml:2"))
        }
        let object = try JSON(parsing: try slate.run(["config", "show", "search.limit", "--json"]).output)
        #expect(object["search.limit"]?["value"]?.string == "7" && object["home"] == nil)
        let key = try slate.run([], input: "/config providers.x.api_key\n")
        #expect(key.output.contains("(set)") && !key.output.contains("sk-1"), "\(key)")
        #expect(try slate.run([], input: "/config home\n").output.contains(slate.home.string))
    }

    @Test func `a group shows all that is in it`() throws {
        let lines = try slate.run([], input: "/config fetch\n").output.split(separator: "\n")
        #expect(lines.count > 1 && lines.allSatisfy { $0.hasPrefix("fetch.") }, "\(lines)")
    }

    @Test(
        arguments: [
            ("serch.limit", "there is no setting 'serch.limit'; did you mean search.limit?"),
            ("pdf_seconds", "did you mean documents.pdf_seconds?"),
            ("zzzzzzzz", "there is no setting 'zzzzzzzz'; 'slate config show' lists them"),
            ("roles.critic.model", "roles.critic.model is not set"), ("prices", "prices is not set"),
            ("search.", "there is no setting 'search.'"), ("\u{1B}[2J", "there is no setting"),
        ]
    )
    func `of a setting that there is not, the nearest are told`(key: String, message: String) throws {
        for result in [try slate.run(["config", "show", key]), try slate.run([], input: "/config \(key)\n")] {
            #expect(result.status == 1 && result.output.isEmpty && result.errors.contains(message), "\(result)")
            #expect(!result.errors.contains("\u{1B}"))
        }
    }

    // MARK: Roles

    @Test func `a role is shown in the conversation as outside of it`() throws {
        let shown = try slate.run([], input: "/roles critic\n")
        #expect(shown.status == 0 && shown.output.hasPrefix("name: critic\n"), "\(shown)")
        #expect(shown.output == (try slate.run(["roles", "show", "critic"]).output))
        let lost = try slate.run([], input: "/roles pirate\n")
        #expect(lost.status == 2 && lost.errors.contains("no role 'pirate'; there are: critic,"), "\(lost)")
    }

    @Test func `settings and roles are completed`() throws {
        let terminal = try PseudoTerminal(slate)
        #expect(terminal.waitFor("slate> "))
        terminal.type("/config search.li\t")
        #expect(terminal.waitFor("mit"))
        terminal.type("\u{15}/roles orch\t")
        #expect(terminal.waitFor("estrator"))
        terminal.type("\u{15}\u{4}")
        #expect(terminal.exitStatus() == 0)
    }

    // MARK: The command line

    @Test(
        arguments: [
            (["--role", "writer", "doctor"], "doctor: there is no option --role"),
            (["-c", "ask", "Why?"], "ask: there is no option --continue"),
            (["--resume", "2", "board", "list"], "board list: there is no option --resume"),
            (["-c", "--resume", "2"], "give one of them"),
            (["board", "add", "--kind", "note", "--stdin-jsonl", "--title", "x"], "--title goes into the lines"),
            (["config", "show", "a", "b"], "'b' is one argument too many"),
            (["roles", "list", "critic"], "'critic' is one argument too many"),
        ]
    )
    func `what a command would not look at is refused`(words: [String], message: String) throws {
        let result = try slate.run(words)
        #expect(result.status == 2 && result.output.isEmpty && result.errors.contains(message), "\(result)")
    }
}
