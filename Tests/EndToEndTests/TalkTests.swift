import Core
import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// What the conversation keeps, shows and writes.
@Suite(.serialized) struct TalkTests {
    private let slate: SlateProgram
    private static let question = "Which birds returned to the Velm?"

    init() throws {
        slate = try SlateProgram()
        _ = try slate.run(["ingest", demoFolder])
    }

    private func start(_ arguments: [String] = [], _ variables: [String: String] = [:]) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(slate, arguments, variables: variables)
        #expect(terminal.waitFor("slate> "))
        return terminal
    }

    /// Types a line and waits for what it must show.
    private func say(_ line: String, _ shown: String..., to terminal: PseudoTerminal) {
        terminal.type(line + "\n")
        for text in shown { #expect(terminal.waitFor(text), "\(line): \(text)") }
        #expect(terminal.waitFor("slate> "), "\(line)")
    }

    private func leave(_ terminal: PseudoTerminal, _ words: String = "") {
        terminal.type("\u{4}")
        if !words.isEmpty { #expect(terminal.waitFor(words)) }
        #expect(terminal.exitStatus() == 0)
    }

    @Test func `a conversation is left and taken up again`() throws {
        let first = try start()
        say(Self.question, "curlew", to: first)
        say("/title The birds", to: first)
        leave(first, "slate -c")
        let second = try start(["-c"])
        #expect(second.screen.contains("The birds") && second.screen.contains("curlew"))
        say("/why S1", "finding: ", to: second)
        say("/new", "A new conversation", to: second)
        say("What did the dams cost?", "4,100", to: second)
        say("/sessions", "What did the dams cost?", "The birds", to: second)
        say("/sessions curlew", "The birds", to: second)
        say("/resume birds", "The birds", to: second)
        leave(second)
        let third = try start(["--resume", "2"])
        #expect(third.screen.contains("dams"))
        leave(third)
        let lost = try slate.run(["--resume", "77"], input: "")
        #expect(lost.status == 1 && lost.errors.contains("no conversation 77"))
    }

    @Test func `questions are taken back, asked again and branched off`() throws {
        let terminal = try start()
        say("/undo", "nothing was asked", to: terminal)
        say(Self.question, "curlew", to: terminal)
        say("/retry", Self.question, "curlew", to: terminal)
        say("/branch Another way", "conversation 2", to: terminal)
        say("/undo", "Taken back", to: terminal)
        say("/sessions", "Another way", "0 messages", "2 messages", to: terminal)
        leave(terminal)
    }

    @Test func `the board is browsed`() throws {
        let terminal = try start()
        say(Self.question, "curlew", to: terminal)
        say("/tree", "Q1", "F1", to: terminal)
        say("/history F1", "researcher", to: terminal)
        leave(terminal)
    }

    @Test func `what is found can be cited, saved and copied`() throws {
        let terminal = try start([], ["TERM": "xterm", "DISPLAY": "", "WAYLAND_DISPLAY": ""])
        say("/copy", "no answer", to: terminal)
        say(Self.question, "curlew", to: terminal)
        say("/cite F1", "bird-survey.html", "sha256:", to: terminal)
        say("/save talk.md", "talk.md", to: terminal)
        say("/save talk.md", "exists", to: terminal)
        terminal.type("/copy\n")
        #expect(terminal.waitFor("\u{1B}]52;c;") && terminal.waitFor("slate> "))
        leave(terminal)
        #expect(try slate.read("talk.md").contains("## \(Self.question)"))
    }

    @Test func `an entry is taken back from the conversation`() throws {
        let terminal = try start()
        say(Self.question, "curlew", to: terminal)
        say("/withdraw F1", "F1 is withdrawn", "restore F1", to: terminal)
        say("/diff F1", "withdrawn", to: terminal)
        leave(terminal)
    }

    @Test func `long output goes through the pager`() throws {
        let pager = try slate.folder.write("bin/pg", "#!/bin/sh\necho PAGED; head -n 1 \"$1\"\n")
        #expect(chmod(pager.string, 0o700) == 0)
        let terminal = try start([], ["PAGER": pager.string])
        say("/help", "PAGED", to: terminal)
        say("/help quit", "so does Ctrl-D", to: terminal)
        leave(terminal)
        #expect(terminal.screen.components(separatedBy: "PAGED").count == 2)
    }

    @Test func `a question looks only into what it attaches`() throws {
        try slate.folder.write("marsh.txt", "The marsh was drained in 1911.\nThe curlew left in 1912.\n")
        let terminal = try start()
        say("When was the marsh drained? @file:marsh.txt", "1911", to: terminal)
        say("Which birds returned? @file:nowhere.txt", "nowhere.txt", to: terminal)
        leave(terminal)
    }

    @Test func `every command says what it is for`() throws {
        let commands = try slate.run([], input: "/help\n").output.split(separator: "\n").filter { $0.hasPrefix("  /") }
        #expect(commands.count > 25)
        for command in commands {
            let name = try #require(command.split(separator: " ").first)
            let result = try slate.run([], input: "/help \(name)\n")
            #expect(result.status == 0 && result.output.split(separator: "\n").count >= 2, "\(name)")
        }
    }

    @Test(
        arguments: [
            (["OPENAI_API_KEY": "sk-test"], [], "OPENAI_API_KEY is set; /model openai/NAME"),
            ([:], ["--model", "ollama/qwen3"], "Model: ollama/qwen3 answers"), ([:], [], "Model: "),
        ] as [([String: String], [String], String)]
    )
    func `a new board says how to begin, in five lines`(
        variables: [String: String],
        options: [String],
        shown: String
    ) throws {
        let new = try SlateProgram()
        let terminal = try PseudoTerminal(new, options, variables: variables)
        #expect(terminal.waitFor("slate> ") && terminal.screen.contains(shown) && !terminal.screen.contains("sk-test"))
        let lines = terminal.screen.components(separatedBy: "slate> ")[0].split(whereSeparator: \.isNewline)
        #expect(lines.count { !$0.hasPrefix("\u{1B}") } == 5 && lines.allSatisfy { $0.count <= 80 }, "\(lines)")
        leave(terminal)
    }

    @Test func `what the welcome says to paste works`() throws {
        let new = try SlateProgram()
        let terminal = try PseudoTerminal(new)
        #expect(terminal.waitFor("To try it, paste: /demo") && terminal.waitFor("slate> "))
        say("/demo", "12 documents", Self.question, "/why S1", to: terminal)
        say(Self.question, "curlew", "Sources:", to: terminal)
        say("/demo", "12 documents", to: terminal)
        leave(terminal)
    }
}
