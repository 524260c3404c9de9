import Core
import TestSupport
import Testing

/// What was done for an answer, as digests.
@Suite struct ProgressTests {
    private let slate: SlateProgram

    init() throws {
        slate = try SlateProgram()
        let text = (1...120).map { "The curlew of the Velm had \($0 + 3) pairs in the year \(1800 + $0)." }
        try slate.folder.write("a.txt", text.joined(separator: " "))
    }

    private func steps(_ json: JSON) -> [String?] { (json["progress"]?.array ?? []).map { $0["step"]?.string } }

    @Test func `each step is told as a digest within the budget`() throws {
        let question = "How many pairs had the curlew of the Velm, and what did the dams cost?"
        let answer = try JSON(parsing: try slate.run(["ask", question, "--source", "a.txt", "--json"]).output)
        #expect(steps(answer) == ["researcher", "researcher", "critic", "writer"])
        let first = try #require(answer["progress"]?.array?.first)
        let (from, to) = (first["tokens_in"]?.int ?? 0, first["tokens_out"]?.int ?? 0)
        #expect(from > 500 && to <= 500 && to > 300, "\(from) \(to)")
        let digest = first["digest"]?.string ?? ""
        #expect(digest.contains("[S1]") && digest.contains("[… ") && digest.hasSuffix("bytes]\n"))
        #expect(answer["progress"]?.array?[2]["digest"]?.string?.contains("# Not established") == true)
        #expect(answer["progress"]?.array?[3]["digest"]?.string?.contains("[F1]") == true)
        let smaller = try slate.run(["ask", question, "--json"], environment: ["SLATE_SCRUBBER_TOKEN_BUDGET": "100"])
        let tokens = (try JSON(parsing: smaller.output)["progress"]?.array ?? []).map { $0["tokens_out"]?.int ?? 999 }
        #expect(tokens.count == 4 && tokens.allSatisfy { $0 <= 100 })
    }

    @Test func `reports tell the steps and the skills in their front matter, and still verify`() throws {
        let result = try slate.run([
            "report", "/timeline The curlew of the Velm", "--source", "a.txt", "-o", "r.md", "--json",
        ])
        #expect(steps(try JSON(parsing: result.output)) == ["researcher", "critic", "writer"])
        let report = try slate.read("r.md")
        #expect(report.contains("\nskills: [{\"name\":\"timeline\",\"score\":"))
        #expect(report.contains("\nprogress: [{\"step\":\"researcher\",\"tokens_in\":"))
        #expect(try slate.run(["verify", "r.md", "--strict"]).status == 0)
        #expect(try slate.run(["board", "check"]).status == 0)
    }

    @Test func `the conversation and a wordy command show them`() throws {
        let input = "/sources a.txt\n/progress\n/timeline How many pairs had the curlew?\n/progress\n/report -o q.md\n"
        let talk = try slate.run([], input: input)
        #expect(talk.errors.contains("nothing was asked yet") && talk.errors.contains("steps: researcher ("))
        #expect(talk.output.contains("researcher (") && talk.output.contains("\n# Findings\n"))
        #expect(try slate.read("q.md").contains("\nprogress: "))
        let wordy = try slate.run(["ask", "-v", "How many pairs had the curlew?"])
        #expect(wordy.errors.contains("writer (") && !wordy.output.contains("writer ("))
        #expect(!(try slate.run(["ask", "How many pairs had the curlew?"])).errors.contains("writer ("))
    }
}
