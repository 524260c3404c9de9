import Core
import FoundationEssentials
import TestSupport
import Testing

/// The documents of the demonstration, as the repository holds them.
let demoFolder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../blackboard/demo")
    .standardizedFileURL.path

let demoQuestion =
    "How much did rewetting cut the carbon emissions of the Velm peatland, what did it cost, and which birds returned?"

@Suite struct AnswerTests {
    @Test func `the demo question is answered from several documents, with their disagreement and the copy named`()
        throws
    {
        let slate = try SlateProgram()
        let result = try slate.run(["ask", demoQuestion, "--source", demoFolder])
        #expect(result.status == 0)
        #expect(result.output.hasPrefix("No language model was used"))
        for text in ["62 percent", "48 percent", "Disagreements:", "4.2 million euros", "the curlew", "near copy"] {
            #expect(result.output.contains(text), "\(text)")
        }
        // Of two copies both are cited, and the words shown once.
        #expect(result.output.components(separatedBy: "by 62 percent between 2017 and 2022.”").count == 3)
    }

    @Test func `json holds quotes with their places, checked`() throws {
        let slate = try SlateProgram()
        let result = try slate.run(["ask", demoQuestion, "--source", demoFolder, "--json"])
        let json = try JSON(parsing: result.output)
        #expect(json["outcome"]?.string == "success" && json["engine"]?.string == "extractive")
        let citations = try #require(json["citations"]?.array)
        #expect(Set(citations.compactMap { $0["source"]?.string }).count >= 4)
        for citation in citations {
            #expect(citation["check"]?.string == "found")
            let source = try #require(citation["source"]?.string)
            let shown = try JSON(parsing: try slate.run(["board", "show", source, "--json"]).output)
            let hash = try #require(shown["snapshot"]?.string)
            let text = Array(try slate.read("home/objects/\(hash.prefix(2))/\(hash)").unicodeScalars)
            let start = try #require(citation["start"]?.int)
            let end = try #require(citation["end"]?.int)
            #expect(String(String.UnicodeScalarView(text[start..<end])) == citation["quote"]?.string)
        }
    }

    @Test(arguments: ["Who won the football championship in 1998?", "How tall is the lighthouse keeper's ladder?"])
    func `what no document answers is said to be unanswered`(question: String) throws {
        let slate = try SlateProgram()
        let result = try slate.run(["ask", question, "--source", demoFolder])
        #expect(result.status == 1)
        #expect(result.output.contains("None of the 12 sources answers this question."))
        #expect(result.output.contains("Not established:"))
        #expect(!result.output.contains("[S1]"))
    }

    @Test func `a question in Japanese finds the Japanese sentence`() throws {
        let slate = try SlateProgram()
        let result = try slate.run(["ask", "泥炭が乾くと何が起きますか", "--source", demoFolder])
        #expect(result.output.contains("“水位が低下すると泥炭が乾いて二酸化炭素を放出します。”"))
    }

    @Test func `asking again makes no second finding`() throws {
        let slate = try SlateProgram()
        _ = try slate.run(["ask", "What did the dams cost?", "--source", demoFolder])
        let first = try slate.run(["board", "list", "--kind", "finding", "--json"]).output
        _ = try slate.run(["ask", "What did the dams cost?"])
        #expect(try slate.run(["board", "list", "--kind", "finding", "--json"]).output == first)
        let questions = try JSON(parsing: try slate.run(["board", "list", "--kind", "question", "--json"]).output)
        #expect(questions["results"]?.array?.count == 1)
    }

    @Test func `asking again gives the same answer`() throws {
        let slate = try SlateProgram()
        _ = try slate.run(["ingest", demoFolder])
        let first = try slate.run(["ask", demoQuestion]).output
        for _ in 0..<2 { #expect(try slate.run(["ask", demoQuestion]).output == first) }
    }

    @Test func `many processes that ask the same post it once`() throws {
        let slate = try SlateProgram()
        _ = try slate.run(["ingest", demoFolder])
        let script = "for i in 1 2 3 4 5 6; do \"$0\" ask \"$1\" >/dev/null || touch failed & done; wait"
        _ = try slate.run(["-c", script, SlateProgram.executable.string, demoQuestion], program: "/bin/sh")
        #expect(!FileSystem.exists(slate.folder.path.appending("failed")))
        let alone = try SlateProgram()
        _ = try alone.run(["ask", demoQuestion, "--source", demoFolder])
        for kind in ["question", "finding"] {
            let counts = try [slate, alone].map { program in
                try JSON(parsing: try program.run(["board", "list", "--kind", kind, "--json"]).output)["results"]?
                    .array?.count
            }
            #expect(counts[0] == counts[1], "\(kind)")
        }
    }

    @Test func `a withdrawn source is asked no more`() throws {
        let slate = try SlateProgram()
        _ = try slate.run(["ingest", demoFolder])
        let found = try JSON(
            parsing: try slate.run(["board", "search", "dams cost euros", "--kind", "source", "--json"]).output
        )
        let id = try #require(found["results"]?.array?.first?["id"]?.string)
        #expect(try slate.run(["board", "withdraw", id]).status == 0)
        let result = try slate.run(["ask", "What did the dams alone cost?"])
        #expect(!result.output.contains("1.3 million"))
    }
}
