import Core
import FoundationEssentials
import Synchronization
import TestSupport
import Testing

/// What a question brings along, with a model and without one, and what happens if no model can be reached.
@Suite struct AttachmentTests {
    private static let page = "<title>Marsh</title><p>The marsh was drained in 1911 by the council.</p>"
    private static let question = "When was the marsh drained?"

    private let slate: SlateProgram
    private let web: ScriptedServer

    init() throws {
        slate = try SlateProgram()
        web = try ScriptedServer { request in
            switch request.target {
            case "/marsh": [.respond(200, ["Content-Type: text/html"], Array(Self.page.utf8))]
            default: [.respond(404)]
            }
        }
        try configure("")
    }

    private func configure(_ more: String) throws {
        let own =
            "fetch: {allow_private: true, robots: false, interval_ms: 0}\ncalls: {attempts: 1, connect_seconds: 2}\n"
        try slate.folder.write("home/config.yaml", own + "delegation: {max_spawn_depth: 0}\n" + more)
    }

    @Test func `a page is fetched, kept as a source, and quoted without a model`() throws {
        let outcome = try slate.run([], input: "\(Self.question) @url:\(web.url("/marsh"))\n/why\n")
        #expect(outcome.status == 0 && outcome.output.contains("drained in 1911"), "\(outcome)")
        #expect(outcome.output.contains(web.url("/marsh")) && outcome.output.contains("finding: F1"))
        #expect(outcome.errors.contains("fetched \(web.url("/marsh"))"))
    }

    @Test func `a page that cannot be read is told, and nothing else is looked into`() throws {
        try slate.folder.write("other.txt", "The marsh was drained in 1850 by nobody.\n")
        let input =
            "/sources other.txt\n\(Self.question) @url:\(web.url("/nowhere"))\n\(Self.question) @url:ftp://x.example/\n"
        let outcome = try slate.run([], input: input)
        #expect(outcome.errors.contains("404") && outcome.errors.contains("none of the pages that you attached"))
        #expect(outcome.errors.contains("only http and https") && !outcome.output.contains("“"), "\(outcome)")
        #expect(outcome.status != 0)
    }

    @Test func `a model is given pages, files, lines and entries as text, and told to begin there`() throws {
        try slate.folder.write("notes.txt", (1...30).map { "line \($0) of the notes\n" }.joined())
        let models = try AgentServer([]) { _ in .text("In 1911 [S1].") }
        let words = "\(Self.question) @url:\(web.url("/marsh")) @file:notes.txt:10-12 @N1 @file:long.txt"
        try slate.folder.write("long.txt", String(repeating: "long words ", count: 9_000))
        _ = try slate.run(["board", "add", "--kind", "note", "--title", "Mind", "--body", "what the miller said"])
        let outcome = try slate.run(models.options, input: words + "\n")
        #expect(outcome.status == 0 && outcome.output.contains("[S1]"), "\(outcome)")
        let body = models.server.counts.requests.last.map { String(decoding: $0.body, as: UTF8.self) } ?? ""
        for text in [
            "drained in 1911", "line 10 of", "line 12 of", "what the miller said", "Answer from them first",
            "bytes are left out",
        ] {
            #expect(body.contains(text), "\(text)")
        }
        #expect(!body.contains("line 9 of") && !body.contains("line 13 of") && !body.contains("@file:"))
    }

    @Test(arguments: ["@file:nowhere.txt", "@F77", "@file:notes.txt:40-50", "@url:nowhere"])
    func `what is not there is told before anything is asked`(attachment: String) throws {
        try slate.folder.write("notes.txt", "one line\n")
        let models = try AgentServer([]) { _ in .text("Well.") }
        let outcome = try slate.run(models.options, input: "\(Self.question) \(attachment)\n")
        #expect(outcome.status != 0 && !outcome.errors.isEmpty, "\(outcome)")
        #expect(models.server.counts.requests.isEmpty)
    }

    @Test func `where the configured model cannot be reached, quotes answer, with one warning`() throws {
        let dead = try LoopbackSocket.unused()
        try configure("model: {default: small, base_url: \"http://127.0.0.1:\(dead)/v1\"}\n")
        let outcome = try slate.run([], input: "\(Self.question) @url:\(web.url("/marsh"))\n/why\n")
        #expect(outcome.output.contains("drained in 1911") && outcome.output.contains("finding: F1"), "\(outcome)")
        #expect(outcome.errors.components(separatedBy: "the answer is made of quotes instead").count == 2)
        #expect(!outcome.errors.contains("slate resume"))
    }

    @Test func `where the model that was asked for by name cannot be reached, that is an error`() throws {
        let dead = try LoopbackSocket.unused()
        let outcome = try slate.run(
            ["--model", "small", "--base-url", "http://127.0.0.1:\(dead)/v1"],
            input: "\(Self.question) @url:\(web.url("/marsh"))\n"
        )
        #expect(outcome.status == 5 && outcome.errors.contains("cannot connect"), "\(outcome)")
        #expect(!outcome.output.contains("“"))
    }

    @Test func `the questions of a conversation share one connection to the model`() throws {
        let models = try AgentServer([]) { _ in .text("Well.") }
        let outcome = try slate.run(models.options, input: "One?\nTwo?\n/compress\nThree?\n/role researcher\nFour?\n")
        #expect(outcome.status == 0, "\(outcome)")
        let counts = models.server.counts
        // Another choice is another session of models.
        #expect(counts.requests.count == 4 && counts.connections == 2, "\(counts.connections)")
    }

    @Test func `what an agent was told is told it again when the question is taken up, and nothing else is asked`()
        throws
    {
        let isTold = Atomic(false)
        let isOpen = Atomic(false)
        let models = try AgentServer([]) { request in
            if request.results == 0 {
                _ = waitUntil(seconds: 20) { isTold.load(ordering: .acquiring) }
                return .call("list_files", [:])
            }
            return isOpen.load(ordering: .acquiring) ? .text("Done.") : .hang("I look around now.")
        }
        let terminal = try PseudoTerminal(slate, models.options, columns: 100)
        #expect(terminal.waitFor("slate> "))
        terminal.type("Look around.\n")
        #expect(terminal.waitFor("works"))
        terminal.type("/steer A0 Mind the costs.\n")
        #expect(terminal.waitFor("A0 reads it"))
        isTold.store(true, ordering: .releasing)
        #expect(terminal.waitFor("look around"))
        terminal.type("\u{3}")
        #expect(terminal.waitFor("/continue") && terminal.waitFor("slate> "))
        isOpen.store(true, ordering: .releasing)
        terminal.type("/continue\n")
        #expect(terminal.waitFor("Done.") && terminal.waitFor("slate> "))
        terminal.type("/sessions\n")
        #expect(terminal.waitFor("2 messages") && terminal.waitFor("slate> "))
        terminal.type("\u{4}")
        #expect(terminal.exitStatus() == 0)
        let requests = models.server.counts.requests.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(requests.map { $0.contains("Mind the costs.") } == [false, true, true])
    }
}
