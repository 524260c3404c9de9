import Core
import TestSupport
import Testing

/// That each declared command has help, is completed, and does something: a command without a row here fails.
@Suite struct EveryCommandTests {
    /// A line of the conversation that uses a command, and what must be shown for it.
    private struct Use: Sendable {
        let line: String
        let shown: String

        init(_ line: String, _ shown: String) { (self.line, self.shown) = (line, shown) }

        /// The command that is used.
        var name: String { String(line.prefix { $0 != " " }) }
    }

    /// Each runs alone, in a conversation that has one question and a report behind it.
    private static let talk = [
        Use("/board curlew", "S1"), Use("/progress", "writer ("), Use("/browse", "the browser needs a terminal"),
        Use("/show F1", "finding, supported"), Use("/tree Q1", "answers: F1"), Use("/sources", "S12"),
        Use("/demo", "12 documents"), Use("/history F1", "researcher"), Use("/diff F1", "+kind: finding"),
        Use("/open F1", "nothing was changed"), Use("/withdraw F1", "F1 is withdrawn"), Use("/why S1", "finding: F1"),
        Use("/report -o new.md", "new.md"), Use("/verify velm.md", "0 not found"), Use("/cite F1", "sha256:"),
        Use("/save talk.md", "talk.md"), Use("/copy", "there is no clipboard"), Use("/edit", "nothing was written"),
        Use("/new Other", "A new conversation"), Use("/sessions", "Which birds"),
        Use("/resume", "no other conversation"),
        Use("/title Birds", "is called Birds now"), Use("/undo", "Taken back: Which birds"),
        Use("/retry", "> Which birds"),
        Use("/continue", "no question was left unfinished"), Use("/branch Copy", "conversation 2 now"),
        Use("/agents", "there are no agents"), Use("/stop", "no agent is at work"),
        Use("/pause", "no agent is at work"), Use("/resume-agents", "no agent is at work"),
        Use("/steer A0 Hello", "no agent is at work"), Use("/model", "No model"),
        Use("/role writer", "The writer answers"),
        Use("/budget 5k", "5000 tokens"), Use("/cost", "it cost nothing"), Use("/compress", "2 messages"),
        Use("/skills", "fact-checking"), Use("/roles", "critic"), Use("/config", "search.limit"),
        Use("/doctor", "ok      board"), Use("/help", "/quit"), Use("/quit", ""),
    ]

    private let slate: SlateProgram
    private static let question = "Which birds returned to the Velm?"

    init() throws {
        slate = try SlateProgram()
        _ = try slate.run(["ingest", demoFolder])
    }

    @Test func `each command of the conversation is listed, has help, and is tried here`() throws {
        let listed = try slate.run([], input: "/help\n").output.split(separator: "\n").filter { $0.hasPrefix("  /") }
        let names = listed.compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(Set(names) == Set(Self.talk.map(\.name)))
        let help = try slate.run([], input: names.map { "/help \($0)\n" }.joined())
        #expect(help.status == 0 && help.errors.isEmpty, "\(help.errors)")
        for line in listed {
            // The usage, and at least a few words behind it.
            let words = line.split(separator: "  ").map { $0.trimming() }
            #expect(words.count >= 2 && words[1].count > 10, "\(line)")
        }
    }

    @Test(arguments: talk.map(\.line))
    func `a command of the conversation does what it is for`(line: String) throws {
        let use = try #require(Self.talk.first { $0.line == line })
        _ = try slate.run(["report", Self.question, "-o", "velm.md"])
        let lines = [Self.question, line].joined(separator: "\n")
        let result = try slate.run([], input: lines + "\n", environment: ["EDITOR": "true", "VISUAL": ""])
        let shown = result.output + result.errors
        #expect(use.shown.isEmpty ? result.status == 0 : shown.contains(use.shown), "\(line): \(shown)")
        #expect(!shown.contains("there is no \(use.name)"))
    }

    @Test func `each command of the conversation is completed`() throws {
        let terminal = try PseudoTerminal(slate)
        #expect(terminal.waitFor("slate> "))
        let names = Self.talk.map(\.name)
        for name in names {
            // As many letters as tell it from the others; a name that begins another one is whole itself.
            let isStart = names.contains { $0 != name && $0.hasPrefix(name) }
            let least = (2...name.count).first { count in
                names.count { $0.hasPrefix(name.prefix(count)) } == 1
            }
            guard !isStart, let least, least < name.count else { continue }
            terminal.type(name.prefix(least) + "\t")
            #expect(terminal.waitFor(name.dropFirst(least) + " "), "\(name)")
            terminal.type("\u{15}")
        }
        terminal.type("\u{4}")
        #expect(terminal.exitStatus() == 0)
    }

    // MARK: The command line

    /// What commands are called with here, and how that ends: each row is the test of its command.
    private static let calls: [(words: [String], status: Int32, shown: String)] = [
        (["ask", question], 0, "curlew"), (["report", question, "-o", "r2.md"], 0, "r2.md"),
        (["agent", "Do it."], 4, "an agent needs a model"), (["verify", "velm.md"], 0, "0 not found"),
        (["ingest", "note.txt"], 0, "1 added"), (["board", "browse"], 1, "needs a terminal"),
        (["board", "list"], 0, "S12"), (["board", "show", "F1"], 0, "finding, supported"),
        (["board", "search", "curlew"], 0, "S1"), (["board", "tree"], 0, "answers: F1"),
        (["board", "stats"], 0, "source"), (["board", "add", "--kind", "note", "--title", "New"], 0, "N1"),
        (["board", "withdraw", "F1"], 0, "withdrawn"), (["board", "history", "F1"], 0, "researcher"),
        (["board", "diff", "F1"], 0, "+kind: finding"), (["board", "restore", "F1", "1"], 0, "F1"),
        (["board", "edit", "F1"], 0, ""), (["board", "impact", "F1"], 0, "would fall"),
        (["board", "watch", "--since", "0", "--limit", "1"], 0, "S1"), (["board", "check"], 0, "nothing is wrong"),
        (["board", "reindex"], 0, ""), (["board", "export", "all.tar"], 0, "all.tar"),
        (["board", "backup", "copy.db"], 0, "copy.db"), (["board", "lease", "T1", "--agent", "a"], 0, "T1 "),
        (["board", "renew", "T1", "--token", "x"], 1, "T1"), (["board", "release", "T1", "--token", "x"], 1, "T1"),
        (["board", "send", "a", "{}"], 0, ""), (["board", "receive", "a"], 0, "{}"),
        (["runs", "list"], 0, question), (["runs", "show", "RUN"], 0, question),
        (["runs", "cancel", "RUN"], 1, "RUN"), (["runs", "export", "RUN"], 0, ""),
        (["resume"], 1, "no run was left unfinished"), (["replay", "RUN"], 0, ""),
        (["roles", "list"], 0, "critic"), (["roles", "show", "critic"], 0, "name: critic"),
        (["skills", "list"], 0, "fact-checking"), (["skills", "show", "timeline"], 0, "timeline"),
        (["skills", "why", "Is it true?"], 0, "fact-checking"), (["skills", "check"], 0, ""),
        (["skills", "new", "mine"], 0, "mine"), (["scrub"], 0, ""), (["models"], 0, "no model is configured"),
        (["audit"], 0, ""), (["config", "show"], 0, "search.limit"), (["config", "path"], 0, "config.yaml"),
        (["config", "get", "search.limit"], 0, "10"),
        (["config", "set", "search.limit", "5"], 0, "search.limit  5  ("),
        (["config", "unset", "search.limit"], 1, "is not set in"),
        (["doctor"], 0, "ok      board"), (["demo", "new"], 0, "new"), (["completions", "bash"], 0, "complete -F"),
        (["manual"], 0, ".TH"),
    ]

    /// The commands as the manual has them, such as `board list`.
    private func declared() throws -> [String] {
        try slate.run(["manual"]).output.split(separator: "\n").filter { $0.hasPrefix(".SS slate ") }.map { line in
            line.dropFirst(".SS slate ".count).split(separator: " ")
                .prefix { $0.allSatisfy { $0.isLowercase && $0.isASCII } }.joined(separator: " ")
        }
    }

    /// The command of a call.
    private static func name(_ words: [String], _ declared: [String]) -> String {
        let two = words.prefix(2).joined(separator: " ")
        return declared.contains(two) ? two : words[0]
    }

    @Test func `each command has help, is completed, and is tried here`() throws {
        let declared = try declared()
        #expect(declared.count > 45 && Set(declared) == Set(Self.calls.map { Self.name($0.words, declared) }))
        let script = try slate.run(["completions", "bash"]).output
        for name in declared {
            let words = name.split(separator: " ").map(String.init)
            let help = try slate.run(words + ["--help"])
            #expect(help.status == 0 && help.output.hasPrefix("Usage: slate \(name)"), "\(name)")
            #expect(help.output.split(separator: "\n").count > 3, "\(name)")
            #expect(script.contains("'slate \(name)') path='slate \(name)'"), "\(name)")
        }
    }

    @Test(arguments: calls.map(\.words))
    func `a command does what it is for`(words: [String]) throws {
        let call = try #require(Self.calls.first { $0.words == words })
        try slate.folder.write("note.txt", "A note on dams.\n")
        _ = try slate.run(["report", Self.question, "-o", "velm.md"])
        _ = try slate.run(["board", "add", "--kind", "task", "--title", "Count"])
        if words.last == "a" { _ = try slate.run(["board", "send", "a", "{}"]) }
        let runs = try slate.run(["runs", "list"]).output
        let run = runs.split(separator: " ").first.map(String.init) ?? ""
        let arguments = words.map { $0 == "RUN" ? run : $0 }
        let result = try slate.run(arguments, input: "text\n", environment: ["EDITOR": "true", "VISUAL": ""])
        let shown = (result.output + result.errors).replacing(run, with: "RUN")
        #expect(
            result.status == call.status && (call.shown.isEmpty || shown.contains(call.shown)),
            "\(words): \(result)"
        )
    }
}

extension Substring {
    /// The text without blanks at its ends.
    fileprivate func trimming() -> Substring {
        drop(while: \.isWhitespace)
    }
}
