import Core
import TestSupport
import Testing

@testable import Agents

@Suite struct EventLogTests {
    private let folder: TemporaryFolder
    private let clock = WallClock { Timestamp(milliseconds: 5) }

    init() throws { folder = try TemporaryFolder() }

    private func log(_ run: String = "01J") throws -> EventLog {
        try EventLog(run: run, home: folder.path, clock: clock, keysInUse: ["hunter2-of-this-process"])
    }

    private static let kinds: [RunEvent.Kind] = [
        .spawned(parent: AgentID(1), role: "critic", task: "judge"), .spawned(parent: nil, role: "", task: ""),
        .started(attempt: 1), .restarted(attempt: 2, lastError: "no answer"),
        .progress(iteration: 2, limit: nil, tokens: 7, dollars: 0.5),
        .progress(iteration: 2, limit: 50, tokens: 7, dollars: nil), .toolStarted(call: "c", tool: "t"),
        .toolCompleted(call: "c", tool: "t", milliseconds: 9, error: nil),
        .toolCompleted(call: "c", tool: "t", milliseconds: 9, error: "gone"),
        .decided(tool: "t", kind: .execute, isApproved: false, source: .user), .warned("w"),
        .noted(code: "skill", text: "n"), .ended(.completed, reason: nil), .ended(.partial, reason: "p"),
        .ended(.failed, reason: "f"), .ended(.cancelled, reason: "stale"), .paused, .resumed,
    ]

    @Test func `what is stored is read back the same`() async throws {
        let log = try log()
        let events = Self.kinds.map { log.record($0, of: AgentID(4)) }
        try await log.finish()
        #expect(try EventLog.events(of: "01J", home: folder.path) == events)
        #expect(events.map(\.sequence) == Array(1...Self.kinds.count))
    }

    @Test func `events of many tasks are in one order, in the file and for each listener`() async throws {
        let log = try log()
        let listeners = [log.events(), log.events()]
        await withTaskGroup { group in
            for agent in 1...20 {
                group.addTask { for turn in 1...50 { log.record(.started(attempt: turn), of: AgentID(agent)) } }
            }
        }
        try await log.finish()
        let stored = try EventLog.events(of: "01J", home: folder.path)
        #expect(stored.map(\.sequence) == Array(1...1_000))
        for listener in listeners {
            let heard = await listener.reduce(into: []) { $0.append($1) }
            #expect(heard == stored)
        }
        for agent in 1...20 {
            let turns = stored.filter { $0.agent == AgentID(agent) }.map(\.kind)
            #expect(turns == (1...50).map { .started(attempt: $0) })
        }
    }

    @Test(.timeLimit(.minutes(1))) func `a listener may be called off at any moment of an event`() async throws {
        let log = EventLog(clock: clock)
        for _ in 0..<TestEffort.cases(3_000) {
            let (events, isHeard) = (log.events(), AsyncStream<Never>.makeStream())
            let listener = Task { for await _ in events { isHeard.continuation.finish() } }
            log.record(.paused)
            for await _ in isHeard.stream {}
            await withTaskGroup { group in
                group.addTask { for _ in 0..<10 { log.record(.resumed) } }
                group.addTask { listener.cancel() }
            }
            await listener.value
        }
    }

    @Test func `the numbers go on when a run is taken up, behind a line that a crash cut off`() async throws {
        let first = try log()
        first.record(.paused)
        try await first.finish()
        let path = folder.path.appending("runs/01J/events.jsonl")
        let bytes = try FileSystem.read(path, limit: 1_000)
        try folder.write("runs/01J/events.jsonl", bytes: bytes + Array("{\"seq\":2,\"ti".utf8))
        let second = try log()
        second.record(.resumed)
        try await second.finish()
        let events = try EventLog.events(of: "01J", home: folder.path)
        #expect(events.map(\.sequence) == [1, 2] && events.map(\.kind) == [.paused, .resumed])
    }

    @Test func `secrets and escape sequences are not stored, and long texts are cut`() throws {
        let event = try log().record(.ended(.failed, reason: "key hunter2-of-this-process\u{1B}[2J refused"))
        guard case .ended(_, let reason?) = event.kind else { return }
        #expect(!reason.contains("hunter2") && !reason.contains("\u{1B}") && reason.contains("refused"))
        let long = try log().record(.warned(String(repeating: "é", count: 5_000)))
        #expect(long.json.text.utf8.count < 700)
    }

    @Test(arguments: ["", "..", "a/b", "../x", "a.b", String(repeating: "a", count: 65)])
    func `a run's name cannot lead elsewhere`(name: String) {
        #expect(throws: FileError.self) { try log(name) }
        #expect(throws: FileError.self) { try EventLog.events(of: name, home: folder.path) }
    }

    @Test func `a listener that comes too late hears nothing and does not wait`() async throws {
        let log = try log()
        log.record(.paused)
        try await log.finish()
        #expect(await log.events().first { _ in true } == nil)
    }

    @Test func `what cannot be stored is told at the end`() async throws {
        try folder.write("runs/01J", "a file where the folder should be")
        let log = try EventLog(run: "01K", home: folder.path, clock: clock)
        try folder.write("runs/01K", "here too")
        log.record(.paused)
        await #expect(throws: FileError.self) { try await log.finish() }
    }

    @Test func `an action of the supervisor is an event if something came of it`() {
        let report = SupervisionReport(
            agent: AgentID(1),
            outcome: .cancelled(.timedOut),
            attempts: 1,
            time: .seconds(600)
        )
        #expect(RunEvent.Kind(.report(report)) == .ended(.cancelled, reason: "timed_out"))
        #expect(
            RunEvent.Kind(.restart(AgentID(1), attempt: 2, lastError: "x")) == .restarted(attempt: 2, lastError: "x")
        )
        #expect(RunEvent.Kind(.heartbeat(AgentID(1))) == nil)
    }

    @Test func `lines of several writers to one file stay whole`() async throws {
        let path = folder.path.appending("x/lines")
        try await withThrowingTaskGroup { group in
            for writer in 0..<8 {
                let file = LineFile(path)
                group.addTask {
                    let filler = String(repeating: "x", count: 3_000)
                    for number in 0..<25 { try await file.addDurably("\(writer) \(number) \(filler)") }
                }
            }
            try await group.waitForAll()
        }
        let lines = try FileSystem.read(path, limit: 1 << 24).split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == 200 && lines.allSatisfy { $0.count > 3_000 && $0.count < 3_010 })
        #expect(Set(lines).count == 200)
    }
}
