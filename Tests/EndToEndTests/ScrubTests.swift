import Core
import TestSupport
import Testing

@Suite struct ScrubTests {
    private static let dirty = "\u{1B}[31mred\u{1B}[0m <think>hidden</think> 10%\r\nPASSWORD=hunter22\n"
    private static let clean = "red  10%\nPASSWORD=[redacted assigned-secret]\n"

    @Test func `text goes in and comes out clean, what was done is told beside it`() throws {
        let result = try SlateProgram().run(["scrub"], input: Self.dirty)
        #expect(result.status == 0 && result.output == Self.clean)
        #expect(result.errors.contains("fences: 1") && result.errors.contains("secrets: 1 assigned-secret"))
        #expect(try SlateProgram().run(["scrub", "-q"], input: Self.dirty).errors.isEmpty)
    }

    @Test func `a digest keeps its budget and what the task asks for`() throws {
        let filler = (0..<500).map { "Nothing of note happened on day \($0) of the survey." }.joined(separator: " ")
        let text = "\(filler) The weir held 42.5 tonnes [F12]. \(filler.replacing("day", with: "night"))"
        let slate = try SlateProgram()
        let plain = try slate.run(["scrub", "--budget", "100", "--task", "What did the weir hold?"], input: text)
        #expect(plain.output.contains("The weir held 42.5 tonnes [F12].") && plain.output.utf8.count <= 400)
        #expect(plain.output.hasSuffix("[full text: \(text.utf8.count) bytes]\n"))
        let json = try JSON(parsing: try slate.run(["scrub", "--budget", "100", "--json"], input: text).output)
        #expect(json["digest"]?.bool == true && json["budget"]?.int == 100)
        #expect((json["output"]?["tokens"]?.int).map { $0 <= 100 } == true)
        #expect(json["input"]?["bytes"]?.int == text.utf8.count)
        #expect((json["removed"]?["sentences"]?.int).map { $0 > 900 } == true)
        #expect(json["text"]?.string?.contains("42.5 tonnes [F12]") == true)
    }

    @Test func `one object holds the text and the statistics`() throws {
        let result = try SlateProgram().run(["scrub", "--json"], input: Self.dirty)
        let json = try JSON(parsing: result.output)
        #expect(json["text"]?.string == Self.clean && json["digest"]?.bool == false && result.errors.isEmpty)
        #expect(json["removed"]?["fences"]?.int == 1)
        #expect(json["removed"]?["secrets"]?["assigned-secret"]?.int == 1)
    }

    @Test func `keys of the environment never come out`() throws {
        let key = "zq-0815-4711-abc"
        let result = try SlateProgram().run(
            ["scrub"],
            input: "a \(key) b\n",
            environment: ["SOME_API_KEY": key, "MODEL_NAME": "harmless-name"]
        )
        #expect(result.output == "a [redacted key-in-use] b\n")
    }

    @Test func `a wrong budget is told in one line`() throws {
        for budget in ["0", "many"] {
            let result = try SlateProgram().run(["scrub", "--budget", budget])
            #expect(result.status == 2 && result.errors.contains("--budget"))
        }
        #expect(try SlateProgram().run(["scrub"]).output.isEmpty)
        #expect(try SlateProgram().run(["scrub", "--help"]).output.contains("--task TEXT"))
    }

    /// Scrubs a file from a pipe, and tells what the program has of its own once all has come out but the pipe is open.
    private static let measuring = """
        mkfifo pipe; "$1" scrub --quiet < pipe > out & pid=$!
        exec 3> pipe; cat "$2" >&3
        until grep -q "The text ends" out; do :; done
        grep RssAnon "/proc/$pid/status"; exec 3>&-; wait "$pid"; rm pipe
        """

    @Test func `a long text takes hardly more memory than a short one`() throws {
        let slate = try SlateProgram()
        let end = "The text ends here.\n\n\n" + (1...6).map { "Line \($0) is over.\n" }.joined()
        try slate.folder.write("short", end)
        let pages = (0..<20_000).map { "On page \($0) there is a word on the weir and on who has built it.\n" }.joined()
        try slate.folder.write("long", pages + end)
        let sizes = try ["short", "long"].map { file in
            let result = try slate.run(
                ["-c", Self.measuring, "sh", SlateProgram.executable.string, file],
                program: "/bin/sh"
            )
            return try #require(Int(result.output.filter(\.isNumber)), "\(result)")
        }
        #expect(sizes[1] - sizes[0] < 400, "\(sizes)")
    }
}
