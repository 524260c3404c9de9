import Core
import Glibc
import TestSupport
import Testing

/// A run of agents killed at any moment and taken up again: nothing is lost, and nothing is done twice.
@Suite struct JournalCrashTests {
    private static let kills = 40
    /// The answers of models and uses of tools of a whole run: four turns of the agent at the top, three of each worker.
    private static let steps = 4 + 1 + 6 * (3 + 2)
    private static let notes = 7
    /// How much can go on at once: six workers that look twice at the same time.
    private static let width = 12

    private static func run(
        _ slate: SlateProgram,
        _ plan: FaultPlan? = nil,
        replays: Bool = false
    ) throws -> SlateProgram.Outcome {
        try slate.run(
            [slate.home.string, slate.folder.path.appending("log").string] + (replays ? ["replay"] : []),
            environment: plan?.environment ?? [:],
            program: SlateProgram.product("journal-probe").string
        )
    }

    private static func logged(_ slate: SlateProgram) throws -> [String] {
        try slate.read("log").split(separator: "\n").map(String.init).sorted()
    }

    /// The answer of a run that nobody killed, without the numbers of notes, and how many calls reach the disk in it.
    private static func whole() throws -> (output: String, calls: Int) {
        let slate = try SlateProgram()
        let trace = slate.folder.path.appending("trace")
        let plan = FaultPlan(
            calls: [.pwrite, .fdatasync],
            pathPart: "board.db",
            trace: trace,
            program: "journal-probe"
        )
        let outcome = try run(slate, plan)
        #expect(try logged(slate).count == steps)
        return (outcome.output, try FaultPlan.calls(in: trace).count)
    }

    @Test func `killed anywhere and taken up, a run ends as if it had not been`() throws {
        var random = SeededGenerator(seed: 17)
        let whole = try Self.whole()
        #expect(whole.output.contains("saw"))
        var killed = 0
        for _ in 0..<Self.kills {
            let slate = try SlateProgram()
            var kills = 0
            // Killed a second time while it is taken up, now and then.
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                let fault = [FaultPlan.Fault.killBefore, .killAfter].randomElement(using: &random) ?? .killAfter
                let plan = FaultPlan(
                    fault,
                    at: Int.random(in: 1...whole.calls, using: &random),
                    calls: [.pwrite, .fdatasync],
                    pathPart: "board.db",
                    program: "journal-probe"
                )
                if try Self.run(slate, plan).status == 128 + SIGKILL { kills += 1 } else { break }
            }
            killed += kills
            let outcome = try Self.run(slate)
            #expect(outcome.status == 0 && outcome.output == whole.output, "\(outcome.output) \(outcome.errors)")
            try check(slate, kills)
            let lines = try Self.logged(slate)
            #expect(try Self.run(slate, replays: true).output == whole.output)
            #expect(try Self.logged(slate) == lines)
        }
        #expect(killed >= Self.kills / 2)
    }

    private func check(_ slate: SlateProgram, _ kills: Int) throws {
        let lines = try Self.logged(slate)
        // Only what was going on at the moment of a kill is done again.
        #expect(Set(lines).count == Self.steps, "\(lines)")
        #expect(lines.count <= Self.steps + Self.width * kills, "\(lines)")
        let list = try JSON(parsing: try slate.run(["board", "list", "--kind", "note", "--json"]).output)
        #expect(list["results"]?.array?.count == Self.notes)
        #expect(try slate.run(["board", "check"]).status == 0)
        let runs = try JSON(parsing: try slate.run(["runs", "list", "--json"]).output)["runs"]?.array ?? []
        #expect(runs.map { $0["state"]?.string } == ["done"])
        // The clock, 22 answers, and for each tool its step; the two calls that hand out are steps, too.
        #expect(runs.first?["steps"]?.int == 1 + 22 + 1 + 2 + 1 + 6 * 3)
    }
}
