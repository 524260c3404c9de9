import Synchronization
import TestSupport
import Testing

@testable import Web

@Suite(.timeLimit(.minutes(1)))
struct PaceTests {
    @Test func `requests to one server begin some time apart`() async throws {
        let server = try ScriptedServer { _ in [.page("<p>x</p>")] }
        let fixture = try WebFixture {
            $0.obeysRobots = false
            $0.interval = .seconds(2)
        }
        for path in ["/a", "/b", "/c"] { #expect(await fixture.failure(server.url(path)) == nil) }
        #expect(fixture.time.waits == [.seconds(2), .seconds(2)])
    }

    @Test func `another server need not wait`() async throws {
        let servers = try (0..<3).map { _ in try ScriptedServer(.page("<p>x</p>")) }
        let fixture = try WebFixture {
            $0.obeysRobots = false
            $0.interval = .seconds(2)
        }
        for server in servers { #expect(await fixture.failure(server.url()) == nil) }
        #expect(fixture.time.waits.isEmpty)
    }

    private final class Counts: Sendable {
        private let values = Mutex((now: 0, most: 0))
        var most: Int { values.withLock { $0.most } }
        func enter() { values.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) } }
        func leave() { values.withLock { $0.now -= 1 } }
    }

    @Test func `no more than two are under way at one server`() async throws {
        let counts = Counts()
        let gate = ServerGate(limit: 2, time: ManualTime().timekeeper)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    try await gate.withTurn(at: "a") {
                        counts.enter()
                        for _ in 0..<20 { await Task.yield() }
                        counts.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(counts.most == 2)
    }

    @Test func `who is cancelled while waiting leaves the turn to the next`() async throws {
        let gate = ServerGate(limit: 1, time: ManualTime().timekeeper)
        let inside = Mutex(false)
        let release = Mutex(false)
        let first = Task {
            try await gate.withTurn(at: "a") {
                inside.withLock { $0 = true }
                while !release.withLock({ $0 }) { await Task.yield() }
            }
        }
        #expect(await eventually { inside.withLock { $0 } })
        let second = Task { try await gate.withTurn(at: "a") { true } }
        second.cancel()
        await #expect(throws: CancellationError.self) { _ = try await second.value }
        let third = Task { try await gate.withTurn(at: "a") { true } }
        release.withLock { $0 = true }
        #expect(try await third.value)
        try await first.value
    }
}
