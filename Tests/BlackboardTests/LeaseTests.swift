import Blackboard
import Core
import Synchronization
import TestSupport
import Testing

@Suite struct LeaseTests {
    /// A clock that tests set.
    private final class ManualClock: Sendable {
        private let moment = Mutex(BootClock.Moment(boot: "a", milliseconds: 0))
        var clock: BootClock { BootClock { self.moment.withLock { $0 } } }
        func set(_ seconds: Int, boot: String = "a") {
            moment.withLock { $0 = BootClock.Moment(boot: boot, milliseconds: seconds * 1_000) }
        }
    }

    private let home: TemporaryFolder
    private let clock = ManualClock()
    private let board: Blackboard
    private let task = EntryID(.task, 1)

    init() async throws {
        home = try TemporaryFolder()
        board = try Blackboard(home: home.path, bootClock: clock.clock)
        _ = try await board.post(EntryContent(title: "Look", status: .open), kind: .task, by: "human")
    }

    private func code(_ body: () async throws -> Void) async -> BlackboardError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? BlackboardError)?.code
        }
    }

    @Test func `a task is held by one agent until it is given back`() async throws {
        let lease = try #require(try await board.lease(task, to: "ann", seconds: 60))
        #expect(try await board.entry(task).content.status == .leased)
        #expect(await code { _ = try await board.lease(task, to: "bob", seconds: 60) } == .leased)
        #expect(try await board.lease(nil, to: "bob", seconds: 60) == nil)
        #expect(try await board.release(lease, as: .done).content.status == .done)
        #expect(await code { _ = try await board.lease(task, to: "bob", seconds: 60) } == .invalid)
        #expect(await code { _ = try await board.release(lease, as: .done) } == .leaseLost)
    }

    @Test func `after its time a task can be taken over, and the old holder is told`() async throws {
        let first = try #require(try await board.lease(nil, to: "ann", seconds: 60))
        clock.set(59)
        _ = try await board.renew(first, seconds: 60)
        clock.set(118)
        #expect(try await board.lease(nil, to: "bob", seconds: 60) == nil)
        clock.set(119)
        let second = try #require(try await board.lease(nil, to: "bob", seconds: 60))
        #expect(await code { _ = try await board.renew(first, seconds: 60) } == .leaseLost)
        #expect(await code { _ = try await board.release(first, as: .done) } == .leaseLost)
        #expect(try await board.release(second, as: .failed).author == "bob")
    }

    @Test func `a lease that nobody took over can still be renewed`() async throws {
        let lease = try #require(try await board.lease(nil, to: "ann", seconds: 1))
        clock.set(100)
        _ = try await board.renew(lease, seconds: 60)
        #expect(try await board.lease(nil, to: "bob", seconds: 60) == nil)
    }

    @Test func `no lease outlives the machine's start`() async throws {
        _ = try await board.lease(nil, to: "ann", seconds: 600)
        clock.set(1, boot: "b")
        #expect(try await board.lease(nil, to: "bob", seconds: 60)?.agent == "bob")
    }

    @Test(arguments: [0.0, -1, .nan, .infinity, Blackboard.longestLease + 1])
    func `a lease without a sensible time is refused`(seconds: Double) async throws {
        #expect(await code { _ = try await board.lease(task, to: "ann", seconds: seconds) } == .invalid)
    }

    @Test func `of many agents on two connections one gets the task`() async throws {
        let other = try Blackboard(home: home.path, bootClock: clock.clock)
        let board = board
        let holders = try await withThrowingTaskGroup(of: TaskLease?.self) { group in
            for number in 0..<40 {
                let board = number % 2 == 0 ? board : other
                group.addTask { try await board.lease(nil, to: "agent-\(number)", seconds: 60) }
            }
            return try await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
        }
        #expect(holders.count == 1)
    }
}
