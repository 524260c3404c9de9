import Agents
import Blackboard
import Core
import LanguageModels
import TestSupport

/// A run of agents on a real board, with a model that a test gives.
struct RunFixture {
    let tools: ToolFixture
    let log: EventLog
    let run: AgentRun

    init(
        _ model: any LanguageModel,
        settings: RunSettings = RunSettings(),
        policy: ApprovalPolicy = ApprovalPolicy(),
        timekeeper: Timekeeper = .system,
        roles: RoleLibrary = RoleLibrary(),
        observer: @escaping AgentRun.Observer = { _, _ in }
    ) throws {
        let tools = try ToolFixture()
        let home = tools.folder.path.appending("home")
        log = try EventLog(run: "R1", home: home)
        run = AgentRun(
            id: "R1",
            factory: AgentFactory(
                roles: roles,
                catalog: tools.catalog,
                archive: tools.archive,
                run: "R1",
                model: { _, _ in ChosenModel(model) }
            ),
            settings: settings,
            board: tools.board,
            approvals: Approvals(policy: policy, log: AuditLog(home: home)),
            events: log,
            timekeeper: timekeeper,
            observer: observer
        )
        self.tools = tools
    }

    /// Has the orchestrator work on a task, and gives its result with what happened.
    func work(_ goal: String = "Measure all.") async throws -> (result: AgentResult, events: [RunEvent]) {
        let result = try await run.work(on: AgentTask(id: "1", goal: goal, role: "orchestrator"))
        try await log.finish()
        return (result, try EventLog.events(of: "R1", home: tools.folder.path.appending("home")))
    }

    /// Sees the events of the run as they come.
    func follow(_ body: @Sendable (RunEvent) -> Void) async {
        for await event in log.events() { body(event) }
    }

    /// What the tasks that were handed out have become, in their order.
    func tasks() async throws -> [Entry] {
        var tasks: [Entry] = []
        while let task = try? await tools.board.entry(EntryID(.task, tasks.count + 1)) { tasks.append(task) }
        return tasks
    }
}

extension ReplyingModel {
    /// A parent that hands out tasks in one call and then repeats what it was told, and workers that answer.
    static func delegating(
        _ goals: [String],
        role: String? = nil,
        worker: @escaping @Sendable (ModelRequest) -> ScriptedModel.Answer
    ) -> ReplyingModel {
        ReplyingModel { request in
            guard request.offers("delegate_task") else { return worker(request) }
            if case .tools(let results)? = request.messages.last { return .text("Told: " + results[0].content) }
            let tasks = goals.map { goal -> JSON in
                role.map { ["goal": .string(goal), "role": .string($0)] } ?? ["goal": .string(goal)]
            }
            return .call("delegate_task", ["tasks": .array(tasks)])
        }
    }
}
