import Core
import TestSupport
import Testing

/// Slate's home lies in that of another program, whose files are nobody else's to touch.
@Suite struct NeighbourTests {
    private static let files = [
        "config.yaml": "model: gpt-5\n", ".env": "OPENAI_API_KEY=sk-secret\n", "state.db": "not ours",
        "skills/a/SKILL.md": "---\nname: a\ndescription: b\n---\ntext\n", "sessions/1.json": "{}",
        "memories/MEMORY.md": "remember\n", "blackboard.md": "beside ours",
    ]

    @Test func `a whole session leaves every file of the neighbour as it was`() throws {
        let slate = try SlateProgram()
        for (name, text) in Self.files { try slate.folder.write(".hermes/\(name)", text) }
        func look() throws -> [String: FileStatus] {
            var statuses: [String: FileStatus] = [:]
            for name in Self.files.keys {
                statuses[name] = try FileSystem.status(slate.folder.path.appending(".hermes/\(name)"))
            }
            for name in ["skills", "skills/a", "sessions", "memories"] {
                statuses[name] = try FileSystem.status(slate.folder.path.appending(".hermes/\(name)"))
            }
            return statuses
        }
        let before = try look()
        try slate.folder.write("a.txt", "Herons returned to the Velm peatland in 2014.\n")
        let sessions: [([String], String)] = [
            (["ingest", "a.txt"], ""), (["ask", "When did herons return?"], ""),
            (["doctor", "--model", "extractive"], ""),
            (["report", "When did herons return to the Velm peatland?", "-o", "r.md"], ""), (["verify", "r.md"], ""),
            (["board", "add", "--kind", "note", "--title", "x"], ""), (["board", "edit", "N1"], ""),
            (["board", "withdraw", "S1"], ""), (["board", "restore", "S1", "1"], ""),
            (["board", "check", "--repair"], ""),
            (["skills", "list"], ""), (["skills", "check"], ""), (["skills", "new", "mine"], ""),
            (["board", "reindex"], ""), (["board", "export", "copy.tar"], ""), (["config", "show"], ""),
            (["config", "get", "model"], ""), (["config", "set", "search.limit", "3", "model", "x"], ""),
            (["config", "unset", "model"], ""),
            ([], "When did herons return?\n/board\n/quit\n"),
        ]
        // Nobody is to be asked over the network: a person's choice wins over that of the neighbour.
        let environment = ["SLATE_HOME": "", "EDITOR": "true", "SLATE_MODEL": "extractive"]
        for (words, input) in sessions {
            let result = try slate.run(words, input: input, environment: environment)
            #expect(result.status == 0, "\(words): \(result)")
        }
        #expect(try look() == before)
        for (name, text) in Self.files { #expect(try slate.read(".hermes/\(name)") == text) }
        let names = try FileSystem.names(in: slate.folder.path.appending(".hermes"))
        #expect(Set(names) == Set(Self.files.keys.map { String($0.prefix { $0 != "/" }) } + ["blackboard"]))
    }
}
