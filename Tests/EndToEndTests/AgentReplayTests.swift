import Core
import Glibc
import TestSupport
import Testing

/// A run of an agent told again from what is written down with it, whatever is configured by then.
@Suite struct AgentReplayTests {
    private let slate: SlateProgram
    private static let goals: [JSON] = [["goal": "Goal 1.", "role": "researcher"], ["goal": "Goal 2."]]

    init() throws { slate = try SlateProgram() }

    /// The agent at the top, and workers that look something up first; the model of each is that of its requests.
    private func models() throws -> AgentServer {
        try AgentServer(Self.goals) { request in
            if request.results == 0 { return .call("board_search", ["query": "dam"]) }
            return .text(request.body.contains("\"model\":\"other\"") ? "Done by the other." : "Done.")
        }
    }

    /// A configuration that tells of all models, and of keys that are in a file.
    private func configure(_ models: AgentServer) throws {
        try slate.folder.write("key", "sk-test-0123456789abcdef")
        let server = "  base_url: \(models.server.url("/v1"))\n  api_key_command: \"cat key\"\n"
        try slate.folder.write(
            "home/config.yaml",
            "model:\n  default: scripted\n  context_length: 9000\n" + server + "delegation:\n  model: other\n" + server
                + "search:\n  engines: brave\n"
        )
    }

    private func answer(_ words: [String], _ environment: [String: String] = [:]) throws -> JSON {
        let outcome = try slate.run(words + ["--json"], environment: environment)
        #expect(outcome.status == 0, "\(outcome)")
        return try JSON(parsing: outcome.output)
    }

    private func expectSame(_ again: JSON, as first: JSON) {
        for name in ["answer", "engine", "outcome", "citations"] {
            #expect(again[name] == first[name], "\(name): \(again)")
        }
    }

    @Test(arguments: UnreachableReplayTests.later + ["search:\n  engines: brave\n"])
    func `who is asked by now makes no difference`(configuration: String) throws {
        let models = try models()
        try configure(models)
        let first = try answer(["agent", "Measure all."], ["BRAVE_SEARCH_API_KEY": "key"])
        #expect(first["answer"]?.string?.contains("Done by the other.") == true)
        let run = try #require(first["run"]?.string)
        try slate.folder.write("home/config.yaml", configuration)
        try slate.folder.write("key", "")
        let requests = models.server.counts.connections
        expectSame(try answer(["replay", run]), as: first)
        #expect(first["engine"]?.string == "custom/scripted" && models.server.counts.connections == requests)
    }

    @Test func `a run of a conversation needs no model, either`() throws {
        let models = try models()
        try configure(models)
        let talk = try slate.run(["--no-web"], input: "Measure all.\n")
        #expect(talk.status == 0 && talk.output.contains("Done by the other."), "\(talk)")
        try slate.folder.write("home/config.yaml", "")
        let runs = try JSON(parsing: try slate.run(["runs", "list", "--json"]).output)["runs"]?.array
        let run = try #require(runs?.first?["id"]?.string)
        let again = try slate.run(["replay", run])
        #expect(again.status == 0 && again.output.contains("Done by the other."), "\(again)")
    }

    @Test func `a run that another model has gone on with is told with both`() throws {
        let models = try AgentServer([]) { request in
            if request.results == 0 { return .call("board_search", ["query": "dam"]) }
            return request.body.contains("\"model\":\"able\"") ? .text("Seven.") : .status(500, "{}")
        }
        let server = models.server.url("/v1")
        func configure(_ model: String) throws {
            let depth = "delegation:\n  max_spawn_depth: 0\ncalls:\n  attempts: 1\n"
            try slate.folder.write("home/config.yaml", "model:\n  default: \(model)\n  base_url: \(server)\n" + depth)
        }
        try configure("poor")
        let first = try slate.run(["agent", "Measure all."])
        #expect(first.status == 5, "\(first)")
        try configure("able")
        let resumed = try answer(["resume"])
        #expect(resumed["engine"]?.string == "custom/able")
        try slate.folder.write("home/config.yaml", "delegation:\n  max_spawn_depth: 0\n")
        let again = try answer(["replay", try #require(resumed["run"]?.string)])
        for name in ["answer", "engine", "outcome"] { #expect(again[name] == resumed[name], "\(again)") }
    }

    @Test func `of a run that was killed it is told what is missing, not that a model is`() async throws {
        let models = try AgentServer(Self.goals) { _ in .hang("I look.") }
        try configure(models)
        async let ended = slate.runNoting("pid", ["agent", "--no-web", "Measure all."])
        #expect(await eventually { models.server.counts.requests.count >= 3 })
        let pid = try #require(Int32(try slate.read("pid").filter(\.isNumber)))
        #expect(kill(pid, SIGKILL) == 0)
        #expect(try await ended.status == 128 + SIGKILL)
        try slate.folder.write("home/config.yaml", "")
        let runs = try JSON(parsing: try slate.run(["runs", "list", "--json"]).output)["runs"]?.array
        let again = try slate.run(["replay", try #require(runs?.first?["id"]?.string)])
        #expect(again.status != 0 && !again.errors.contains("needs a model"), "\(again)")
    }
}
