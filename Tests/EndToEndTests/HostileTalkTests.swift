import Core
import FoundationEssentials
import Synchronization
import TestSupport
import Testing

/// Text that was made to steer a terminal, in all that a conversation shows on one.
@Suite(.serialized) struct HostileTalkTests {
    /// Writes the clipboard, names the window, links to another place than is shown, moves, erases, hides, turns, rings.
    private static let attacks = [
        "\u{1B}]52;c;ZXZpbA==\u{7}", "\u{1B}]0;owned\u{7}",
        "\u{1B}]8;;https://evil.example\u{1B}\\link\u{1B}]8;;\u{1B}\\",
        "\u{1B}[2J", "\u{1B}[31337;5H", "\u{1B}[8mhidden", "\u{1B}[?1049h", "\u{1B}[6n", "\u{1B}c",
        "\u{1B}P$q m\u{1B}\\",
        "\u{1B}_apc\u{1B}\\", "\u{1B}^pm\u{1B}\\", "\u{1B}X sos\u{1B}\\", "\u{1B}#8", "\u{1B}(0", "\u{9B}2J",
        "\u{9D}0;owned\u{9C}",
        "\u{90}q\u{9C}", "\u{202E}evil\u{202C}", "\u{2066}a\u{2069}", "\u{200B}\u{200D}\u{2060}\u{FEFF}", "\u{7}",
        "\u{8}\u{8}\u{8}",
        "\r", "\u{0}", "\u{7F}", "\u{85}", "\u{2028}", "\u{E0041}\u{E0042}", "\u{1B}", "\u{1B}[", "\u{1B}]",
    ]
    private static let all = attacks.joined(separator: "x")

    private let slate: SlateProgram

    init() throws {
        slate = try SlateProgram()
        try slate.folder.write("home/config.yaml", "delegation:\n  max_spawn_depth: 0\ncalls:\n  attempts: 1\n")
    }

    private func start(_ arguments: [String] = []) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(slate, arguments)
        #expect(terminal.waitFor("slate> "))
        return terminal
    }

    private func leave(_ terminal: PseudoTerminal) {
        terminal.type("\u{15}\u{4}")
        #expect(terminal.exitStatus() == 0)
        let foreign = TerminalStream.foreign(in: terminal.screen)
        #expect(foreign.isEmpty, "\(foreign.prefix(5))")
    }

    @Test(arguments: attacks)
    func `each of these would be noticed`(attack: String) {
        // A bare beginning of a sequence takes what follows with it, so that it is no sequence of ours.
        #expect(attack == "\r" || attack.hasPrefix("\u{8}") || !TerminalStream.foreign(in: attack + "z").isEmpty)
        #expect(TerminalStream.foreign(in: "\u{1B}[1mBold\u{1B}[0m\r\u{1B}[2A\u{1B}[J\u{1B}[?2004h漢🐦").isEmpty)
    }

    @Test func `an answer that is streamed in any pieces steers nothing`() throws {
        let rounds = TestEffort.cases(30)
        let count = Atomic(0)
        let server = try ScriptedServer { _ in
            let round = count.add(1, ordering: .relaxed).newValue
            var generator = SeededGenerator(seed: UInt64(round))
            let marks = [
                "# ", "\n\n- ", "`", "**", "\n| a | b |\n|---|---|\n| ", " | ", "[S1]", "](http://x.example)", "[",
                "\n```\n",
            ]
            let parts = (0..<24).map { _ in
                let choices = [
                    Self.attacks.randomElement(using: &generator) ?? "", "word ", "漢字🐦 ", "שלום ",
                    marks.randomElement(using: &generator) ?? "",
                ]
                return choices.randomElement(using: &generator) ?? ""
            }
            let text = Array((parts.joined() + "\n\nRound \(round) is over.").unicodeScalars)
            var pieces: [String] = []
            var place = 0
            while place < text.count {
                let end = min(text.count, place + Int.random(in: 1...4, using: &generator))
                pieces.append(String(String.UnicodeScalarView(text[place..<end])))
                place = end
            }
            return StreamedAnswer.steps(pieces, cut: round % 2 == 0 ? .max : 7)
        }
        let terminal = try start(["--model", "scripted", "--base-url", server.url("/v1")])
        for round in 1...rounds {
            terminal.type("What about round \(round)?\n")
            // The end of the text may be in a table or in code; the prompt tells that it came.
            #expect(terminal.waitFor("slate> "), "\(round)")
        }
        leave(terminal)
        #expect(count.load(ordering: .relaxed) == rounds)
    }

    @Test(arguments: [400, 401, 429, 500])
    func `what a provider says of an error steers nothing`(status: Int) throws {
        let body: JSON = ["error": ["message": .string("Refused \(Self.all) for good"), "type": .string(Self.all)]]
        let models = try AgentServer([]) { _ in .status(status, body.text) }
        let terminal = try start(models.options)
        terminal.type("What now?\n")
        #expect(terminal.waitFor("there is no answer") && terminal.waitFor("slate> "))
        leave(terminal)
    }

    @Test func `tools, goals and questions of agents steer nothing`() throws {
        try slate.folder.write("home/config.yaml", "calls:\n  attempts: 1\n")
        let tasks: [JSON] = [["goal": .string("Goal \(Self.all)"), "context": .string(Self.all)]]
        let models = try AgentServer(tasks) { request in
            switch request.results {
            case 0: .call("no_tool\(Self.all)", ["a": .string(Self.all)])
            case 1: .badCall("board_search", "{\(Self.all)")
            case 2: .call("board_post", ["kind": "note", "title": .string("T\(Self.all)"), "body": .string(Self.all)])
            default: .text("Done \(Self.all)")
            }
        }
        let terminal = try start(models.options)
        terminal.type("Go.\n")
        #expect(terminal.waitFor("Told:") && terminal.waitFor("slate> "))
        for line in ["/agents", "/board", "/tree", "/sources", "/sessions", "/show N1"] {
            terminal.type(line + "\n")
            #expect(terminal.waitFor("slate> "), "\(line)")
        }
        leave(terminal)
    }

    @Test func `a question of an agent to the person steers nothing`() throws {
        let models = try AgentServer([]) { request in
            request.results > 0
                ? .text("Well.")
                : .call("ask_user", ["question": .string("Which \(Self.all)?"), "options": [.string(Self.all), "b"]])
        }
        let terminal = try start(models.options)
        terminal.type("Go.\n")
        #expect(terminal.waitFor("answer: "))
        terminal.type("b\n")
        #expect(terminal.waitFor("Well.") && terminal.waitFor("slate> "))
        leave(terminal)
    }

    @Test func `what is on the board and in files steers nothing`() throws {
        let name = "evil\u{1B}]0;x\u{7}\u{202E}\u{9B}2J"
        try slate.folder.write("docs/\(name).txt", "The curlew \(Self.all) sings in May \(Self.all)there.\n")
        try slate.folder.write(
            "docs/b.txt",
            bytes: Array("The snipe ".utf8) + [0xFF, 0x9B, 0x32, 0x4A, 0xC2] + Array("drums.\n".utf8)
        )
        let quoted = Self.all.unicodeScalars.map(Self.yaml).joined()
        try slate.folder.write(
            "home/skills/evil/SKILL.md",
            "---\nname: evil\ndescription: \"Curlew \(quoted)\"\nmetadata: {keywords: \"curlew\"}\n---\nDo \(Self.all)\n"
        )
        try slate.folder.write(
            "home/roles/evil.md",
            "---\nname: evil\ndescription: \"\(quoted)\"\n---\nDo \(Self.all)\n"
        )
        let note: JSON = [
            "title": .string("N \(Self.all)"), "body": .string("B **\(Self.all)**"), "tags": [.string(Self.all)],
        ]
        _ = try slate.run(["ingest", "docs"])
        _ = try slate.run(["board", "add", "--kind", "note", "--stdin-jsonl"], input: note.text + "\n")
        // The first question, and so the title, of a conversation.
        _ = try slate.run([], input: "When does the curlew \(Self.all.replacing("\r", with: ""))sing?\n")
        let terminal = try start(["-c"])
        for line in [
            "When does the curlew sing?", "/why", "/cite F1", "/show S1", "/show S2", "/show N1", "/history N1",
            "/diff N1",
            "/tree", "/board", "/board curlew", "/sources", "/sessions", "/resume 1", "/title", "/skills",
            "/skills curlew",
            "/roles", "/progress", "/retry", "/undo", "/branch", "/config", "/withdraw N1", "/show F1",
        ] {
            terminal.type(line + "\n")
            #expect(terminal.waitFor("slate> "), "\(line)")
        }
        terminal.type("/sources docs/\t\t")
        #expect(terminal.waitFor("b.txt"))
        leave(terminal)
    }

    /// A character between double quotes of YAML.
    private static func yaml(_ scalar: Unicode.Scalar) -> String {
        let isPlain = (0x20..<0x7F).contains(scalar.value) && scalar != "\"" && scalar != "\\"
        if isPlain { return String(scalar) }
        let digits = String(scalar.value, radix: 16)
        return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
