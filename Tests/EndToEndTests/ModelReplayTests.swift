import Core
import Glibc
import Synchronization
import TestSupport
import Testing

/// A run told again without anybody to ask.
@Suite struct ModelReplayTests {
    private func lastRun(_ slate: SlateProgram) throws -> JSON {
        let runs = try JSON(parsing: try slate.run(["runs", "list", "--json"]).output)["runs"]?.array
        return try #require(runs?.first)
    }

    /// A report that was written, with the server gone, and its run.
    private func reported(
        _ options: [String] = [],
        _ rule: @escaping ResearchServer.Rule = { _ in nil }
    ) throws -> (slate: SlateProgram, run: String) {
        let slate = try Velm.program()
        let models = try ResearchServer(rule)
        let outcome = try slate.run(Velm.report + options + models.options)
        #expect(outcome.status == 0, "\(outcome)")
        return (slate, try #require(try lastRun(slate)["id"]?.string))
    }

    private func expectSame(_ slate: SlateProgram, _ run: String, _ comment: Comment = "") throws {
        let entries = try slate.run(["board", "stats"]).output
        let outcome = try slate.run(["replay", run, "-o", "again"])
        #expect(outcome.status == 0, "\(comment) \(outcome)")
        for file in ["r.md", "r.md.evidence.json"] {
            #expect(try slate.read("again/\(file)") == slate.read(file), comment)
        }
        // It has left no trace.
        #expect(try slate.run(["board", "stats"]).output == entries, comment)
        #expect(try !FileSystem.names(in: slate.home.appending("runs/\(run)")).contains { $0.hasPrefix("again") })
        #expect(try slate.run(["board", "check"]).status == 0, comment)
    }

    /// Runs a statement on the board's database.
    private func alter(_ slate: SlateProgram, _ statement: String) throws {
        let outcome = try slate.run(["home/board.db", statement], program: "/usr/bin/sqlite3")
        #expect(outcome.status == 0, "\(outcome)")
    }

    @Test(arguments: [[], ["--concurrency", "4"]])
    func `a report is made again byte for byte with the server gone`(options: [String]) throws {
        let (slate, run) = try reported(options)
        try expectSame(slate, run)
    }

    @Test func `what happened on the board since makes no difference`() throws {
        let (slate, run) = try reported()
        let posted = try slate.run(["board", "add", "--kind", "note", "--title", "Velm emissions", "--body", "Later."])
        #expect(posted.status == 0)
        try slate.folder.write("later.md", "# Later\n\nRewetting cut the emissions of the Velm bog by 99 percent.\n")
        #expect(try slate.run(["ask", "What did the rewetting cut?", "--source", "later.md"]).status == 0)
        #expect(try slate.run(["board", "edit", "D1"], environment: ["EDITOR": "sed -i s/bog/fen/"]).status == 0)
        let outcome = try slate.run(["replay", run, "-o", "again"])
        #expect(outcome.status == 0, "\(outcome)")
        #expect(try slate.read("again/r.md") == slate.read("r.md"))
        // Neither do the sources: the run's own copies count.
        try slate.folder.write("velm/0.md", "Gone.")
        #expect(try slate.run(["replay", run, "-o", "more"]).status == 0)
    }

    @Test func `a run that was killed and taken up is made again`() async throws {
        for number in [1, 7, 18, 20] {
            let slate = try Velm.program()
            let models = try ResearchServer { request in
                guard request.number == number else { return nil }
                if let pid = (try? slate.read("pid")).flatMap({ Int32($0.filter(\.isNumber)) }) { kill(pid, SIGKILL) }
                return .status(500, "{}")
            }
            let killed = try await slate.runNoting("pid", Velm.report + models.options)
            #expect(killed.status == 128 + SIGKILL)
            #expect(try slate.run(["resume"]).status == 0)
            try expectSame(slate, try #require(try lastRun(slate)["id"]?.string), "\(number)")
        }
    }

    @Test func `a draft that went back and critiques that were followed come out the same`() throws {
        let (slate, run) = try reported { request in
            guard request.role == .critic, !request.text.contains("Velm bog by 62 percent") else { return nil }
            return .text(#"{"judgements": [{"sentence": 1, "verdict": "not", "reason": "elsewhere"}]}"#)
        }
        try expectSame(slate, run)
    }

    /// Where a limit ends the run: while its researchers work, before the draft, before the critic, among the last calls.
    @Test(arguments: [
        ("budget:\n  calls: 11\n", []), ("budget:\n  calls: 17\n", []), ("budget:\n  calls: 18\n", []),
        ("budget:\n  calls: 19\n", []), ("budget:\n  calls: 21\n", []), ("", ["--max-tokens-total", "3500"]),
        ("prices:\n  custom/scripted: {input: 10, output: 0.001}\n", ["--max-cost", "0.018"]),
    ])
    func `a run that went on beyond its limit is made again`(configuration: String, limit: [String]) throws {
        let slate = try Velm.program(configuration)
        let models = try ResearchServer()
        let first = try slate.run(Velm.report + limit + ["--concurrency", "1"] + models.options)
        #expect(first.status == 124, "\(first)")
        let ended = try slate.read("r.md")
        let run = try #require(try lastRun(slate)["id"]?.string)
        // It cannot be made again by then, which is said.
        let told = try slate.run(["replay", run, "-o", "kept"])
        #expect(told.status == 0 && told.errors.contains("not made again"), "\(told)")
        #expect(try slate.read("kept/r.md") == ended)
        try slate.folder.write("home/config.yaml", limit.isEmpty ? "" : configuration)
        let more = limit.first.map { [$0, $0 == "--max-cost" ? "100" : "9000000"] } ?? []
        let resumed = try slate.run(["resume"] + more)
        #expect(resumed.status == 0, "\(resumed)")
        #expect(try slate.read("r.md").contains("stop_reason: completed"))
        try expectSame(slate, run)
    }

    @Test(arguments: [
        (["--max-tokens-total", "3500", "--concurrency", "4"], nil), (["--max-time", "3"], ResearchServer.Role.writer),
        (["--max-time", "3"], .researcher), (["--max-time", "3"], .critic),
    ])
    func `a run whose researchers worked at the same time when its limit came is made again`(
        limit: [String],
        stalls: ResearchServer.Role?
    ) throws {
        let slate = try Velm.program()
        let isReached = Atomic(false)
        let models = try ResearchServer { request in
            guard stalls == request.role, !isReached.load(ordering: .relaxed) else { return nil }
            // One researcher stalls, the others find something.
            if request.role == .researcher, !request.part.contains(Velm.topics[0].question) { return nil }
            return .hang("I think.")
        }
        #expect(try slate.run(Velm.report + limit + models.options).status == 124)
        isReached.store(true, ordering: .relaxed)
        let resumed = try slate.run(["resume", "--max-tokens-total", "9000000", "--max-time", "900"])
        #expect(resumed.status == 0, "\(resumed)")
        try expectSame(slate, try #require(try lastRun(slate)["id"]?.string))
    }

    @Test(arguments: [ResearchServer.Role.writer, .critic, .researcher])
    func `a run whose models failed for a while is made again`(role: ResearchServer.Role) throws {
        let slate = try Velm.program()
        let isDown = Atomic(true)
        let models = try ResearchServer { request in
            guard request.role == role, isDown.load(ordering: .relaxed) else { return nil }
            // Researchers find something first, and one of them all that it looks for.
            let isSpared = request.role == .researcher && request.results.count < 2
            let hasAll = request.role == .researcher && request.part.contains(Velm.topics[1].question)
            return isSpared || hasAll ? nil : .status(500, "{}")
        }
        let first = try slate.run(Velm.report + models.options)
        #expect(role == .researcher || first.status == 5, "\(first)")
        isDown.store(false, ordering: .relaxed)
        let run = try #require(try lastRun(slate)["id"]?.string)
        if first.status != 0 { #expect(try slate.run(["resume"]).status == 0) }
        try expectSame(slate, run)
    }

    @Test func `a run that was taken up with another model, and reached two limits, is made again`() throws {
        let slate = try Velm.program()
        let models = try ResearchServer()
        let steady = ["--concurrency", "1", "--base-url", models.server.url("/v1")]
        let command = Velm.report + ["--model", "scripted", "--max-tokens-total", "3500"] + steady
        #expect(try slate.run(command).status == 124)
        #expect(try slate.run(["resume", "--max-tokens-total", "5000"]).status == 124)
        let last = try slate.run(["resume", "--max-tokens-total", "900000", "--model", "another"])
        #expect(last.status == 0, "\(last)")
        #expect(try slate.read("r.md").contains("engine: custom/another"))
        try expectSame(slate, try #require(try lastRun(slate)["id"]?.string))
    }

    @Test func `what a killed replay leaves behind is removed by the next one, or by a check`() throws {
        let (slate, run) = try reported()
        let folder = slate.home.appending("runs/\(run)")
        let plan = FaultPlan(.killAfter, at: 20, calls: [.pwrite], pathPart: "/again-")
        func kill() throws {
            let killed = try slate.run(["replay", run, "-o", "again"], environment: plan.environment)
            #expect(killed.status == 128 + SIGKILL, "\(killed)")
            #expect(try FileSystem.names(in: folder).filter { $0.hasPrefix("again") } == ["again-1", "again-1.lock"])
        }
        try kill()
        try kill()
        try expectSame(slate, run)
        try kill()
        // It is young, and may be looked into until then.
        let check = try slate.run(["board", "check", "--repair"])
        #expect(check.status == 0 && check.output.contains("used by nothing"), "\(check)")
        let copy = folder.appending("again-1").string
        #expect(try slate.run(["-d", "2 hours ago", copy], program: "/usr/bin/touch").status == 0)
        let repair = try slate.run(["board", "check", "--repair"])
        #expect(repair.output.contains("runs/\(run)/again-1 was removed") && repair.output.contains("nothing is wrong"))
        #expect(try !FileSystem.names(in: folder).contains { $0.hasPrefix("again") })
    }

    /// What is altered after the run, and what is told of it.
    static let alterations: [(name: String, statement: String)] = [
        (
            "what the writer wrote",
            "UPDATE journal SET texts = replace(texts, 'curlew returned', 'curlew vanished') WHERE records LIKE '%\"write/%'"
        ),
        (
            "what the critic found",
            "UPDATE journal SET texts = replace(texts, 'supported', 'unchecked') WHERE records LIKE '%\"review/%'"
        ),
        (
            "steps that are gone",
            "DELETE FROM journal WHERE records LIKE '%\"research/%' AND records LIKE '%\"step\":2,\"kind\":\"model\"%'"
        ),
        (
            "what a finding quotes",
            "UPDATE revision SET text = replace(text, '62 percent', '63 percent') WHERE text LIKE '%kind: finding%'"
        ),
        (
            "when it was made",
            "UPDATE journal SET texts = replace(texts, '\"created\":1', '\"created\":2')"
        ),
    ]

    @Test(arguments: alterations.indices)
    func `what was altered since is noticed`(index: Int) throws {
        let (name, statement) = Self.alterations[index]
        let (slate, run) = try reported()
        try alter(slate, statement)
        let outcome = try slate.run(["replay", run, "-o", "again"])
        #expect(outcome.status == 1 && outcome.errors.contains("run"), "\(name): \(outcome)")
        #expect(!FileSystem.exists(slate.folder.path.appending("again/r.md")), "\(name)")
        #expect(try !FileSystem.names(in: slate.home.appending("runs/\(run)")).contains { $0.hasPrefix("again") })
        // The text itself was not touched.
        #expect(try slate.run(["replay", run, "-o", "again", "--kept"]).status == 0, "\(name)")
        #expect(try slate.read("again/r.md") == slate.read("r.md"), "\(name)")
    }

    @Test func `a kept text that was altered is not told`() throws {
        let (slate, run) = try reported()
        let record = try lastRun(slate)["usage"]?["record"]?["report"]?.string ?? ""
        let path = "home/objects/\(record.prefix(2))/\(record)"
        try slate.folder.write(path, try slate.read(path).replacing("62 percent", with: "26 percent"))
        for more in [[], ["--kept"]] {
            let outcome = try slate.run(["replay", run, "-o", "again"] + more)
            #expect(outcome.status == 1 && outcome.errors.contains("altered"), "\(outcome)")
        }
    }

    @Test func `an answer is made again from its journal`() throws {
        let slate = try Velm.program()
        var models: ResearchServer? = try ResearchServer()
        let first = try slate.run(
            ["ask", "-", "--source", "velm", "--json"] + (models?.options ?? []),
            input: Velm.question
        )
        #expect(first.status == 0, "\(first)")
        models = nil
        let run = try #require(try lastRun(slate)["id"]?.string)
        let again = try slate.run(["replay", run, "--json"])
        #expect(again.status == 0 && again.output == first.output, "\(again)")
        try alter(
            slate,
            "UPDATE journal SET texts = replace(texts, '14 pairs', '41 pairs') WHERE records LIKE '%\"write/%'"
        )
        #expect(try slate.run(["replay", run, "--json"]).status == 1)
    }

    @Test func `an agent's answer is given again with the server gone`() throws {
        let slate = try SlateProgram()
        let goals: [JSON] = [["goal": "Goal 1."], ["goal": "Goal 2."]]
        var models: AgentServer? = try AgentServer(goals) {
            $0.results == 0 ? .call("board_search", ["query": "x"]) : .text("Done.")
        }
        let first = try slate.run(["agent", "--json"] + (models?.options ?? []) + ["Measure all."])
        #expect(first.status == 0, "\(first)")
        models = nil
        let json = try JSON(parsing: first.output)
        let outcome = try slate.run(["replay", json["run"]?.string ?? "", "--json"])
        #expect(outcome.status == 0, "\(outcome)")
        #expect(try JSON(parsing: outcome.output)["answer"] == json["answer"])
    }
}
