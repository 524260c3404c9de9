import Core
import Glibc
import Synchronization
import TestSupport
import Testing

/// The ceilings of a run hold for all of it, however often it is cut off and taken up.
@Suite struct ResumeCeilingTests {
    struct Ceiling: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var options: [String] = []
        var configuration = ""
    }

    static let ceilings = [
        Ceiling(testDescription: "tokens", options: ["--max-tokens-total", "3500"]),
        Ceiling(
            testDescription: "cost",
            options: ["--max-cost", "0.020"],
            configuration: "prices:\n  custom/scripted: {input: 10, output: 0.001}\n"
        ), Ceiling(testDescription: "calls", configuration: "budget:\n  calls: 16\n"),
    ]

    /// Runs until the request with a number, is killed there, and is taken up; gives how many requests there were.
    private func requests(_ ceiling: Ceiling, killedAt number: Int?, _ more: [String]) async throws -> Int {
        let slate = try Velm.program(ceiling.configuration)
        let models = try ResearchServer { request in
            guard request.number == number else { return nil }
            if let pid = (try? slate.read("pid")).flatMap({ Int32($0.filter(\.isNumber)) }) { kill(pid, SIGKILL) }
            return .status(500, "{}")
        }
        let outcome = try await slate.runNoting("pid", Velm.report + ceiling.options + more + models.options)
        guard number != nil else {
            #expect(outcome.status == 124, "\(outcome)")
            return models.bodies.count
        }
        #expect(outcome.status == 128 + SIGKILL, "\(outcome)")
        let resumed = try slate.run(["resume"])
        #expect(resumed.status == 124, "\(resumed)")
        #expect(try slate.read("r.md").contains("stop_reason: budget_exhausted"))
        return models.bodies.count
    }

    @Test(arguments: ceilings)
    func `what was used before counts`(ceiling: Ceiling) async throws {
        let whole = try await requests(ceiling, killedAt: nil, ["--concurrency", "1"])
        // Late enough that some researchers are done, of whom nothing is repeated.
        for number in [6, 10, 13] where number < whole {
            let count = try await requests(ceiling, killedAt: number, ["--concurrency", "1"])
            #expect(count <= whole + 1, "killed at \(number): \(count) requests, \(whole) without")
        }
    }

    @Test(arguments: ceilings)
    func `what researchers had used at the same time counts`(ceiling: Ceiling) async throws {
        let whole = try await requests(ceiling, killedAt: nil, ["--concurrency", "4"])
        let count = try await requests(ceiling, killedAt: max(2, whole / 2), ["--concurrency", "4"])
        // The calls under way at the kill are asked again, and what each had set aside at the end is its own.
        #expect(count <= whole + 8, "\(count) requests, \(whole) without")
    }

    @Test func `the time of before counts`() async throws {
        let slate = try Velm.program()
        let models = try ResearchServer(latency: 0.3) { request in
            guard request.number == 8 else { return nil }
            if let pid = (try? slate.read("pid")).flatMap({ Int32($0.filter(\.isNumber)) }) { kill(pid, SIGKILL) }
            return .status(500, "{}")
        }
        let command = Velm.report + ["--max-time", "3", "--concurrency", "1"] + models.options
        #expect(try await slate.runNoting("pid", command).status == 128 + SIGKILL)
        let resumed = try slate.run(["resume"])
        #expect(resumed.status == 124, "\(resumed)")
        // Each takes 0.3 seconds; the one that was under way, and one that a busy machine has begun late.
        #expect(models.bodies.count <= 12, "\(models.bodies.count)")
    }

    @Test func `a ceiling that is reached lets nothing more be asked until it is raised`() async throws {
        let slate = try Velm.program()
        let models = try ResearchServer()
        let command = Velm.report + ["--max-tokens-total", "3500", "--concurrency", "1"] + models.options
        #expect(try slate.run(command).status == 124)
        let count = models.bodies.count
        #expect(try slate.run(["resume"]).status == 124)
        #expect(models.bodies.count <= count + 1)
        #expect(try slate.run(["resume", "--max-tokens-total", "900000"]).status == 0)
        #expect(try slate.read("r.md").contains("stop_reason: completed"))
    }
}
