import Core
import Processes
import TestSupport
import Testing

@Suite struct CommandTests {
    @Test func `version and help need no home and say what a newcomer needs`() throws {
        let slate = try SlateProgram()
        let version = try slate.run(["--version"])
        #expect(version.status == 0 && version.output == "slate 0.1.0\n")
        let help = try slate.run(["--help"])
        #expect(help.status == 0)
        for word in ["ask", "report", "verify", "ingest", "board", "doctor", "demo", "Exit codes", "SLATE_HOME"] {
            #expect(help.output.contains(word))
        }
        #expect(try slate.run(["board", "search", "--help"]).output.contains("--limit N"))
        #expect(!FileSystem.exists(slate.home))
    }

    private static let mistakes: [([String], Int32)] = [
        (["ask"], 2), (["ask", "?!"], 2), (["ask", String(repeating: "word ", count: 2_000)], 2), (["frobnicate"], 2),
        (["board", "show", "F99"], 1), (["board", "show", "x"], 2), (["verify", "missing.md"], 1),
        (["ingest", "missing"], 1), (["ingest", "ftp://example.org/"], 2), (["ask", "x", "--model", "gpt"], 4),
        (["board", "add", "--kind", "note"], 2), (["board", "add", "--kind", "finding", "--title", "x"], 1),
        (["board", "add", "--kind", "note", "--title", "x", "--link", "about:Q9"], 1),
        (["board", "add", "--kind", "source", "--title", "x"], 1),
    ]

    @Test(arguments: mistakes)
    func `what is wrong is told in one line, with the right code`(arguments: [String], status: Int32) throws {
        let result = try SlateProgram().run(arguments)
        #expect(result.status == status)
        #expect(result.output.isEmpty)
        #expect(
            result.errors.split(separator: "\n").count == 1 && result.errors.hasPrefix("slate: "),
            "\(result.errors)"
        )
    }

    @Test func `errors are objects where json is asked for`() throws {
        let slate = try SlateProgram()
        for arguments in [["board", "show", "F9", "--json"], ["ask", "--json"], ["ask", "--jsno", "--json"]] {
            let result = try slate.run(arguments)
            #expect(try JSON(parsing: result.output)["error"]?["message"]?.string?.isEmpty == false)
        }
    }

    @Test func `a home that cannot be used is a matter of configuration`() throws {
        let slate = try SlateProgram()
        let result = try slate.run(["board", "list"], environment: ["SLATE_HOME": "/dev/null/x"])
        #expect(result.status == 4 && result.errors.contains("SLATE_HOME"))
        try slate.folder.write("home/config.yaml", "search:\n  limit: lots\n")
        let wrong = try slate.run(["board", "list"])
        #expect(wrong.status == 4 && wrong.errors.contains("config.yaml:2: search.limit"))
    }

    @Test func `a database that is none, or of a newer version, is left as it is`() throws {
        let slate = try SlateProgram()
        let text = String(repeating: "this is no database ", count: 100)
        try slate.folder.write("home/board.db", text)
        let result = try slate.run(["board", "list"])
        #expect(result.status == 1 && result.errors.contains("move it away"))
        #expect(try slate.read("home/board.db") == text)
    }

    @Test func `bad files in a folder are told of and skipped`() throws {
        let slate = try SlateProgram()
        try slate.folder.write("d/good.txt", "A document about herons.")
        try slate.folder.write("d/empty.txt", "")
        try slate.folder.write("d/zero.pdf", "")
        try slate.folder.write("d/binary.txt", bytes: [0, 1, 2, 3, 0, 255])
        try slate.folder.write("d/nested.html", String(repeating: "<table><tr><td>", count: 200) + "deep words")
        let result = try slate.run(["ingest", "d", "--json"])
        #expect(result.status == 0)
        let json = try JSON(parsing: result.output)
        #expect(json["sources"]?.array?.count == 2 && json["skipped"]?.array?.count == 3)
        #expect(try slate.run(["ingest", "d", "--strict"]).status == 1)
        #expect(try slate.run(["ingest", "d/empty.txt"]).status == 1)
    }

    @Test func `what there is one of is told as one`() throws {
        let slate = try SlateProgram()
        let home = slate.home
        try slate.folder.write("d/good.txt", "Herons stand in the marsh all day.")
        try slate.folder.write("d/other.xyz", "?")
        let ingested = try slate.run(["ingest", "d"]).errors
        #expect(ingested.contains("1 file of other types"), "\(ingested)")
        #expect(try slate.run(["board", "check"]).output == "1 entry checked, nothing is wrong\n")
        #expect(try slate.run(["board", "stats"]).output.contains(", 1 passage, "))
        #expect(try slate.run(["doctor"]).output.contains("\(home): 1 entry, 1 passage\n"))
        let unanswered = try slate.run(["ask", "Who won the football championship?"]).output
        #expect(unanswered.contains("The only source does not answer this question."))
        #expect(try slate.run(["board", "check"]).output == "2 entries checked, nothing is wrong\n")
    }

    @Test func `a limit of the configuration holds and can be raised`() throws {
        let slate = try SlateProgram()
        try slate.folder.write("big.txt", String(repeating: "word ", count: 100))
        let small = try slate.run(["ingest", "big.txt"], environment: ["SLATE_DOCUMENTS_MAX_FILE_BYTES": "100"])
        #expect(small.status == 1 && small.errors.contains("documents.max_file_bytes"))
        #expect(try slate.run(["ingest", "big.txt"]).status == 0)
    }

    @Test func `search answers in the form of the contract`() throws {
        let slate = try SlateProgram()
        _ = try slate.run(["ingest", demoFolder])
        let result = try slate.run(["board", "search", "curlew owls", "--kind", "source", "--limit", "3", "--json"])
        let json = try JSON(parsing: result.output)
        let results = try #require(json["results"]?.array)
        #expect(json["query"]?.string == "curlew owls" && !results.isEmpty && results.count <= 3)
        for item in results {
            for key in ["id", "kind", "title", "uri", "snippet", "path"] {
                #expect(item[key]?.string?.isEmpty == false)
            }
        }
        let scores = results.compactMap { $0["score"]?.double }
        #expect(scores == scores.sorted(by: >))
        #expect(results[0]["uri"]?.string == "file://\(demoFolder)/bird-survey.html")
        #expect(try slate.run(["board", "search", "zzzz", "--json"]).status == 0)
    }

    @Test func `entries are added from flags and from a stream, each answered`() throws {
        let slate = try SlateProgram()
        _ = try slate.run(["ingest", demoFolder])
        let note = try slate.run(
            ["board", "add", "--kind", "note", "--body", "-", "--tag", "a"],
            input: "# Title\n\nText"
        )
        #expect(note.output == "N1\n")
        #expect(try slate.run(["board", "show", "N1"]).output.contains("Title"))
        let found = try JSON(
            parsing: try slate.run(["board", "search", "dams cost", "--kind", "source", "--json"]).output
        )
        let source = try #require(found["results"]?.array?.first?["id"]?.string)
        let lines = [
            #"{"title": "Cost", "quotes": [{"source": "\#(source)", "exact": "1.3 million euros"}]}"#,
            #"{"title": "Wrong", "quotes": [{"source": "\#(source)", "exact": "The dams alone cost 1.4 million euros"}]}"#,
            "no json",
        ]
        let stream = try slate.run(
            ["board", "add", "--kind", "finding", "--stdin-jsonl"],
            input: lines.joined(separator: "\n")
        )
        let answers = stream.output.split(separator: "\n").map(String.init)
        #expect(answers.count == 3 && answers[0] == #"{"id":"F1"}"#)
        #expect(answers[1].contains("quote-not-found") && answers[1].contains("1.3 million"))
        #expect(answers[2].contains("invalid") && stream.status == 1)
    }

    @Test func `the neighbour's files stay as they are`() throws {
        let slate = try SlateProgram()
        let files = [".hermes/config.yaml": "model: x\n", ".hermes/.env": "KEY=secret\n", ".hermes/state.db": "bytes"]
        for (name, text) in files { try slate.folder.write(name, text) }
        let before = try files.keys.sorted().map { try FileSystem.status(slate.folder.path.appending($0)) }
        _ = try slate.run(["ask", "Which birds returned?", "--source", demoFolder], environment: ["SLATE_HOME": ""])
        #expect(FileSystem.exists(slate.folder.path.appending(".hermes/blackboard/board.db")))
        #expect(try files.keys.sorted().map { try FileSystem.status(slate.folder.path.appending($0)) } == before)
        #expect(try FileSystem.names(in: slate.folder.path.appending(".hermes")).count == 4)
    }

    @Test func `no colour and no progress reach a pipe`() throws {
        let slate = try SlateProgram()
        let result = try slate.run(["ingest", demoFolder, "-v"])
        #expect(!result.output.contains("\u{1B}") && !result.errors.contains("\u{1B}") && !result.errors.contains("█"))
        let colored = try slate.run(["board", "list", "--color", "always"])
        #expect(colored.output.contains("\u{1B}[1m"))
        let terminal = try PseudoTerminal(slate, ["ingest", demoFolder])
        #expect(terminal.waitFor("12/12"))
        #expect(terminal.exitStatus() == 0)
    }

    @Test func `a source cannot steer the terminal`() throws {
        let slate = try SlateProgram()
        try slate.folder.write(
            "x.txt",
            "Evil \u{1B}]0;title\u{7}\u{1B}[2J\u{9B}2J\u{202E} heron text about herons and their nests."
        )
        _ = try slate.run(["ingest", "x.txt"])
        for arguments in [["board", "show", "S1"], ["board", "search", "herons"], ["ask", "herons nests"]] {
            let output = try slate.run(arguments).output
            #expect(
                !output.unicodeScalars.contains { ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value) }
            )
            #expect(!output.contains("\u{202E}"))
        }
    }

    @Test func `the demo documents come with the program`() throws {
        let slate = try SlateProgram()
        #expect(try slate.run(["demo", "velm"]).status == 0)
        #expect(try FileSystem.names(in: slate.folder.path.appending("velm")).count == 12)
        #expect(try slate.run(["demo", "velm"]).status == 1)
    }

    @Test func `doctor finds what is wrong`() throws {
        let slate = try SlateProgram()
        let good = try slate.run(["doctor", "--json"])
        #expect(good.status == 0)
        #expect(try JSON(parsing: good.output)["ok"]?.bool == true)
        try slate.folder.write("home/config.yaml", "serch:\n  limit: 3\n")
        let warned = try slate.run(["doctor"])
        #expect(warned.output.contains("unknown key") && warned.output.contains("serch"))
        let bare = try slate.run(["doctor"], environment: ["PATH": "/nonexistent"])
        #expect(bare.output.contains("poppler-utils"))
    }
}
