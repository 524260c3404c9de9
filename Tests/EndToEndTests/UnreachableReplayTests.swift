import Core
import Synchronization
import TestSupport
import Testing

/// A run whose models could not be reached, taken up once they can be, and told again without anybody to ask.
@Suite struct UnreachableReplayTests {
    /// Why a model cannot be asked.
    enum Outage: CaseIterable, Sendable {
        case refused, wrongKey, failing

        /// What a server that is there says.
        var reply: AgentServer.Reply? {
            switch self {
            case .refused: nil
            case .wrongKey: .status(401, #"{"error":{"message":"no such key"}}"#)
            case .failing: .status(500, "{}")
            }
        }
    }

    private static let nobody = "http://127.0.0.1:1/v1"

    /// The place of each role in the configuration.
    private static let places: [ResearchServer.Role: String] = [
        .planner: "orchestrator", .researcher: "researcher", .writer: "writer", .critic: "critic",
    ]

    private func lastRun(_ slate: SlateProgram) throws -> JSON {
        let runs = try JSON(parsing: try slate.run(["runs", "list", "--json"]).output)["runs"]?.array
        return try #require(runs?.first)
    }

    /// A server of which one role gets no answer while the outage lasts.
    private func server(
        _ role: ResearchServer.Role?,
        _ outage: Outage,
        while lasts: Outlasting
    ) throws
        -> ResearchServer
    {
        try ResearchServer { request in
            (role == nil || request.role == role) && lasts.isOn ? outage.reply : nil
        }
    }

    /// A configuration in which a role, or every one, is served by nobody.
    private func unserved(_ role: ResearchServer.Role?, by models: ResearchServer) -> String {
        func address(_ isServed: Bool) -> String { isServed ? models.server.url("/v1") : Self.nobody }
        let main = "calls:\n  attempts: 3\nmodel:\n  default: scripted\n  base_url: \(address(role != nil))\n"
        guard let role, let place = Self.places[role] else { return main }
        return main + "roles:\n  \(place):\n    model: scripted\n    base_url: \(address(false))\n"
    }

    /// Whether an outage is on.
    final class Outlasting: Sendable {
        private let flag = Atomic(true)
        var isOn: Bool { flag.load(ordering: .relaxed) }
        func end() { flag.store(false, ordering: .relaxed) }
    }

    private func expectSame(_ slate: SlateProgram, _ models: ResearchServer, _ comment: Comment) throws {
        let run = try #require(try lastRun(slate)["id"]?.string)
        let asked = models.server.counts.connections
        let entries = try slate.run(["board", "stats"]).output
        let outcome = try slate.run(["replay", run, "-o", "again"])
        #expect(outcome.status == 0, "\(comment) \(outcome)")
        #expect(!outcome.errors.contains("not made again"), "\(comment) \(outcome)")
        for file in ["r.md", "r.md.evidence.json"] {
            #expect(try slate.read("again/\(file)") == slate.read(file), comment)
        }
        #expect(models.server.counts.connections == asked, comment)
        #expect(try slate.run(["board", "stats"]).output == entries, comment)
        #expect(try slate.run(["board", "check"]).status == 0, comment)
    }

    private func expectComplete(_ slate: SlateProgram, _ comment: Comment) throws {
        let text = try slate.read("r.md")
        #expect(text.contains("stop_reason: completed"), "\(comment) \(text)")
        for topic in Velm.topics { #expect(text.contains(topic.words.dropLast()), comment) }
        #expect(try slate.run(["verify", "r.md", "--strict"]).status == 0, comment)
    }

    @Test(arguments: Outage.allCases, [ResearchServer.Role?.none, .planner, .researcher, .writer, .critic])
    func `a run that could ask nobody at first is made again`(outage: Outage, role: ResearchServer.Role?) throws {
        let slate = try Velm.program()
        let lasts = Outlasting()
        let models = try server(role, outage, while: lasts)
        var command = Velm.report + ["--model", "scripted"]
        if outage == .refused {
            try slate.folder.write("home/config.yaml", unserved(role, by: models))
        } else {
            command += ["--base-url", models.server.url("/v1")]
        }
        let first = try slate.run(command)
        #expect(first.status == (outage == .wrongKey ? 4 : 5), "\(first)")
        #expect(first.errors.contains("'slate resume "), "\(first.errors)")
        lasts.end()
        var options: [String] = []
        if outage == .refused {
            // What is served for a role of its own is told in the configuration only.
            if role != nil { try slate.folder.write("home/config.yaml", "") }
            options = ["--base-url", models.server.url("/v1")]
        }
        let resumed = try slate.run(["resume"] + options)
        #expect(resumed.status == 0, "\(resumed)")
        try expectComplete(slate, "\(outage)")
        try expectSame(slate, models, "\(outage)")
    }

    @Test(arguments: [ResearchServer.Role?.none, .planner, .researcher])
    func `a run that fell back to quotes is made again, as it was and as it went on`(
        role: ResearchServer.Role?
    ) throws {
        let slate = try Velm.program()
        let models = try ResearchServer()
        try slate.folder.write("home/config.yaml", unserved(role, by: models))
        let first = try slate.run(Velm.report)
        #expect(first.status == 0 && first.errors.contains("quotes instead"), "\(first)")
        #expect(try slate.read("r.md").contains("engine: extractive"))
        try expectSame(slate, models, "as it fell back")
        let served = "model:\n  default: another\n  base_url: \(models.server.url("/v1"))\n"
        try slate.folder.write("home/config.yaml", served)
        let run = try #require(try lastRun(slate)["id"]?.string)
        let resumed = try slate.run(["resume", run])
        #expect(resumed.status == 0, "\(resumed)")
        #expect(try slate.read("r.md").contains("engine: custom/another"))
        try expectComplete(slate, "\(resumed)")
        #expect(try slate.run(["replay", run, "-o", "again", "--force"]).status == 0)
        #expect(try slate.read("again/r.md") == slate.read("r.md"))
    }

    /// What the configuration may say of models by the time a run is told again.
    static let later = [
        "", "model: extractive\n", "model:\n  default: another\n  base_url: http://127.0.0.1:1/v1\n",
        "model:\n  default: gpt-x\n  provider: openai\n",
        "model:\n  default: m\n  base_url: http://127.0.0.1:1/v1\n  api_key_command: \"false\"\n",
        "roles:\n  writer:\n    model: extractive\n  researcher:\n    model: other\n",
    ]

    @Test(arguments: later)
    func `who is asked by now makes no difference to a run that is told again`(configuration: String) throws {
        let slate = try Velm.program()
        let lasts = Outlasting()
        let models = try server(.writer, .failing, while: lasts)
        let address = models.server.url("/v1")
        let key = "  api_key_command: \"cat key\"\n"
        try slate.folder.write("key", "sk-test-0123456789abcdef")
        try slate.folder.write(
            "home/config.yaml",
            "model:\n  default: scripted\n  context_length: 9000\n  base_url: \(address)\n" + key
        )
        #expect(try slate.run(Velm.report).status == 5)
        lasts.end()
        let resumed = try slate.run(["resume"])
        #expect(resumed.status == 0, "\(resumed)")
        try slate.folder.write("home/config.yaml", configuration)
        try expectSame(slate, models, "\(configuration)")
    }

    @Test(arguments: Outage.allCases)
    func `a run that was taken up too early, and again, is made again`(outage: Outage) throws {
        let slate = try Velm.program()
        let lasts = Outlasting()
        let models = try server(.writer, outage, while: lasts)
        try slate.folder.write("home/config.yaml", unserved(outage == .refused ? .writer : nil, by: models))
        let options = outage == .refused ? [] : models.options
        #expect(try slate.run(Velm.report + options).status != 0)
        #expect(try slate.run(["resume"]).status != 0)
        lasts.end()
        try slate.folder.write("home/config.yaml", "")
        let resumed = try slate.run(["resume"] + models.options)
        #expect(resumed.status == 0, "\(resumed)")
        try expectComplete(slate, "\(outage)")
        try expectSame(slate, models, "\(outage)")
    }

    @Test func `a run that was begun without a model, and went on with one, is made again`() throws {
        let slate = try Velm.program()
        let models = try ResearchServer()
        #expect(try slate.run(Velm.report + ["--model", "extractive"]).status == 0)
        try expectSame(slate, models, "extractive")
        let run = try #require(try lastRun(slate)["id"]?.string)
        let resumed = try slate.run(["resume", run] + models.options)
        #expect(resumed.status == 0, "\(resumed)")
        try expectComplete(slate, "\(resumed)")
        #expect(try slate.run(["replay", run, "-o", "again", "--force"]).status == 0)
        #expect(try slate.read("again/r.md") == slate.read("r.md"))
    }
}
