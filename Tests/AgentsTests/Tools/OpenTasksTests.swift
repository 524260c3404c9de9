import Blackboard
import Core
import Synchronization
import TestSupport
import Testing

@testable import Agents

/// Tasks that are handed out without waiting for them.
@Suite struct OpenTasksTests {
    /// Ends each task when it is told to.
    private final class Gates: Delegating {
        let terms = DelegationTerms()
        private let ends = (1...3).map { _ in AsyncStream<Never>.makeStream() }
        let begun = Mutex<[String]>([])
        let calledOff = Mutex<[String]>([])

        func finish(_ number: Int) { ends[number - 1].continuation.finish() }

        func open(_ tasks: [AgentTask]) async -> [EntryID?] { tasks.map { _ in nil } }

        func run(
            _ tasks: [AgentTask],
            records: [EntryID?],
            onEnd: @escaping @Sendable (AgentResult) async -> Void
        ) async -> [AgentResult] {
            await withTaskGroup { group in
                for task in tasks {
                    group.addTask {
                        let result = await self.work(task)
                        await onEnd(result)
                        return result
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }

        private func work(_ task: AgentTask) async -> AgentResult {
            begun.withLock { $0.append(task.id) }
            for await _ in ends[(Int(task.id) ?? 1) - 1].stream {}
            guard !Task.isCancelled else {
                calledOff.withLock { $0.append(task.id) }
                return AgentResult(taskID: task.id, exitReason: .cancelled)
            }
            return AgentResult(taskID: task.id, exitReason: .finished, output: "Done.")
        }
    }

    private let gates = Gates()
    private let tasks = (1...3).map { AgentTask(id: "\($0)", goal: "Goal \($0).") }
    private var records: [EntryID?] { tasks.map { _ in nil } }

    /// Expects that some tasks have ended and others have not.
    private func expect(
        _ open: OpenTasks,
        _ wait: OpenTasks.Wait,
        gives ended: [String],
        open rest: [String]
    ) async throws {
        let taken = try await open.take(wait)
        #expect(taken.ended.map(\.task.id) == ended && taken.open.map(\.id) == rest)
    }

    @Test func `results are taken as they come, each once`() async throws {
        let open = OpenTasks(gates)
        try await open.around {
            open.start(tasks, records: records)
            try await expect(open, .none, gives: [], open: ["1", "2", "3"])
            gates.finish(2)
            try await expect(open, .next, gives: ["2"], open: ["1", "3"])
            gates.finish(3)
            try await expect(open, .next, gives: ["3"], open: ["1"])
            gates.finish(1)
            try await expect(open, .all, gives: ["1"], open: [])
            #expect(open.untold.isEmpty)
            try await expect(open, .next, gives: [], open: [])
        }
    }

    @Test func `all can be waited for, and stand in the order of the tasks`() async throws {
        let open = OpenTasks(gates)
        try await open.around {
            open.start(tasks, records: records)
            for number in [3, 1, 2] { gates.finish(number) }
            try await expect(open, .all, gives: ["1", "2", "3"], open: [])
        }
    }

    @Test func `what is open when its agent ends is called off before that`() async throws {
        let open = OpenTasks(gates)
        await open.around {
            open.start(tasks, records: records)
            #expect(await eventually { gates.begun.withLock { $0.count } == 3 })
        }
        #expect(gates.calledOff.withLock { $0.sorted() } == ["1", "2", "3"])
    }

    @Test func `who waits can be called off`() async throws {
        let open = OpenTasks(gates)
        await open.around {
            open.start(tasks, records: records)
            let waiting = Task { try await open.take(.next) }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
    }

    @Test func `of a run that is taken up only those begin of which the agent was not told`() async throws {
        let open = OpenTasks(gates)
        try await open.around {
            open.expect(tasks, records: records)
            #expect(open.untold == ["1", "2", "3"])
            open.forget(["1"])
            gates.finish(2)
            try await expect(open, .next, gives: ["2"], open: ["3"])
            #expect(await eventually { gates.begun.withLock { $0.sorted() } == ["2", "3"] })
        }
    }

    @Test func `a tool tells of results, and of what is open`() async throws {
        let open = OpenTasks(gates)
        let context = ToolContext(author: "orchestrator")
        let delegate = try #require(DelegateTaskTool(gates, archive: nil, open: open))
        let collect = CollectResultsTool(open, archive: nil)
        await #expect(throws: AgentError.self) { try await collect.run([:], context) }
        try await open.around {
            var context = context
            // Named after the call, as the gates are.
            context.call = 1
            _ = try await delegate.run(["goal": "a", "wait": false], context)
            context.call = 2
            let receipt = try await delegate.run(["goal": "b", "wait": false], context)
            #expect(receipt.text == #"{"handed_out":[{"task_id":"2","entry":null}]}"#)
            gates.finish(2)
            let report = try JSON(parsing: try await collect.run([:], context).text)
            #expect(report["results"]?.array?.map { $0["task_id"]?.string } == ["2"])
            #expect(report["succeeded"]?.int == 1 && report["of"]?.int == 1 && report["open"] == ["1"])
        }
    }
}
