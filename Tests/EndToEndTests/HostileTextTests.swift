import Core
import TestSupport
import Testing

/// Text that was made to steer a terminal, to hide, or to carry a key away, on its way through all commands.
@Suite struct HostileTextTests {
    private static let key = "sk-zq08154711hunterXYZ"
    /// Writes the clipboard, sets the title, moves the cursor, turns the direction, hides; with C1 controls, too.
    private static let attack =
        "\u{1B}]52;c;ZXZpbA==\u{7}\u{1B}]0;owned\u{7}\u{1B}[2J\u{1B}[10;5H\u{202E}\u{2066}\u{9B}31m\u{9D}t\u{9C}\u{7F}\u{8}\u{200B}"
    private static let documents = [
        "docs/a.txt":
            "Survey \(attack) of the Velm\n\nThe curlew \(attack) returned to the Velm in 2019, by \(key) alone.\n",
        "docs/b.md": "# Velm \(attack) head\n\nThe **curlew** \(attack)left the Velm in 1990. `code \(attack)`\n",
        "docs/c.html": "<html><title>Velm \(attack)</title><body><p>The curlew of the Velm had 14 pairs in 2022"
            + " &#27;]0;x&#7; &#x9b;2J &#x202e;here \(key).</p></body></html>",
        "docs/evil\u{1B}]0;x\u{7}\u{202E}.txt": "The curlew of the Velm sings in May \(attack)there.\n",
        "home/skills/evil/SKILL.md": "---\nname: evil\ndescription: \"Curlew \\x1b]0;x\\x07\\u202e skill\"\n"
            + "metadata: {keywords: \"curlew\\x1b[2J, velm\"}\n---\nDo \(attack) \(key).\n",
        "home/skills/evil/f\u{1B}[2J.md": "x", "home/skills/bad\u{1B}[2J/SKILL.md": "---\nname: [\n---\n",
        "home/roles/evil.md": "---\nname: evil\ndescription: \"Evil \\x1b]0;x\\x07\"\n---\nDo \(attack)\n",
        "home/notes/ok.md": "# Hand \(attack)\n\nWritten by hand \(attack)\(key)\n",
        "home/notes/bad\u{1B}[2J.md": "---\nkind: note\ntitle: \"bad\n---\nx\(attack)",
        "home/audit.jsonl":
            "{\"tool\":\"\\u001b[2J\(key)\",\"decision\":\"denied\",\"arguments\":{\"a\":\"\\u009b\\u202e\"}}\n",
    ]

    private let slate: SlateProgram

    init() throws {
        slate = try SlateProgram()
        for (path, text) in Self.documents { try slate.folder.write(path, text) }
    }

    /// Runs the program, and looks for what may be in no output.
    @discardableResult
    private func run(_ arguments: [String], input: String = "") throws -> SlateProgram.Outcome {
        let outcome = try slate.run(arguments, input: input, environment: ["OPENAI_API_KEY": Self.key])
        for text in [outcome.output, outcome.errors] {
            let steering = text.unicodeScalars.first { Self.isSteering($0) }
            #expect(steering == nil, "\(arguments): U+\(String(steering?.value ?? 0, radix: 16))")
            #expect(!text.contains(Self.key), "\(arguments)")
        }
        return outcome
    }

    private static func isSteering(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x09: false
        case 0x00...0x1F, 0x7F...0x9F, 0x61C, 0x200B, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
        default: false
        }
    }

    @Test func `documents reach the board without it, and quotes of them are exact`() throws {
        let ingested = try run(["ingest", "docs"])
        #expect(ingested.status == 0 && ingested.errors.contains("secrets were left out: 1 key-in-use"))
        try run(["ingest", "docs", "--json"])
        let answer = try run(["ask", "When did the curlew return to the Velm?", "--json"])
        let json = try JSON(parsing: answer.output)
        #expect(json["citations"]?.array?.isEmpty == false)
        #expect(json["citations"]?.array?.allSatisfy { $0["check"]?.string == "found" } == true)
        #expect(
            json["answer"]?.string?.contains("returned to the Velm in 2019, by [redacted key-in-use]")
                == true
        )
        #expect(json["answer"]?.string?.contains("ZXZpbA") == false)
        for words in [["-v"], ["--source", "docs"]] {
            #expect(try run(["ask", "When did the curlew return to the Velm?"] + words).status == 0)
        }
        #expect(try run(["report", "What did the curlew \(Self.attack)do?", "-o", "r.md", "--strict"]).status == 0)
        let report = try slate.read("r.md")
        #expect(!report.unicodeScalars.contains { Self.isSteering($0) } && !report.contains(Self.key))
        for words in [["-o", "-"], ["--json"]] { try run(["report", "What did the curlew do?"] + words) }
        #expect(try run(["verify", "r.md"]).status == 0)
        try slate.folder.write("x.md", report + "\n- “no such \(Self.attack) quote” [S1]\n")
        for words in [[], ["--json"]] { #expect(try run(["verify", "x.md"] + words).status == 3) }
        let stored = try slate.run(["-c", "grep -rlaF '\(Self.key)' home r.md | sort"], program: "/bin/sh").output
        #expect(
            stored == "home/audit.jsonl\nhome/board.db\nhome/notes/ok.md\nhome/skills/evil/SKILL.md\n",
            "as it was put there"
        )
    }

    @Test func `nothing on the board steers the terminal that shows it`() throws {
        try run(["ingest", "docs"])
        let entry: JSON = [
            "title": .string("Note \(Self.attack)"), "body": .string("Body \(Self.attack)\n\(Self.key)"),
            "tags": [.string("t\(Self.attack)")],
        ]
        #expect(try run(["board", "add", "--kind", "note", "--stdin-jsonl"], input: entry.text + "\n").status == 0)
        try run(
            ["board", "add", "--kind", "note", "--title", "T \(Self.attack)", "--body", "-", "--json"],
            input: Self.attack
        )
        try run(["board", "add", "--kind", "question", "--title", "Q \(Self.attack)\(Self.key)"])
        for form in [[], ["--json"]] {
            for words in [
                ["list"], ["tree"], ["stats"], ["check"], ["search", "curlew"], ["search", "x\(Self.attack)"],
                ["show", "S1"], ["show", "S4"], ["show", "N1"], ["show", "N2"], ["show", "Q1"], ["history", "N1"],
                ["impact", "S1"], ["show", "N\(Self.attack)"], ["inbox", "list"],
            ] { try run(["board"] + words + form) }
        }
        try run(["board", "withdraw", "N1"])
        for form in [[], ["--jsonl"]] { try run(["board", "watch", "--since", "0", "--limit", "3"] + form) }
        for words in [["diff", "N1"], ["history", "N1"], ["restore", "N1"], ["export", "all.tar"]] {
            try run(["board"] + words)
        }
    }

    @Test func `what skills, roles, logs and arguments say does not steer it either`() throws {
        for form in [[], ["--json"]] {
            for words in [
                ["skills", "list"], ["skills", "show", "evil"], ["skills", "why", "curlew \(Self.attack)"],
                ["skills", "why", "--prompt", "curlew"], ["skills", "check"], ["roles", "list"],
                ["roles", "show", "evil"],
                ["audit"], ["doctor"], ["skills", "show", "x\(Self.attack)"], ["nothing\(Self.attack)"],
                ["ask", "--nothing\(Self.attack)"], ["ingest", "no\(Self.attack)"],
            ] { try run(words + form) }
        }
        for form in [[], ["--json"]] { try run(["scrub"] + form, input: "x \(Self.attack) \(Self.key)") }
        try slate.folder.write("home/config.yaml", "\"a\\x1b[2J\\u202e\": 1\nsearch:\n  limt: \"\\x1b]0;x\\x07\"\n")
        for words in [["config", "show"], ["doctor"], ["doctor", "--json"]] { try run(words) }
        for form in [[], ["--json"]] {
            for words in [
                ["get", "no\(Self.attack)"], ["set", "search.limit", Self.attack], ["set", "model", Self.attack],
                ["set", "roles.x\(Self.attack).model", "m"], ["set", "model.provider", "p"], ["get", "model"],
                ["unset", "no\(Self.attack)"], ["unset", "model"],
            ] { try run(["config"] + words + form) }
        }
        try slate.folder.write("home/config.yaml", "search:\n  limit: \"\\x1b]0;x\\x07\\u202e\"\n")
        for words in [["config", "show"], ["config", "show", "--json"]] { #expect(try run(words).status == 4) }
    }

    @Test func `a conversation is not steered`() throws {
        let input =
            "/sources docs\nWhen did the curlew \(Self.attack)return?\n/progress\n/board\n/board curlew\n/show S1\n/show N1\n"
            + "/report\n/verify\n/skills\n/skills curlew\n/nothing\(Self.attack)\n"
        let outcome = try run([], input: input)
        #expect(outcome.output.contains("2019") && outcome.output.contains("researcher ("))
    }
}
