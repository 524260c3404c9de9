import Core
import TestSupport
import Testing

/// A digest that a model rewrites.
@Suite struct ScrubModelTests {
    private static let filler = (0..<500).map { "Nothing of note happened on day \($0) of the survey." }
    private static let text =
        filler.joined(separator: " ") + " The weir held 42.5 tonnes [F12]. " + filler.joined(separator: " ")
    private static let good = "All that counts: the weir held 42.5 tonnes [F12]."

    private let slate: SlateProgram

    init() throws { slate = try SlateProgram() }

    private static func server(_ answer: String) throws -> ScriptedServer {
        try ScriptedServer { _ in
            let content: JSON = [
                "choices": [["index": 0, "delta": ["content": .string(answer)], "finish_reason": "stop"]]
            ]
            let usage: JSON = ["choices": [], "usage": ["prompt_tokens": 300, "completion_tokens": 20]]
            return [.beginChunks(["Content-Type: text/event-stream"])]
                + [content.text, usage.text, "[DONE]"].map { .chunk(Array("data: \($0)\n\n".utf8)) } + [.chunk()]
        }
    }

    private func configure(_ server: ScriptedServer, _ more: String = "") throws {
        try slate.folder.write(
            "home/config.yaml",
            "auxiliary:\n  scrubber: {provider: lab, model: small, base_url: \"\(server.url("/v1"))\"}\n\(more)"
        )
    }

    private func scrub(_ arguments: [String] = [], _ environment: [String: String] = [:]) throws -> SlateProgram.Outcome
    {
        try slate.run(
            ["scrub", "--budget", "200", "--task", "What did the weir hold?"] + arguments,
            input: Self.text,
            environment: environment
        )
    }

    @Test func `a good rewrite is printed, within the budget`() throws {
        let server = try Self.server(Self.good)
        try configure(server)
        let plain = try scrub()
        #expect(
            plain.status == 0 && plain.output == "\(Self.good)\n[full text: \(Self.text.utf8.count) bytes]\n",
            "\(plain)"
        )
        let json = try JSON(parsing: try scrub(["--json"]).output)
        #expect(json["text"]?.string?.hasPrefix(Self.good) == true && json["digest"]?.bool == true)
        #expect(json["rewrite"]?["rewritten"]?.bool == true && json["rewrite"]?["model"]?.string == "lab/small")
        #expect(json["rewrite"]?["usage"]?["input_tokens"]?.int == 300)
        #expect(server.counts.requests.count == 2)
    }

    @Test(arguments: ["The weir held 99 tonnes [F12].", "The weir held 42.5 tonnes [F77]."])
    func `a rewrite with a figure or an id of its own is refused`(answer: String) throws {
        let server = try Self.server(answer)
        try configure(server)
        let result = try scrub()
        #expect(
            result.status == 0 && result.output.contains("The weir held 42.5 tonnes [F12].")
                && result.output.contains("[… ")
        )
        #expect(
            result.errors.contains("the digest stands as it was extracted: lab/small: it says what the digest does not")
        )
        #expect(try JSON(parsing: try scrub(["--json"]).output)["rewrite"]?["rewritten"]?.bool == false)
    }

    @Test func `without its server the digest stands, with a warning`() throws {
        let extractive = try scrub()
        #expect(extractive.errors.contains("tokens to") && !extractive.errors.contains("warning"))
        let result = try scrub(["--model", "small", "--base-url", "http://127.0.0.1:1/v1"])
        #expect(result.status == 0 && result.output == extractive.output)
        #expect(result.errors.contains("warning: the digest stands") && result.errors.contains("cannot connect"))
    }

    @Test func `a model is asked only where it is named for this, and for a digest that is worth it`() throws {
        let server = try Self.server(Self.good)
        try slate.folder.write(
            "home/config.yaml",
            "model: {default: small, provider: lab, base_url: \"\(server.url("/v1"))\"}\n"
        )
        #expect(try scrub().output.contains("[… ") && server.counts.requests.isEmpty)
        try configure(server)
        #expect(try scrub(["--model", "extractive"]).output.contains("[… "))
        #expect(try slate.run(["scrub", "--budget", "200"], input: "Short. [F12]\n").output == "Short. [F12]\n")
        #expect(try slate.run(["scrub"], input: Self.text).output.hasPrefix("Nothing of note"))
        try configure(server, "scrubber: {rewrite_minimum_tokens: 1000}\n")
        #expect(try scrub().output.contains("[… ") && server.counts.requests.isEmpty)
    }

    @Test func `the settings are kept and shown, and a wrong one is a matter of configuration`() throws {
        try slate.folder.write("home/config.yaml", "scrubber:\n  token_budget: 100\n  extra_fences: [notes, aside]\n")
        let result = try slate.run(["scrub"], input: "<Notes>x</notes>" + Self.text)
        #expect(result.output.utf8.count <= 400 && !result.output.contains("otes>"))
        #expect(try scrub().output.utf8.count > 400)
        let shown = try slate.run(["config", "show"]).output
        #expect(shown.contains("scrubber.token_budget") && shown.contains("notes,aside"))
        try slate.folder.write("home/config.yaml", "scrubber:\n  token_budget: lots\n")
        let wrong = try slate.run(["scrub"], input: "x")
        #expect(wrong.status == 4 && wrong.errors.contains("config.yaml:2: scrubber.token_budget"))
        let nobody = try slate.run(
            ["scrub", "--budget", "100", "--model", "gpt-5"],
            environment: ["SLATE_SCRUBBER_TOKEN_BUDGET": ""]
        )
        #expect(nobody.status == 4)
    }
}
