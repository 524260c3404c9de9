import Core
import Synchronization
import TestSupport
import Testing

@testable import Agents

@Suite struct SupervisorTests {
    private let clock = ManualClock()

    private func supervisor(
        _ limits: SupervisionLimits = SupervisionLimits(),
        observer: @escaping @Sendable (SupervisionAction) -> Void = { _ in }
    ) -> Supervisor {
        let timekeeper = Timekeeper(now: clock.now, sleep: { _ in try await Self.untilCancelled() })
        return Supervisor(limits: limits, timekeeper: timekeeper, observer: observer)
    }

    /// Waits like a call whose answer never comes.
    private static func untilCancelled() async throws {
        for await _ in AsyncStream<Never>.makeStream().stream {}
        try Task.checkCancellation()
    }

    @Test func `results come as they end and stand in the order of the tasks`() async throws {
        let gates = (0..<5).map { _ in AsyncStream<Never>.makeStream() }
        let ended = Mutex<[Int]>([])
        gates[4].continuation.finish()
        let results = try await supervisor(SupervisionLimits(maxConcurrentChildren: 5)).run(
            Array(repeating: SpawnRequest(), count: 5),
            work: { index, _ in
                for await _ in gates[index].stream {}
                return AttemptResult(.success, output: index)
            },
            onEnd: { index, _ in
                ended.withLock { $0.append(index) }
                if index > 0 { gates[index - 1].continuation.finish() }
            }
        )
        #expect(ended.withLock(\.self) == [4, 3, 2, 1, 0])
        #expect(results.map(\.output) == [0, 1, 2, 3, 4])
    }

    @Test func `never more work at once than allowed, and all get their turn`() async throws {
        let working = Mutex((now: 0, most: 0))
        let results = try await supervisor(SupervisionLimits(maxConcurrentChildren: 3)).run(
            Array(repeating: SpawnRequest(), count: 200)
        ) { index, _ in
            working.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            await Task.yield()
            working.withLock { $0.now -= 1 }
            return AttemptResult(.success, output: index)
        }
        #expect(results.count == 200 && results.allSatisfy { $0.report.outcome == .success })
        #expect(working.withLock { $0.most } <= 3)
    }

    @Test func `a failed attempt is followed by one that knows the error`() async throws {
        let results = try await supervisor().run([SpawnRequest()]) { _, attempt -> AttemptResult<String> in
            guard let error = attempt.lastError else {
                attempt.keep("half")
                return AttemptResult(.failure("no answer", mayRestart: true))
            }
            return AttemptResult(.success, output: "\(attempt.number): \(error)")
        }
        #expect(results[0].output == "2: no answer" && results[0].report.attempts == 2)
    }

    @Test func `after the last failure there is what was kept`() async throws {
        let results = try await supervisor().run([SpawnRequest()]) { _, attempt -> AttemptResult<String> in
            if attempt.number == 1 { attempt.keep("half") }
            return AttemptResult(.failure("no answer", mayRestart: true))
        }
        #expect(results[0].output == "half" && results[0].report.attempts == 3)
        #expect(results[0].report.outcome == .failure("no answer"))
    }

    @Test func `a time-out cancels one and keeps its part; its sibling goes on`() async throws {
        let supervisor = supervisor()
        let begun = Mutex(0)
        let gate = AsyncStream<Never>.makeStream()
        async let results = supervisor.run([SpawnRequest(timeout: .seconds(30)), SpawnRequest()]) {
            index,
            attempt -> AttemptResult<String> in
            begun.withLock { $0 += 1 }
            if index == 0 {
                attempt.keep("half")
                try await Self.untilCancelled()
            }
            for await _ in gate.stream {}
            return AttemptResult(.success, output: "whole")
        }
        #expect(await eventually { begun.withLock { $0 } == 2 })
        clock.advance(.seconds(30))
        supervisor.tick()
        gate.continuation.finish()
        let outcomes = try await results
        #expect(outcomes[0].report.outcome == .cancelled(.timedOut) && outcomes[0].output == "half")
        #expect(outcomes[1].report.outcome == .success && outcomes[1].output == "whole")
    }

    private final class Counter: Sendable {
        private let value = Mutex(0)
        var count: Int { value.withLock { $0 } }
        func add(_ number: Int) { value.withLock { $0 += number } }
    }

    /// A tree of 100 agents on two levels, all waiting.
    private func tree(_ supervisor: Supervisor, waiting: Counter) async throws -> [SupervisedResult<Int>] {
        try await supervisor.run(Array(repeating: SpawnRequest(), count: 10)) { _, attempt -> AttemptResult<Int> in
            let children = Array(repeating: SpawnRequest(parent: attempt.agent), count: 9)
            let results = try await supervisor.run(children) { _, _ -> AttemptResult<Int> in
                waiting.add(1)
                defer { waiting.add(-1) }
                try await Self.untilCancelled()
                return AttemptResult(.success, output: 1)
            }
            return AttemptResult(.partial("cancelled"), output: results.count { $0.report.outcome != .success })
        }
    }

    @Test(arguments: [false, true])
    func `a tree of a hundred agents ends when it is told to`(byTask: Bool) async throws {
        let supervisor = supervisor(SupervisionLimits(maxConcurrentChildren: 10, maxSpawnDepth: 2))
        let waiting = Counter()
        try await withThrowingTaskGroup(of: [SupervisedResult<Int>].self) { group in
            group.addTask { try await tree(supervisor, waiting: waiting) }
            #expect(await eventually { waiting.count == 90 })
            if byTask { group.cancelAll() } else { supervisor.cancel(.top) }
            let results = try await group.next() ?? []
            #expect(waiting.count == 0)
            let reason = byTask ? CancelReason.parentEnded : .interrupted
            #expect(results.map(\.report.outcome) == Array(repeating: .cancelled(reason), count: 10))
            #expect(results.allSatisfy { $0.output == 9 })
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [1, 4])
    func `a cancellation may meet the end of a worker and the start of the next`(concurrency: Int) async throws {
        for _ in 0..<TestEffort.cases(3_000) {
            let supervisor = supervisor(SupervisionLimits(maxConcurrentChildren: concurrency))
            let (isBegun, gate) = (AsyncStream<Never>.makeStream(), AsyncStream<Never>.makeStream())
            let all = Task {
                try await supervisor.run(Array(repeating: SpawnRequest(), count: 40)) { index, _ in
                    if index == 0 { isBegun.continuation.finish() }
                    if index < concurrency { for await _ in gate.stream {} }
                    return AttemptResult<Int>(.success)
                }
            }
            for await _ in isBegun.stream {}
            await withTaskGroup { group in
                group.addTask { gate.continuation.finish() }
                group.addTask { all.cancel() }
            }
            let results = try await all.value
            #expect(results.count == 40)
        }
    }

    @Test func `a batch with a task that is refused begins nothing`() async throws {
        let supervisor = supervisor(SupervisionLimits(maxChildren: 2))
        await #expect(throws: SpawnRefusal.self) {
            try await supervisor.run(Array(repeating: SpawnRequest(), count: 3)) { _, _ in
                Issue.record("it was begun")
                return AttemptResult<Int>(.success)
            }
        }
        let results = try await supervisor.run([SpawnRequest()]) { _, _ in AttemptResult(.success, output: 1) }
        #expect(results.count == 1)
    }

    @Test func `the observer hears of each agent in order`() async throws {
        let heard = Mutex<[AgentID: [String]]>([:])
        let supervisor = supervisor(SupervisionLimits(maxConcurrentChildren: 8)) { action in
            let word =
                switch action {
                case .spawn: "spawn"
                case .start: "start"
                case .restart: "restart"
                case .report: "report"
                default: "other"
                }
            heard.withLock { $0[action.agent, default: []].append(word) }
        }
        _ = try await supervisor.run(Array(repeating: SpawnRequest(), count: 100)) { index, attempt in
            await Task.yield()
            return AttemptResult<Int>(index == 7 && attempt.number == 1 ? .failure("", mayRestart: true) : .success)
        }
        let all = heard.withLock { $0 }
        #expect(all.count == 100)
        for (agent, words) in all {
            #expect(
                words == (agent.number == 8 ? ["spawn", "start", "restart", "report"] : ["spawn", "start", "report"])
            )
        }
    }

    @Test func `the clock is watched while something is supervised`() async throws {
        let (ticks, tick) = AsyncStream<Void>.makeStream()
        let timekeeper = Timekeeper(
            now: clock.now,
            sleep: { [clock] wait in
                try Task.checkCancellation()
                clock.advance(wait)
                tick.yield()
                await Task.yield()
            }
        )
        let supervisor = Supervisor(limits: SupervisionLimits(), timekeeper: timekeeper)
        let results = try await supervisor.supervise {
            try await supervisor.run([SpawnRequest(timeout: .seconds(30))]) { _, _ in
                try await Self.untilCancelled()
                return AttemptResult<Int>(.success)
            }
        }
        tick.finish()
        #expect(results[0].report.outcome == .cancelled(.timedOut))
        #expect(await ticks.reduce(0) { count, _ in count + 1 } >= 30)
    }
}
