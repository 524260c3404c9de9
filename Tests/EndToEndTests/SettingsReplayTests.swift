import Core
import Glibc
import Synchronization
import TestSupport
import Testing

/// A run of an agent told again, or taken up, after settings were changed that decide what is asked.
@Suite struct SettingsReplayTests {
    private static let goals: [JSON] = [["goal": "Goal 1.", "role": "researcher"], ["goal": "Goal 2."]]
    /// Each changes what some agent of the run is told or offered, or would end it early.
    private static let later = [
        "agent:\n  max_turns: 1\n", "agent:\n  max_turns: 40\n", "delegation:\n  max_spawn_depth: 0\n",
        "delegation:\n  max_spawn_depth: 2\n", "delegation:\n  max_iterations: 1\n",
        "delegation:\n  max_concurrent_children: 1\n", "delegation:\n  max_children: 1\n",
        "delegation:\n  max_summary_chars: 256\n", "roles:\n  researcher:\n    max_iterations: 3\n",
        "roles:\n  researcher:\n    toolsets: files\n", "scrubber:\n  token_budget: 16\n", "skills:\n  limit: 0\n",
        "budget:\n  calls: 1\n", "budget:\n  tokens: 10\n",
    ]
    private static let all =
        "agent:\n  max_turns: 2\nskills:\n  limit: 1\nscrubber:\n  token_budget: 16\n"
        + "delegation:\n  max_spawn_depth: 0\n  max_iterations: 2\n  max_summary_chars: 300\n"
        + "roles:\n  researcher:\n    max_iterations: 2\n    toolsets: files\n"

    private let slate: SlateProgram
    private let bodies = Bodies()

    init() throws { slate = try SlateProgram() }

    /// What was asked, in order; and whether the second worker is left waiting.
    private final class Bodies: Sendable {
        private let state = Mutex((all: [String](), isHanging: false))

        var all: [String] { state.withLock { $0.all } }
        var isHanging: Bool {
            get { state.withLock { $0.isHanging } }
            set { state.withLock { $0.isHanging = newValue } }
        }

        func add(_ body: String) { state.withLock { $0.all.append(body) } }
    }

    private func models() throws -> AgentServer {
        let result = String(repeating: "The dam is seven metres high, as the plan says. ", count: 40)
        return try AgentServer(
            parent: { [bodies] request in
                bodies.add(request.body)
                return request.told.map { .text("Told: " + $0) }
                    ?? .call("delegate_task", ["tasks": .array(Self.goals)])
            },
            worker: { [bodies] request in
                bodies.add(request.body)
                if bodies.isHanging, request.body.contains("Goal 2.") { return .hang("I look.") }
                return request.results == 0 ? .call("board_search", ["query": "dam"]) : .text(result)
            }
        )
    }

    private func configure(_ models: AgentServer, _ more: String) throws {
        let model = "model:\n  default: scripted\n  base_url: \(models.server.url("/v1"))\n"
        try slate.folder.write("home/config.yaml", model + more)
    }

    private func answer(_ words: [String], _ environment: [String: String] = [:]) throws -> JSON {
        let outcome = try slate.run(words + ["--json"], environment: environment)
        #expect(outcome.status == 0, "\(outcome)")
        return try JSON(parsing: outcome.output)
    }

    private func expectSame(_ again: JSON, as first: JSON, _ comment: Comment) {
        for name in ["answer", "engine", "outcome", "citations"] { #expect(again[name] == first[name], comment) }
    }

    /// Begins a run and kills it while the second worker waits, when the first one is done.
    private func killedRun(_ options: [String] = []) async throws {
        bodies.isHanging = true
        async let ended = slate.runNoting("pid", ["agent", "--no-web", "--concurrency", "1"] + options + ["Measure."])
        #expect(await eventually { bodies.all.count == 4 })
        let pid = try #require(Int32(try slate.read("pid").filter(\.isNumber)))
        #expect(kill(pid, SIGKILL) == 0)
        #expect(try await ended.status == 128 + SIGKILL)
        bodies.isHanging = false
    }

    @Test(arguments: later + [all])
    func `what is configured by now does not change what a run is told again`(later: String) throws {
        let models = try models()
        try configure(models, "")
        let first = try answer(["agent", "--no-web", "Measure."])
        try configure(models, later)
        let requests = models.server.counts.connections
        expectSame(try answer(["replay", try #require(first["run"]?.string)]), as: first, "\(later)")
        #expect(models.server.counts.connections == requests)
    }

    @Test func `a run under settings of its own is told again without them`() throws {
        let models = try models()
        let own =
            "agent:\n  max_turns: 9\nscrubber:\n  token_budget: 100\nroles:\n  researcher:\n    max_iterations: 4\n"
            + "delegation:\n  max_spawn_depth: 2\n  max_iterations: 6\n  max_summary_chars: 2000\n"
        try configure(models, own)
        // The variable counts more than the turns of the role's file.
        let first = try answer(["agent", "--no-web", "Measure."], ["SLATE_AGENT_MAX_TURNS": "8"])
        #expect(bodies.all.first?.contains("at most 8 turns") == true)
        try configure(models, "")
        let run = try #require(first["run"]?.string)
        expectSame(try answer(["replay", run]), as: first, "later without")
        expectSame(try answer(["replay", run], ["SLATE_AGENT_MAX_TURNS": "3"]), as: first, "later with another")
    }

    @Test func `a killed run that is taken up under other settings asks nothing again that was answered`() async throws
    {
        let models = try models()
        try configure(models, "")
        try await killedRun()
        let begun = bodies.all
        try configure(models, Self.all)
        let first = try answer(["resume"])
        let more = bodies.all.dropFirst(begun.count)
        #expect(more.first == begun[3] && more.count == 3 && Set(more).isDisjoint(with: begun[..<3]))
        try configure(models, "agent:\n  max_turns: 30\n")
        expectSame(try answer(["replay", try #require(first["run"]?.string)]), as: first, "after it was taken up")
    }

    @Test func `limits that are told when a run is taken up hold, and are told again`() async throws {
        let models = try models()
        try configure(models, "")
        try await killedRun(["--max-iterations", "5"])
        let first = try answer(["resume", "--max-iterations", "9"])
        #expect(bodies.all.last?.contains("at most 9 turns") == true)
        expectSame(try answer(["replay", try #require(first["run"]?.string)]), as: first, "with more turns")
    }
}
