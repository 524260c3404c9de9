import Core
import TestSupport
import Testing

/// Tending the board from the command line: histories, edits, copies, what would fall, what happens.
@Suite struct TendingTests {
    private let slate: SlateProgram

    init() throws {
        slate = try SlateProgram()
        #expect(try slate.run(["board", "add", "--kind", "note", "--title", "Peat", "--body", "one"]).status == 0)
    }

    private func edit(_ name: String, _ old: String, _ new: String) throws {
        try slate.folder.write("home/notes/\(name)", try slate.read("home/notes/\(name)").replacing(old, with: new))
    }

    @Test func `a hand edit shows in history and diff, and can be taken back`() throws {
        try edit("N0001-peat.md", "one", "two")
        let history = try slate.run(["board", "history", "N1"]).output.split(separator: "\n")
        #expect(history.count == 2 && history[0].hasSuffix("human") && history[0].hasPrefix("   2  "))
        let diff = try slate.run(["board", "diff", "N1"])
        #expect(diff.status == 0 && diff.output.contains("\n-one\n+two\n"), "\(diff.output)")
        #expect(try slate.run(["board", "diff", "N1", "2", "1"]).output.contains("\n-two\n+one\n"))
        #expect(try slate.run(["board", "restore", "N1", "1"]).status == 0)
        #expect(try slate.read("home/notes/N0001-peat.md").contains("\none\n"))
        #expect(try slate.run(["board", "diff", "N1", "1", "3"]).output.contains("revision: 3"))
    }

    private static let refusals: [(line: String, status: Int32)] = [
        ("board history N9", 1),
        ("board diff N1 7", 1),
        ("board diff N1 x", 2),
        ("board diff N1 1 1 1", 2),
        ("board restore N1 0", 2),
        ("board restore N1 5", 1),
        ("board edit N9", 1),
        ("board impact S1", 1),
        ("board lease", 2),
        ("board renew T1 --token x", 1),
        ("board lease N1 --agent a", 1),
        ("board lease --agent a --seconds 0", 2),
        ("board send ../x {}", 1),
        ("board send x no_json", 2),
        ("board watch --since -1", 2),
        ("board backup home/board.db", 2),
    ]

    @Test(arguments: refusals)
    func `what cannot be done is told in one line`(line: String, status: Int32) throws {
        let words = line.split(separator: " ").map { String($0).replacing("_", with: " ") }
        let result = try slate.run(words)
        #expect(result.status == status && result.output.isEmpty, "\(result)")
        #expect(
            result.errors.split(separator: "\n").count == 1 && result.errors.hasPrefix("slate: "),
            "\(result.errors)"
        )
    }

    @Test func `an edit in the editor is taken over, refused if it is wrong, and kept then`() throws {
        let editor = try slate.folder.write("edit.sh", "sed -i \"$SCRIPT\" \"$1\"\n").string
        func edit(_ script: String, editor: String = "sh \(editor)") throws -> SlateProgram.Outcome {
            try slate.run(["board", "edit", "N1"], environment: ["EDITOR": editor, "SCRIPT": script])
        }
        #expect(try edit("s/^one/two/").output == "N1 is at revision 2\n")
        #expect(try slate.read("home/notes/N0001-peat.md").contains("\ntwo\n"))
        #expect(try edit("s/nothing/at all/").output.isEmpty)
        let refused = try edit("s/status: current/status: nonsense/")
        #expect(refused.status == 1 && refused.errors.contains("'status' is nonsense"), "\(refused.errors)")
        #expect(try slate.read("home/edit/N1.md").contains("status: nonsense"))
        #expect(try edit("s/two/three/").errors.contains("was not finished"))
        try FileSystem.remove(slate.home.appending("edit/N1.md"))
        // An editor that fails leaves nothing behind that would block the next edit, unless somebody has written there.
        let failed = try edit("", editor: "false")
        #expect(failed.status == 1 && failed.errors.contains("the editor ended with status 1;"), "\(failed)")
        for _ in 0..<2 {
            #expect(try edit("", editor: "no-such-editor-anywhere").errors.contains("no-such-editor-anywhere"))
        }
        try slate.folder.write("crash.sh", "sed -i s/^two/lost/ \"$1\"\nkill -9 $$\n")
        let crashed = try edit("", editor: "sh crash.sh")
        #expect(crashed.status == 1 && crashed.errors.contains("signal 9; nothing was changed (your text is kept"))
        #expect(try slate.read("home/edit/N1.md").contains("\nlost\n"))
        #expect(try slate.run(["board", "check"]).status == 0)
    }

    @Test func `an export, as a folder or unpacked, is the same board, and so is a backup`() throws {
        #expect(try slate.run(["ingest", "-q", "a.txt"], input: "").status != 0)
        try slate.folder.write("a.txt", "Herons returned to the peatland in 2014.\n")
        #expect(try slate.run(["ingest", "-q", "a.txt"]).status == 0)
        let answer = try slate.run(["board", "search", "herons"]).output
        #expect(try slate.run(["board", "export", "copy"]).status == 0)
        #expect(try slate.run(["board", "export", "copy"]).status == 2)
        #expect(try slate.run(["board", "export", "copy.tar"]).status == 0)
        #expect(try slate.run(["board", "export", "copy.tar"]).status == 2)
        #expect(try slate.run(["board", "backup", "copy.db"]).status == 0)
        #expect(try slate.run(["board", "backup", "copy.db"]).status == 2)
        #expect(try slate.run(["board", "backup", "--force", "copy.db"]).status == 0)
        let script = "mkdir un back && tar -xf copy.tar -C un && cp copy.db back/board.db && cp -r home/objects back/"
        #expect(try slate.run(["-c", script], program: "/bin/sh").status == 0)
        for home in ["copy", "un", "back"] {
            let environment = ["SLATE_HOME": slate.folder.path.appending(home).string]
            #expect(try slate.run(["board", "search", "herons"], environment: environment).output == answer)
            #expect(try slate.run(["board", "check"], environment: environment).status == 0)
        }
    }

    @Test func `a damaged database is rebuilt by reindex with the same answers`() throws {
        try slate.folder.write("home/board.db", String(repeating: "no database ", count: 1_000))
        for name in ["board.db-wal", "board.db-shm"] { try FileSystem.remove(slate.home.appending(name)) }
        #expect(try slate.run(["board", "list"]).status == 1)
        let reindexed = try slate.run(["board", "reindex"])
        #expect(reindexed.status == 0 && reindexed.errors.contains("board.db.damaged"), "\(reindexed.errors)")
        #expect(try slate.run(["board", "show", "N1"]).output.contains("Peat"))
        #expect(try slate.run(["board", "check"]).status == 0)
    }

    @Test func `a file that is no entry makes the check fail with its line`() throws {
        try slate.folder.write("home/notes/bad.md", "---\ntitle: x\nstatus: nonsense\n---\n")
        let check = try slate.run(["board", "check", "--json"])
        let problem = try JSON(parsing: check.output)["problems"]?.array?.first
        #expect(check.status == 1 && check.errors.isEmpty)
        #expect(problem?["path"]?.string == "notes/bad.md" && problem?["line"]?.int == 3)
        #expect(try slate.run(["board", "check", "--repair"]).status == 1)
        #expect(try slate.read("home/notes/bad.md").contains("nonsense"))
    }

    @Test func `impact names the sentences of a report that would fall, and withdrawing flags it`() throws {
        try slate.folder.write("a.txt", "Rewetting cut the emissions of the Velm peatland by 62 percent.\n")
        let question = "How much did rewetting cut the emissions of the Velm peatland?"
        #expect(try slate.run(["report", question, "--source", "a.txt"]).status == 0)
        let impact = try JSON(parsing: try slate.run(["board", "impact", "S1", "--json"]).output)["falls"]?.array ?? []
        #expect(impact.compactMap { $0["id"]?.string } == ["F1", "R1"])
        let sentences = impact.last?["sentences"]?.array ?? []
        #expect(!sentences.isEmpty && sentences.allSatisfy { $0["text"]?.string?.contains("62 percent") == true })
        #expect(try slate.run(["board", "list", "--status", "unsupported"]).output.isEmpty)
        #expect(try slate.run(["board", "withdraw", "S1"]).status == 0)
        let fallen = try slate.run(["board", "list", "--status", "unsupported"]).output
        #expect(fallen.contains("F1") && fallen.contains("R1"), "\(fallen)")
        #expect(try slate.run(["board", "restore", "S1", "1"]).status == 0)
        #expect(try slate.run(["board", "list", "--status", "unsupported"]).output.isEmpty)
        #expect(try slate.run(["board", "check"]).status == 0)
    }

    @Test func `a watch prints what other processes and editors do, within 100 ms`() async throws {
        let words = ["board", "watch", "--jsonl", "--since", "1", "--limit", "3"]
        async let watched = slate.runAside(words)
        #expect(try slate.run(["board", "add", "--kind", "note", "--title", "second"]).status == 0)
        try edit("N0001-peat.md", "one", "two")
        #expect(try slate.run(["board", "add", "--kind", "note", "--title", "third"]).status == 0)
        let result = try await watched
        let lines = try result.output.split(separator: "\n").map { try JSON(parsing: String($0)) }
        #expect(result.status == 0 && lines.compactMap { $0["sequence"]?.int } == [2, 3, 4], "\(result)")
        #expect(Set(lines.compactMap { $0["title"]?.string }) == ["second", "Peat", "third"])
    }

    @Test func `messages go from one process to another once`() throws {
        for number in 0..<3 { #expect(try slate.run(["board", "send", "bob", #"{"n": \#(number)}"#]).status == 0) }
        let first = try slate.run(["board", "receive", "bob", "--limit", "2"]).output.split(separator: "\n")
        let rest = try slate.run(["board", "receive", "bob"]).output.split(separator: "\n")
        let numbers = try (first + rest).map { try JSON(parsing: String($0))["message"]?["n"]?.int }
        #expect(first.count == 2 && numbers == [0, 1, 2])
        #expect(try slate.run(["board", "receive", "bob"]).output.isEmpty)
    }
}
