import Core
import Synchronization
import TestSupport
import Testing

/// Research with models that fail: late, for a while, or by being weak.
@Suite struct ResearchFailureTests {
    private func expectCompletes(_ slate: SlateProgram, _ models: ResearchServer, _ more: [String] = []) throws {
        let before = Set(models.bodies)
        let outcome = try slate.run(["resume"] + more)
        #expect(outcome.status == 0, "\(outcome)")
        let text = try slate.read("r.md")
        #expect(text.contains("stop_reason: completed"), "\(text)")
        for topic in Velm.topics { #expect(text.contains(topic.words.dropLast())) }
        #expect(try slate.run(["verify", "r.md", "--strict"]).status == 0)
        // No step that was finished is done again: only what failed or was cut off is asked once more.
        let again = models.bodies.filter { before.contains($0) }
        #expect(again.count <= before.count + 2 * 4, "\(again.count)")
    }

    // MARK: Limits

    struct Limit: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let options: [String]
        let more: [String]
        var configuration = ""
        /// Whose stream stalls until the limit was reached.
        var stalls: ResearchServer.Role?
    }

    static let limits = [
        Limit(
            testDescription: "tokens",
            options: ["--max-tokens-total", "3500"],
            more: ["--max-tokens-total", "9000000"]
        ),
        Limit(
            testDescription: "cost",
            options: ["--max-cost", "0.012"],
            more: ["--max-cost", "10"],
            configuration: "prices:\n  custom/scripted: {input: 10, output: 0.001}\n"
        ),
        Limit(testDescription: "calls", options: [], more: [], configuration: "budget:\n  calls: 11\n"),
        Limit(testDescription: "time", options: ["--max-time", "4"], more: ["--max-time", "100"], stalls: .writer),
        Limit(
            testDescription: "time",
            options: ["--max-time", "4"],
            more: ["--max-time", "100"],
            stalls: .researcher
        ),
    ]

    @Test(arguments: limits)
    func `a limit ends a run with what there is, and a higher one lets it go on`(limit: Limit) throws {
        let slate = try Velm.program(limit.configuration)
        let isReached = Atomic(false)
        let models = try ResearchServer { request in
            guard limit.stalls == request.role, !isReached.load(ordering: .relaxed) else { return nil }
            // One researcher stalls, the others find something.
            if request.role == .researcher, !request.part.contains(Velm.topics[0].question) { return nil }
            return .hang("I think.")
        }
        let outcome = try slate.run(Velm.report + limit.options + ["--concurrency", "1"] + models.options)
        #expect(outcome.status == 124, "\(outcome)")
        let text = try slate.read("r.md")
        #expect(text.contains("stop_reason: budget_exhausted") && text.contains(Velm.question), "\(text)")
        isReached.store(true, ordering: .relaxed)
        if limit.more.isEmpty { try slate.folder.write("home/config.yaml", "budget:\n  calls: 100\n") }
        try expectCompletes(slate, models, limit.more)
    }

    // MARK: Late failures

    @Test(arguments: [ResearchServer.Role.writer, .critic])
    func `a late failure leaves the findings, and the run can be taken up`(role: ResearchServer.Role) throws {
        let slate = try Velm.program()
        let isDown = Atomic(true)
        let models = try ResearchServer { request in
            request.role == role && isDown.load(ordering: .relaxed) ? .status(500, "{}") : nil
        }
        let outcome = try slate.run(Velm.report + models.options)
        #expect(outcome.status == 5, "\(outcome)")
        #expect(outcome.errors.contains("'slate resume "), "\(outcome.errors)")
        let text = try slate.read("r.md")
        #expect(text.contains("stop_reason: \(role)_failed"), "\(text)")
        // A check that could not be made is said to be none, and refutes nothing.
        #expect(text.contains("*(not checked)*") == (role == .critic), "\(text)")
        #expect(!text.contains("Not supported by what it cites"), "\(text)")
        for topic in Velm.topics { #expect(text.contains(topic.words.dropLast()), "\(topic.title) in \(text)") }
        #expect(try slate.run(["verify", "r.md", "--strict"]).status == 0)
        isDown.store(false, ordering: .relaxed)
        try expectCompletes(slate, models)
    }

    // MARK: Failures that pass

    @Test func `a run completes although three of ten requests are turned away and streams stall`() throws {
        let slate = try SlateProgram()
        try Velm.write(for: slate)
        try slate.folder.write("home/config.yaml", "calls:\n  attempts: 10\n  idle_seconds: 1\n")
        let stalled = Atomic(0)
        let models = try ResearchServer { request in
            if request.number == 8, stalled.add(1, ordering: .relaxed).newValue == 1 { return .hang("I be") }
            return request.number * 7 % 10 < 3 ? .status(429, "{}") : nil
        }
        let outcome = try slate.run(Velm.report + models.options)
        #expect(outcome.status == 0 && stalled.load(ordering: .relaxed) == 1, "\(outcome)")
        let text = try slate.read("r.md")
        for topic in Velm.topics { #expect(text.contains(topic.words.dropLast())) }
        #expect(text.contains("stop_reason: completed") && models.bodies.count > 24)
    }

    // MARK: Weak models

    struct Weakness: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reply: @Sendable (ResearchServer.Request) -> AgentServer.Reply
    }

    static let weaknesses = [
        Weakness(testDescription: "says nothing") { _ in .text("") },
        Weakness(testDescription: "refuses") { _ in .text("I'm sorry, but I can't help with that.") },
        Weakness(testDescription: "makes sources up") { _ in
            .text("The bog is dry [S1][F1]. See Miller (2019), https://example.org/velm. It cost 99 million [F7].")
        },
        Weakness(testDescription: "calls wrongly") { _ in .badCall("board_post", #"{"kind": "finding", "title": 7,"#) },
        Weakness(testDescription: "repeats a call") { _ in .call("board_search", ["query": "Velm"]) },
        Weakness(testDescription: "tells of calls") { _ in
            .text(#"<tool_call>{"name": "board_search", "arguments": {"query": "Velm"}}</tool_call>"#)
        },
        Weakness(testDescription: "is cut off") { _ in .cutOff("The Velm bog is [F") },
        Weakness(testDescription: "goes round in circles") { _ in
            .text(String(repeating: "The bog is a bog [F1]. ", count: 4_000))
        },
        Weakness(testDescription: "answers with other JSON") { _ in
            .text(#"{"parts": [7], "judgements": [{"sentence": 99}]}"#)
        },
    ]

    @Test(arguments: weaknesses, [ResearchServer.Role?.none, .planner, .researcher, .writer, .critic])
    func `a weak model never crashes the run nor makes a citation`(
        weakness: Weakness,
        role: ResearchServer.Role?
    ) throws {
        let slate = try Velm.program()
        let models = try ResearchServer { request in
            role == nil || request.role == role ? weakness.reply(request) : nil
        }
        let outcome = try slate.run(Velm.report + models.options + ["--json"])
        #expect([0, 1, 5, 124].contains(outcome.status), "\(outcome)")
        let text = try slate.read("r.md")
        #expect(
            ["completed", "no_evidence", "research_failed", "writer_failed", "critic_failed", "budget_exhausted"]
                .contains { text.contains("stop_reason: \($0)") },
            "\(text)"
        )
        for words in ["Miller", "99 million", "bog is dry", "[S77"] { #expect(!text.contains(words), "\(text)") }
        let run = try JSON(parsing: try slate.run(["runs", "list", "--json"]).output)["runs"]?.array?.first
        #expect(["done", "partial", "failed"].contains(run?["state"]?.string))
        let verified = try slate.run(["verify", "r.md"])
        #expect(verified.status == 0, "\(verified) \(text)")
    }

    // MARK: Nobody to ask

    @Test func `a wrong key ends the run at once`() throws {
        let slate = try Velm.program()
        let models = try ResearchServer { _ in .status(401, #"{"error":{"message":"no such key"}}"#) }
        for command in [["report", "-o", "x.md"], ["ask"]] {
            let words = [command[0], Velm.question, "--source", "velm"] + command.dropFirst() + models.options
            let outcome = try slate.run(words, seconds: 20)
            #expect(outcome.status == 4, "\(outcome)")
        }
        #expect(models.bodies.count <= 10)
    }

    @Test func `where nobody can be reached, quotes are the answer unless a model was named`() throws {
        let slate = try Velm.program("model:\n  default: m\n  base_url: http://127.0.0.1:1/v1\n")
        let quotes = try slate.run(["ask", Velm.question, "--source", "velm", "--json"])
        #expect(quotes.status == 0 && quotes.errors.contains("quotes instead"), "\(quotes)")
        let json = try JSON(parsing: quotes.output)
        #expect(json["engine"]?.string == "extractive" && json["citations"]?.array?.isEmpty == false)
        let named = try slate.run(["ask", Velm.question, "--source", "velm", "--model", "m", "--json"])
        #expect(named.status == 5, "\(named)")
    }
}
