import Core
import Glibc
import Synchronization
import TestSupport
import Testing

/// How soon the conversation answers keys while agents work.
@Suite(.serialized) struct PromptTimeTests {
    private static func goals(_ count: Int) -> [JSON] { (1...count).map { ["goal": .string("Goal \($0).")] } }

    /// Ten agents that write without end, and the options to have them.
    private func models(pause: Double) throws -> AgentServer {
        try AgentServer(Self.goals(10)) { _ in .stream("I look, and look again. ", pieces: 4_000, pause: pause) }
    }

    private func milliseconds(_ body: () -> Bool) -> Double? {
        let start = ContinuousClock.now
        guard body() else { return nil }
        let time = ContinuousClock.now - start
        return Double(time.components.seconds) * 1_000 + Double(time.components.attoseconds) / 1e15
    }

    /// Prints figures for who wants to know them, and returns the middle, and the worst but one.
    ///
    /// On a machine that does other things at the same time one may be anything; the middle is far below what is asked.
    private func figures(_ name: String, _ times: [Double]) -> (median: Double, worst: Double) {
        let sorted = times.sorted()
        print(
            "\(name): median \(sorted[sorted.count / 2]) ms, largest \(sorted.suffix(2)) ms of \(times.count)"
        )
        return (sorted[sorted.count / 2], sorted[max(0, sorted.count - 2)])
    }

    @Test func `keys show at once while ten agents write`() throws {
        let slate = try SlateProgram()
        let models = try models(pause: 0.01)
        let terminal = try PseudoTerminal(slate, models.options + ["--concurrency", "10"], columns: 100)
        #expect(terminal.waitFor("slate> "))
        terminal.type("Measure all.\n")
        #expect(terminal.waitFor("A10 agent"))
        var line = ""
        var times: [Double] = []
        for key in "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz" {
            line.append(key)
            let time = milliseconds {
                terminal.type(String(key))
                return terminal.waitFor("> " + line)
            }
            times.append(try #require(time, "'\(line)' is not shown: \(terminal.screen.suffix(2_000))"))
        }
        let (median, worst) = figures("key to screen", times)
        // The bound of the worst is no goal: it is for a debug build on a machine that is loaded four times over.
        #expect(median <= 10 && worst <= 250)
        terminal.type("\u{15}\u{3}")
        #expect(terminal.waitFor("slate> "))
    }

    @Test(.timeLimit(.minutes(5))) func `Ctrl-C brings the prompt back at any moment, and the run can be taken up`()
        throws
    {
        let slate = try SlateProgram()
        let models = try models(pause: 0.002)
        let terminal = try PseudoTerminal(slate, models.options + ["--concurrency", "10"], columns: 100)
        #expect(terminal.waitFor("slate> "))
        let before = terminal.flags
        var random = SeededGenerator(seed: 8)
        var times: [Double] = []
        for _ in 0..<TestEffort.cases(50) {
            terminal.type("Measure all.\n")
            try #require(terminal.waitFor("all.", seconds: 20))
            let delay = UInt32.random(in: 0...400_000, using: &random)
            usleep(delay)
            let time = milliseconds {
                terminal.type("\u{3}")
                return terminal.waitFor("slate> ", seconds: 60)
            }
            times.append(try #require(time, "after \(delay) µs: \(terminal.screen.suffix(2_000))"))
        }
        let (median, worst) = figures("Ctrl-C to prompt", times)
        #expect(median <= 200 && worst <= 1_000)
        #expect(terminal.flags == before)
        terminal.type("\u{4}")
        #expect(terminal.exitStatus() == 0)
        #expect(try slate.run(["board", "check"]).status == 0)
        let runs = try JSON(parsing: try slate.run(["runs", "list", "--json"]).output)["runs"]?.array ?? []
        #expect(runs.allSatisfy { $0["state"]?.string == "interrupted" }, "\(runs.map(\.text))")
    }

    @Test func `what a run has opened is closed when it is over`() throws {
        let slate = try SlateProgram()
        let models = try models(pause: 0.01)
        let terminal = try PseudoTerminal(slate, models.options + ["--concurrency", "10"], columns: 100)
        #expect(terminal.waitFor("slate> "))
        func interruptOne() throws {
            terminal.type("Measure all.\n")
            try #require(terminal.waitFor("A10 agent"))
            terminal.type("\u{3}")
            try #require(terminal.waitFor("slate> "))
        }
        try interruptOne()
        let before = terminal.openFiles
        for _ in 0..<4 { try interruptOne() }
        // Connections are closed by a thread of their own; those of one run alone are more than so few.
        #expect(
            before > 0 && waitUntil(seconds: 60) { terminal.openFiles < before + 8 },
            "\(before), \(terminal.openFiles)"
        )
    }
}
