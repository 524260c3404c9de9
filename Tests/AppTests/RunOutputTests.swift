@testable import App
import Blackboard
import Core
import Synchronization
import TestSupport
import Testing

/// What is told of runs.
@Suite struct RunOutputTests {
    @Test func `an agent's time is that of its steps, each moment counted once, without what lay between`() async throws
    {
        let home = try TemporaryFolder()
        let time = Mutex(Timestamp(milliseconds: 1_769_860_800_000))
        let board = try Blackboard(home: home.path, clock: WallClock { time.withLock { $0 } })
        func pass(_ milliseconds: Int64) {
            time.withLock { $0 = Timestamp(milliseconds: $0.milliseconds + milliseconds) }
        }
        let run = try await board.beginRun(command: "agent", task: "x")
        let journal = try await Journal(run: run.id, on: board, mode: .record)
        let agent = JournalAgent("0")
        _ = try await journal.step(JournalKey(agent, .tool, request: "outer"), label: "") {
            pass(1_000)
            _ = try await journal.step(JournalKey(agent, .tool, request: "inner"), label: "") {
                pass(2_000)
                return 1
            }
            pass(500)
            return 1
        }
        pass(3_600_000)
        _ = try await journal.step(JournalKey(agent, .tool, request: "later"), label: "") {
            pass(250)
            return 1
        }
        let steps = try #require(try await board.steps(of: run.id).first).steps
        #expect(steps.count == 3 && RunOutput.time(of: steps) == 3.75)
        #expect(RunOutput.time(of: []) == 0)
        try await board.endRun(run, RunEnd(.done))
    }
}
