import Core
import Glibc
import Synchronization
import TestSupport
import Testing

/// A report killed at any moment and taken up again is the report that it would have been, and nobody is asked twice.
@Suite struct ResumeTests {
    /// How many points of a run are tried at which it reaches the disk.
    private static let kills = 20
    private static let steady = ["--concurrency", "1"]

    /// The report of a run that nobody killed, and how often it called the system for its database.
    private static func whole(
        counting calls: [FaultPlan.Call] = [.pwrite, .fdatasync]
    ) throws -> (report: [String], calls: Int) {
        let slate = try Velm.program()
        let models = try ResearchServer()
        let trace = slate.folder.path.appending("trace")
        let plan = FaultPlan(calls: calls, pathPart: "board.db", trace: trace)
        let outcome = try slate.run(Velm.report + steady + models.options, environment: plan.environment)
        #expect(outcome.status == 0 && models.bodies.count == Velm.calls, "\(outcome)")
        return (Velm.comparable(try slate.read("r.md")), try FaultPlan.calls(in: trace).count)
    }

    private func latestRun(_ slate: SlateProgram) throws -> JSON? {
        try JSON(parsing: try slate.run(["runs", "list", "--json"]).output)["runs"]?.array?.first
    }

    /// Bodies that came more than once.
    private func repeated(_ bodies: [String]) -> [String] {
        Dictionary(grouping: bodies) { $0 }.values.flatMap { $0.dropFirst() }
    }

    private func expectComplete(_ slate: SlateProgram, _ whole: [String], _ comment: Comment) throws {
        #expect(Velm.comparable(try slate.read("r.md")) == whole, comment)
        #expect(try slate.run(["verify", "r.md", "--strict"]).status == 0, comment)
        #expect(try slate.run(["board", "check"]).status == 0, comment)
        let run = try latestRun(slate)
        #expect(run?["state"]?.string == "done" && run?["calls"]?.int == Velm.calls, "\(comment) \(run?.text ?? "")")
    }

    @Test func `killed while any request waits, a run asks that one again and no other`() async throws {
        let whole = try Self.whole()
        for number in 1...Velm.calls {
            let slate = try Velm.program()
            let models = try ResearchServer { request in
                guard request.number == number else { return nil }
                // Without the number nothing is killed, which the test finds out.
                if let pid = (try? slate.read("pid")).flatMap({ Int32($0.filter(\.isNumber)) }) { kill(pid, SIGKILL) }
                return .status(500, "{}")
            }
            let killed = try await slate.runNoting("pid", Velm.report + Self.steady + models.options)
            #expect(killed.status == 128 + SIGKILL, "\(number) \(killed)")
            let outcome = try slate.run(["resume"])
            #expect(outcome.status == 0, "\(number) \(outcome)")
            #expect(models.bodies.count == Velm.calls + 1, "\(number): \(models.bodies.count)")
            #expect(repeated(models.bodies) == [models.bodies[number - 1]], "\(number)")
            try expectComplete(slate, whole.report, "killed at request \(number)")
        }
    }

    @Test(arguments: [3, 6, 9, 12, 15, 19, 22])
    func `killed while researchers work at the same time, only they ask again`(number: Int) async throws {
        let slate = try Velm.program()
        let models = try ResearchServer { request in
            guard request.number == number else { return nil }
            // Without the number nothing is killed, which the test finds out.
            if let pid = (try? slate.read("pid")).flatMap({ Int32($0.filter(\.isNumber)) }) { kill(pid, SIGKILL) }
            return .status(500, "{}")
        }
        let command = Velm.report + ["--concurrency", "4"] + models.options
        #expect(try await slate.runNoting("pid", command).status == 128 + SIGKILL)
        let outcome = try slate.run(["resume"])
        #expect(outcome.status == 0, "\(outcome)")
        #expect((1...4).contains(repeated(models.bodies).count), "\(models.bodies.count)")
        #expect(try slate.run(["verify", "r.md", "--strict"]).status == 0)
        let text = try slate.read("r.md")
        for topic in Velm.topics { #expect(text.contains(topic.words.dropLast())) }
        #expect(try latestRun(slate)?["calls"]?.int == Velm.calls)
    }

    /// The calls for an answer: as for a report, but nobody is sent to look for second sources.
    private static let answerCalls = Velm.calls - 4

    /// What an answer says, without what differs from run to run.
    private func comparable(_ output: String) throws -> JSON {
        let json = try JSON(parsing: output)
        let passing = ["run", "seconds", "usage", "citations"]
        guard case .object(let members) = json else { return json }
        let quotes = (json["citations"]?.array ?? []).compactMap { $0["quote"] }
        return .object(members.filter { !passing.contains($0.name) } + [JSON.Member("quotes", .array(quotes))])
    }

    @Test func `an answer that was killed while a request waited is the same once it is taken up`() async throws {
        let whole = try Velm.program()
        let models = try ResearchServer()
        let command = ["ask", Velm.question, "--source", "velm", "--json"] + Self.steady
        let outcome = try whole.run(command + models.options)
        #expect(outcome.status == 0 && models.bodies.count == Self.answerCalls, "\(outcome)")
        for number in [1, 2, 5, 11, 17, 18, 19] {
            let slate = try Velm.program()
            let models = try ResearchServer { request in
                guard request.number == number else { return nil }
                // Without the number nothing is killed, which the test finds out.
                if let pid = (try? slate.read("pid")).flatMap({ Int32($0.filter(\.isNumber)) }) { kill(pid, SIGKILL) }
                return .status(500, "{}")
            }
            #expect(try await slate.runNoting("pid", command + models.options).status == 128 + SIGKILL)
            // Whoever takes it up says how it is shown.
            let resumed = try slate.run(["resume", "--json"])
            #expect(resumed.status == 0, "\(number) \(resumed)")
            let (answer, expected) = (try comparable(resumed.output), try comparable(outcome.output))
            #expect(
                answer.text.replacing(slate.folder.path.string, with: "")
                    == expected.text.replacing(whole.folder.path.string, with: "")
            )
            #expect(repeated(models.bodies) == [models.bodies[number - 1]], "\(number)")
            #expect(models.bodies.count == Self.answerCalls + 1, "\(number)")
            let run = try latestRun(slate)
            #expect(run?["state"]?.string == "done" && run?["calls"]?.int == Self.answerCalls, "\(number)")
            #expect(
                try slate.run(["replay", run?["id"]?.string ?? "", "--json"]).output == resumed.output,
                "\(number)"
            )
        }
    }

    /// What is recorded counts from its flush on: each one has a run killed right before or right after it.
    @Test(arguments: 0..<4)
    func `killed at every point of the journal, a run asks nobody again whose answer it has`(part: Int) throws {
        let whole = try Self.whole(counting: [.fdatasync])
        let points = stride(from: 1 + part, through: whole.calls, by: 4)
        var killed = 0
        for point in points {
            let fault = point / 4 % 2 == 0 ? FaultPlan.Fault.killBefore : .killAfter
            killed += try wasKilled(by: fault, at: point, [.fdatasync], whole) ? 1 : 0
        }
        #expect(killed >= Array(points).count * 9 / 10, "\(killed) of \(whole.calls)")
    }

    @Test func `killed at any write to the journal, a run asks nobody again whose answer it has`() throws {
        let whole = try Self.whole()
        var random = SeededGenerator(seed: 29)
        let kills = TestEffort.cases(Self.kills)
        var killed = 0
        for index in 0..<kills {
            let step = Double(whole.calls) / Double(kills)
            let number = max(1, Int((Double(index) + Double.random(in: 0..<1, using: &random)) * step))
            let fault = index.isMultiple(of: 2) ? FaultPlan.Fault.killBefore : .killAfter
            killed += try wasKilled(by: fault, at: number, [.pwrite, .fdatasync], whole) ? 1 : 0
        }
        #expect(killed >= kills * 3 / 4)
    }

    /// Kills a run at a call of the system, and takes it up; returns whether it was killed, as runs differ a little.
    private func wasKilled(
        by fault: FaultPlan.Fault,
        at number: Int,
        _ calls: [FaultPlan.Call],
        _ whole: (report: [String], calls: Int)
    ) throws -> Bool {
        let slate = try Velm.program()
        let models = try ResearchServer()
        let plan = FaultPlan(fault, at: number, calls: calls, pathPart: "board.db")
        let first = try slate.run(Velm.report + Self.steady + models.options, environment: plan.environment)
        guard first.status == 128 + SIGKILL else { return false }
        try takeUp(slate, models, whole.report, "killed at \(calls) \(number) of \(whole.calls)")
        return true
    }

    private func takeUp(_ slate: SlateProgram, _ models: ResearchServer, _ whole: [String], _ comment: Comment) throws {
        let state = try latestRun(slate)?["state"]?.string
        // What the killed process has sent last may be on its way still.
        #expect(waitUntil { models.server.counts.open == 0 }, comment)
        let before = models.bodies.count
        switch state {
        case nil:
            // Killed before there was a run.
            #expect(before == 0, comment)
            #expect(try slate.run(Velm.report + Self.steady + models.options).status == 0, comment)
        case "done": break
        default:
            let outcome = try slate.run(["resume"])
            #expect(outcome.status == 0, "\(comment) \(outcome)")
        }
        // Only the answer that was under way is asked for again.
        #expect(models.bodies.count <= Velm.calls + 1, "\(comment): \(models.bodies.count)")
        #expect(repeated(models.bodies).allSatisfy { $0 == models.bodies[before - 1] }, comment)
        try expectComplete(slate, whole, comment)
    }
}
