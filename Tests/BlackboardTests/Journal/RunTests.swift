@testable import Blackboard
import Core
import Glibc
import SQLite
import Synchronization
import TestSupport
import Testing

/// Runs: who works on them, and what is left of those that ended.
@Suite struct RunTests {
    private let fixture: BoardFixture
    private var board: Blackboard { fixture.board }

    init() throws { fixture = try BoardFixture() }

    @Test func `a run is seen from its beginning to its end`() async throws {
        let active = try await board.beginRun(command: "ask", task: "How tall?", options: ["source": ["a.md"]])
        let other = try Blackboard(home: fixture.home.path)
        let running = try await other.run(active.id)
        #expect(running.state == .running && running.ended == nil && running.process == getpid())
        try await board.endRun(active, RunEnd(.partial, reason: "limit", usage: ["calls": 2]))
        let ended = try await other.run(active.id)
        #expect(ended.state == .partial && ended.reason == "limit" && ended.usage == ["calls": 2])
        #expect(ended.command == "ask" && ended.task == "How tall?" && ended.options == ["source": ["a.md"]])
        #expect(ended.ended == BoardFixture.clock.now())
        #expect(!FileSystem.exists(fixture.home.path.appending("runs/\(active.id)")))
    }

    @Test func `a run whose process is gone was interrupted, and one process can take it up`() async throws {
        var active: ActiveRun? = try await board.beginRun(command: "ask", task: "x")
        let id = try #require(active?.id)
        let held = await #expect(throws: BlackboardError.self) { try await board.resumeRun(id) }
        #expect(held?.code == .runActive)
        // The system closes the files of a process that ends, however it ends.
        active = nil
        // Another test may start a process just now, which has all files until it becomes another program.
        let lock = fixture.home.path.appending("runs/\(id)/lock")
        #expect(await eventually { (try? FileLock.isHeld(lock)) == false })
        #expect(try await board.run(id).state == .interrupted)
        #expect(try await board.runs(limit: 5).map(\.state) == [.interrupted])
        let ended = await #expect(throws: BlackboardError.self) { try await board.cancelRun(id) }
        #expect(ended?.code == .runEnded)
        let again = try await board.resumeRun(String(id.suffix(12)))
        #expect(again.id == id)
        #expect(try await board.run(id).state == .running)
        await #expect(throws: BlackboardError.self) { try await Blackboard(home: fixture.home.path).resumeRun(id) }
        try await board.endRun(again, RunEnd(.done))
        #expect(try await board.run(id).state == .done)
    }

    @Test(arguments: [.null, ["source": ["a.md"]]] as [JSON])
    func `the time in which a run lies until it is taken up is no time of work`(options: JSON) async throws {
        let hour: Int64 = 3_600_000
        let time = Mutex(Timestamp(milliseconds: 1_769_860_800_000))
        let board = try Blackboard(home: fixture.home.path, clock: WallClock { time.withLock { $0 } })
        func pass(_ milliseconds: Int64) {
            time.withLock { $0 = Timestamp(milliseconds: $0.milliseconds + milliseconds) }
        }
        var active: ActiveRun? = try await board.beginRun(command: "ask", task: "x", options: options)
        let id = try #require(active?.id)
        let journal = try await Journal(run: id, on: board, mode: .record)
        _ = try await journal.step(JournalKey(JournalAgent("0"), .clock, request: ""), label: "") {
            pass(2_000)
            return 1
        }
        pass(hour)
        #expect(try await board.run(id).seconds == 3_602, "as long as it runs, time is what passes")
        // Two processes are killed; the second one before it came to anything.
        for _ in 0..<2 {
            active = nil
            let lock = fixture.home.path.appending("runs/\(id)/lock")
            #expect(await eventually { (try? FileLock.isHeld(lock)) == false })
            #expect(try await board.run(id).seconds == 2)
            pass(hour)
            active = try await board.resumeRun(id)
            pass(500)
        }
        #expect(try await board.run(id).seconds == 2.5)
        try await board.endRun(try #require(active), RunEnd(.partial))
        pass(hour)
        #expect(try await board.run(id).seconds == 2.5)
        let again = try await board.resumeRun(id)
        pass(1_000)
        try await board.endRun(again, RunEnd(.done))
        let run = try await board.run(id)
        #expect(run.seconds == 3.5 && run.options["source"] == options["source"])
        #expect(try #require(run.ended).milliseconds - run.started.milliseconds == 4 * hour + 4_000)
    }

    @Test func `a row that somebody has altered is listed and taken up all the same`() async throws {
        let times = [(Int.min, Int.max), (Int.max, Int.min), (0, 0)]
        for (options, time) in zip(["{\"taken-up\": {\"at\": -9e99}}", "[3]", "{"], times) {
            let active = try await board.beginRun(command: "ask", task: "x")
            try await board.endRun(active, RunEnd(.partial))
            let database = try Connection(fixture.home.path.appending("board.db"), mode: .readWrite)
            try database.run("UPDATE run SET options = ? WHERE id = ?", .text(options), .text(active.id))
            try database.run(
                "UPDATE run SET taken_up = ?, worked = ? WHERE id = ?",
                .int(time.0),
                .int(time.1),
                .text(active.id)
            )
            let again = try await board.resumeRun(active.id)
            #expect(try await board.run(active.id).seconds >= 0)
            try await board.endRun(again, RunEnd(.done))
        }
    }

    @Test func `a running run is told to end, and its process is known`() async throws {
        let active = try await board.beginRun(command: "ask", task: "x")
        #expect(try await !board.isRunCancelled(active.id))
        #expect(try await Blackboard(home: fixture.home.path).cancelRun(active.id) == getpid())
        #expect(try await board.isRunCancelled(active.id))
        try await board.endRun(active, RunEnd(.done))
        #expect(try await board.run(active.id).state == .done)
    }

    @Test func `the latest come first, and a part of a name is enough if it is of one only`() async throws {
        var ids: [String] = []
        for number in 0..<3 {
            let active = try await board.beginRun(command: "ask", task: "question \(number)")
            ids.append(active.id)
            try await board.endRun(active, RunEnd(.done))
        }
        let runs = try await board.runs(limit: 2)
        #expect(runs.map(\.id) == Array(ids.sorted().reversed().prefix(2)))
        #expect(try await board.run(String(ids[0].suffix(8)).lowercased()).id == ids[0])
        for name in [String(ids[0].prefix(8)), "nope", "0", "%%%%%", ""] {
            let error = await #expect(throws: BlackboardError.self) { try await board.run(name) }
            #expect(error?.code == .runNotFound)
        }
    }

    @Test func `what the steps used is added up, and a cost that is not known is not guessed`() async throws {
        let active = try await board.beginRun(command: "ask", task: "x")
        let journal = try await Journal(run: active.id, on: board, mode: .record)
        for (number, cost) in [0.25, 0.5].enumerated() {
            let key = JournalKey(JournalAgent("0"), .model, request: "\(number)")
            guard case .pending(let step) = try await journal.begin(key, label: "") else { continue }
            try await journal.end(step, 1, usage: StepUsage(inputTokens: 10, outputTokens: 3, cost: cost))
        }
        _ = try await journal.step(JournalKey(JournalAgent("0"), .clock, request: ""), label: "") { 1 }
        var totals = try await board.run(active.id).totals
        #expect(totals.calls == 2 && totals.steps == 3 && totals.inputTokens == 20 && totals.outputTokens == 6)
        #expect(totals.cost == 0.75)
        let key = JournalKey(JournalAgent("0"), .model, request: "unknown")
        guard case .pending(let step) = try await journal.begin(key, label: "") else { return }
        try await journal.end(step, 1, usage: StepUsage(cost: nil))
        totals = try await board.run(active.id).totals
        #expect(totals.cost == nil)
    }

    @Test func `without the database past runs are gone, and nothing else`() async throws {
        let active = try await board.beginRun(command: "ask", task: "x")
        _ = try await board.post(EntryContent(title: "kept", status: .current), kind: .note, by: "a", run: active.id)
        try await board.endRun(active, RunEnd(.done))
        try await board.close()
        for name in ["board.db", "board.db-wal", "board.db-shm"] {
            try FileSystem.remove(fixture.home.path.appending(name))
        }
        let again = try Blackboard(home: fixture.home.path)
        #expect(try await again.runs(limit: 5).isEmpty)
        #expect(try await again.entries(matching: EntryFilter(run: active.id)).map(\.title) == ["kept"])
    }
}
