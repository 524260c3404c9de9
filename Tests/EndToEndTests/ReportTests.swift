import Core
import FoundationEssentials
import Processes
import TestSupport
import Testing

@Suite struct ReportTests {
    private func report(_ slate: SlateProgram) throws -> String {
        let result = try slate.run(["report", demoQuestion, "--source", demoFolder, "-o", "r.md", "--strict"])
        #expect(result.status == 0, "\(result.errors)")
        return try slate.read("r.md")
    }

    @Test func `a report says what it is and lists only what it cites`() throws {
        let slate = try SlateProgram()
        let text = try report(slate)
        #expect(text.contains("schema: slate.report/1") && text.contains("not_found: 0, unchecked: 0"))
        #expect(text.contains("No language model was used"))
        let body = text.components(separatedBy: "## Sources")
        for label in 1...8 where body[1].contains("**[S\(label)]**") { #expect(body[0].contains("[S\(label)]")) }
        let evidence = try JSON(parsing: try slate.read("r.md.evidence.json"))
        #expect(evidence["claims"]?.array?.isEmpty == false)
        #expect(try slate.run(["verify", "r.md", "--strict"]).status == 0)
    }

    @Test func `an altered digit is named, whichever it is, and nothing else`() throws {
        let slate = try SlateProgram()
        let lines = try report(slate).components(separatedBy: "\n")
        let quoted = lines.indices.filter { lines[$0].contains("“") }
        #expect(quoted.count > 8)
        for index in quoted {
            guard let open = lines[index].firstIndex(of: "“"),
                let digit = lines[index][open...].prefix(while: { $0 != "”" }).firstIndex(where: \.isNumber)
            else { continue }
            var edited = lines
            let old = try #require(edited[index][digit].wholeNumberValue)
            edited[index].replaceSubrange(digit...digit, with: String((old + 1) % 10))
            try slate.folder.write("e.md", edited.joined(separator: "\n"))
            try slate.folder.write("e.md.evidence.json", try slate.read("r.md.evidence.json"))
            let result = try slate.run(["verify", "e.md", "--json"])
            #expect(result.status == 3)
            let checks = try #require(try JSON(parsing: result.output)["checks"]?.array)
            let failed = checks.filter { $0["verdict"]?.string == "not_found" }
            #expect(failed.compactMap { $0["line"]?.int } == [index + 1])
        }
    }

    @Test(arguments: [
        ("[S1]", "[S9]", "not in the list"), ("” [S3]", "”", "without naming a source"),
        ("snapshot sha256:", "snapshot sha256:0", "evidence file"), ("- 62 percent: ", "- 26 percent: ", "26"),
    ])
    func `a tampered citation is found out`(old: String, new: String, reason: String) throws {
        let slate = try SlateProgram()
        let text = try report(slate)
        #expect(text.contains(old))
        let range = try #require(text.firstRange(of: old))
        var edited = text
        let tail = old.hasPrefix("snapshot") ? text.index(range.upperBound, offsetBy: 1) : range.upperBound
        edited.replaceSubrange(range.lowerBound..<tail, with: new)
        try slate.folder.write("r.md", edited)
        let result = try slate.run(["verify", "r.md"])
        #expect(result.status == 3)
        #expect(result.output.contains(reason), "\(result.output)")
    }

    @Test func `without its evidence file a report is verified all the same`() throws {
        let slate = try SlateProgram()
        _ = try report(slate)
        try FileSystem.remove(slate.folder.path.appending("r.md.evidence.json"))
        #expect(try slate.run(["verify", "r.md"]).status == 0)
        try slate.folder.write("r.md.evidence.json", "{ torn")
        let result = try slate.run(["verify", "r.md"])
        #expect(result.status == 0 && result.errors.contains("left aside"))
    }

    @Test func `a removed snapshot reads unchecked, an altered one too`() throws {
        let slate = try SlateProgram()
        let text = try report(slate)
        let hashes = text.components(separatedBy: "sha256:").dropFirst().map { String($0.prefix(64)) }
        let first = try #require(hashes.first)
        try FileSystem.remove(slate.folder.path.appending("home/objects/\(first.prefix(2))/\(first)"))
        let second = try #require(hashes.dropFirst().first)
        try slate.folder.write("home/objects/\(second.prefix(2))/\(second)", "something else")
        let result = try slate.run(["verify", "r.md"])
        #expect(result.status == 0 && result.output.contains("unchecked"))
        #expect(!result.output.contains(" 0 unchecked"))
        #expect(try slate.run(["verify", "r.md", "--strict"]).status == 3)
    }

    @Test func `a report without a place goes to the board`() throws {
        let slate = try SlateProgram()
        _ = try slate.run(["ingest", demoFolder])
        let result = try slate.run(["report", "What did the dams cost?"])
        #expect(result.status == 0)
        let path = result.output.components(separatedBy: "\n")[0]
        #expect(path.hasSuffix("/reports/R0001-what-did-the-dams-cost.md"))
        #expect(try slate.run(["verify", path]).status == 0)
        #expect(FileSystem.exists(Path(path + ".evidence.json")))
    }

    @Test func `what stands in the way of a report is told before any work, and nothing is overwritten`() throws {
        let slate = try SlateProgram()
        try slate.folder.write("there.md", "mine")
        try FileSystem.makeFolder(slate.folder.path.appending("folder"))
        for (target, word) in [("there.md", "--force"), ("folder", "is a folder"), ("missing/r.md", "no folder")] {
            let result = try slate.run(["report", "What did the dams cost?", "--source", demoFolder, "-o", target])
            #expect(result.status == 1)
            #expect(result.errors.contains(word) && result.errors.split(separator: "\n").count == 1)
        }
        #expect(try slate.read("there.md") == "mine")
        #expect(!FileSystem.exists(slate.home.appending("board.db")))
        let forced = try slate.run([
            "report", "What did the dams cost?", "--source", demoFolder, "-o", "there.md", "--force",
        ])
        #expect(forced.status == 0)
        #expect(try slate.read("there.md").contains("1.3 million"))
    }

    @Test func `a full disk leaves no half of a report`() throws {
        let slate = try SlateProgram()
        _ = try slate.run(["ingest", demoFolder])
        try FileSystem.makeFolder(slate.folder.path.appending("small"))
        // A private mount of 4 KiB; where that is not allowed, a limit on the size of files does the same.
        let script = """
            unshare -rm true 2>/dev/null && exec unshare -rm sh -c 'mount -t tmpfs -o size=4k tmpfs small && "$0" "$@"; \
            status=$?; ls -A small >&2; exit $status' "$0" "$@"
            ulimit -f 1; trap '' XFSZ; "$0" "$@"; status=$?; ls -A small >&2; exit $status
            """
        let child = try ChildProcess(
            "/bin/sh",
            arguments: [
                "-c", "cd \"$HOME\"; " + script, SlateProgram.executable.string, "report", demoQuestion, "-o",
                "small/r.md",
            ],
            environment: [
                "HOME": slate.folder.path.string, "SLATE_HOME": slate.home.string, "PATH": "/usr/bin:/bin",
                "PWD": slate.folder.path.string,
            ],
            limits: ChildProcess.Limits(seconds: 60, outputBytes: 1 << 20)
        )
        let result = try child.run()
        #expect(result.ending == .exited(1))
        #expect(
            result.errorText.contains("space") && result.errorText.split(separator: "\n").count == 1,
            "\(result.errorText)"
        )
    }

    @Test(arguments: ["", "just some text\n", "# A title\n\nA sentence.\n"])
    func `what is no report is refused`(text: String) throws {
        let slate = try SlateProgram()
        try slate.folder.write("x.md", text)
        let result = try slate.run(["verify", "x.md"])
        #expect(result.status == 1 && result.errors.contains("no report"))
    }
}
