public import Blackboard
public import Core
import LanguageModels
import Synchronization

/// The agents of one run: one at the top, and the workers that it and they hand tasks to.
///
/// Each agent gets a model, tools, its part of the budget, supervision and somebody to decide what it may do, and all
/// that happens goes into the run's events. What an agent cannot see is the conversation of another one.
public final class AgentRun: Sendable {
    /// Sees what an agent does as it happens, such as its text for a person who waits.
    public typealias Observer = @Sendable (AgentID, AgentEvent) -> Void

    /// The run's identifier.
    public let id: String
    /// What all agents together may use.
    public let budget: Budget
    /// Its workers: who they are, to stop one of them or let none begin.
    public let supervisor: Supervisor

    let factory: AgentFactory
    let settings: RunSettings
    let approvals: Approvals
    let events: EventLog
    let tasks: TaskRecords
    let journal: Journal?
    let timekeeper: Timekeeper
    let observer: Observer
    let mail: AgentMail
    let reports = UsageReports()
    let board: Blackboard
    private let total = Mutex(AgentUsage())
    /// What agents have not read, in words.
    private let unreadMessages = Mutex<[String]>([])
    /// Why a call was not made that an agent wanted.
    private let denial = Mutex<String?>(nil)

    /// Prepares a run; nothing is sent.
    ///
    /// - Parameters:
    ///   - id: The run's identifier.
    ///   - factory: Puts the agents together.
    ///   - settings: How far they may go.
    ///   - board: Where handed out tasks and their results are written.
    ///   - approvals: Who decides what they may do.
    ///   - events: Takes what happens.
    ///   - journal: Records each step before it counts; nothing for a run that cannot be taken up.
    ///   - mail: Takes what a person says to agents.
    ///   - timekeeper: The source of time.
    ///   - observer: Sees what each agent does.
    public init(
        id: String,
        factory: AgentFactory,
        settings: RunSettings,
        board: Blackboard,
        approvals: Approvals,
        events: EventLog,
        journal: Journal? = nil,
        mail: AgentMail = AgentMail(),
        timekeeper: Timekeeper = .system,
        observer: @escaping Observer = { _, _ in }
    ) {
        self.id = id
        self.factory = factory
        self.settings = settings
        self.approvals = approvals
        self.events = events
        self.journal = journal
        self.mail = mail
        self.timekeeper = timekeeper
        self.observer = observer
        self.board = board
        // A run that is told again uses nothing.
        let used = journal?.mode == .resume ? journal?.used : nil
        budget = Budget(
            settings.budget,
            used: used.map(Expense.init) ?? .none,
            for: used?.time ?? .zero,
            now: timekeeper.now
        )
        let tasks = TaskRecords(board: board, run: id, digestTokens: settings.room.digestTokens) {
            events.record(.warned($0), of: $1)
        }
        self.tasks = tasks
        supervisor = Supervisor(limits: settings.supervision, timekeeper: timekeeper) { action in
            if case .heartbeat(let agent) = action { tasks.beat(agent) }
            if let kind = RunEvent.Kind(action) { events.record(kind, of: action.agent) }
        }
    }

    /// What all agents have used so far, those that work on not included.
    public var usage: AgentUsage { total.withLock { $0 } }

    /// What was said to agents that have ended before they read it, in sentences for who has said it.
    public var unread: [String] { unreadMessages.withLock { $0 } }

    /// Works on a task; cancelling ends all agents with what they have.
    ///
    /// - Parameter task: What the agent at the top is asked to do.
    /// - Returns: What became of it.
    /// - Throws: `AgentError` for an unknown role or toolset; what the choice of the model throws. After the start
    ///   nothing is thrown: the result tells.
    public func work(on task: AgentTask) async throws -> AgentResult {
        let role = task.role ?? "agent"
        let limits = try factory.budget(of: task.role)
        let seat = AgentSeat(id: .top, place: JournalAgent("0"), role: role, depth: 0, budget: budget.child(limits))
        events.record(.spawned(parent: nil, role: role, task: task.goal), of: .top)
        events.record(.started(attempt: 1), of: .top)
        let agent: Agent
        do {
            agent = try await prepare(task, at: seat) { _ in }
        } catch {
            events.record(.ended(.failed, reason: "\(error)"), of: .top)
            throw error
        }
        var (result, isLate) = await supervised {
            await self.withinTime { await self.work(of: agent, upTo: limits.time, in: seat.budget) }
        }
        if isLate { result = calledOffByTime(result) }
        // An answer that rests on workers who could not go on is not the whole of it.
        if result.exitReason == .finished, let denial = denial.withLock({ $0 }) {
            result.exitReason = .budgetExhausted
            result.error = denial
        }
        events.record(RunEvent.Kind(result), of: .top)
        return result
    }

    /// Has agents work on tasks that no agent handed out, at the same time as far as the limits allow.
    ///
    /// Call it within `supervised`.
    ///
    /// - Parameters:
    ///   - tasks: The tasks, whose ids must be the same each time that the run is repeated.
    ///   - place: Where they stand in the run.
    ///   - onEnd: Is handed each result as it comes.
    /// - Returns: The results, in the order of the tasks.
    public func work(
        on tasks: [AgentTask],
        at place: JournalAgent,
        onEnd: @escaping @Sendable (AgentResult) async -> Void
    ) async -> [AgentResult] {
        let seat = AgentSeat(id: .top, place: place, role: "supervisor", depth: 0, budget: budget)
        let delegation = RunDelegation(run: self, parent: seat, toolsets: Toolset.allCases)
        let nobody = [EntryID?](repeating: nil, count: tasks.count)
        let results = await withinTime {
            await delegation.run(tasks, records: nobody) { await onEnd(self.namingLimit($0)) }
        }.value
        return results.map(namingLimit)
    }

    private func namingLimit(_ result: AgentResult) -> AgentResult {
        budget.timeLeft.map { $0 <= .zero } == true ? calledOffByTime(result) : result
    }

    /// Who was called off because the run's time is over has reached a limit, and nobody has cancelled it.
    private func calledOffByTime(_ result: AgentResult) -> AgentResult {
        guard result.exitReason == .cancelled else { return result }
        var result = result
        result.exitReason = .budgetExhausted
        result.error = timeIsOver
        return result
    }

    /// Tells those who watch the run of something that no agent did.
    ///
    /// - Parameters:
    ///   - code: What it is, in a word.
    ///   - text: What happened.
    public func note(_ code: String, _ text: String) { events.record(.noted(code: code, text: text), of: .top) }

    /// Watches over the agents that are at work while something is done.
    ///
    /// - Parameter body: What is done.
    /// - Returns: What the closure returns.
    /// - Throws: What the closure throws.
    public func supervised<Value: Sendable>(_ body: @Sendable () async throws -> Value) async rethrows -> Value {
        try await supervisor.supervise {
            async let _ = tasks.keepLeases()
            return try await body()
        }
    }

    // MARK: - One agent

    /// Puts the agent of a seat together.
    func prepare(
        _ task: AgentTask,
        at seat: AgentSeat,
        note: @escaping @Sendable (Activity) -> Void
    ) async throws -> Agent {
        let delegation = RunDelegation(run: self, parent: seat, toolsets: try factory.toolsets(of: task))
        let limits = seat.isWorker ? settings.worker : settings.top
        let iterations = try factory.iterations(of: task, isWorker: seat.isWorker, limits)
        return try await factory.agent(
            for: task,
            at: seat.place,
            journal: journal,
            isWorker: seat.isWorker,
            limits: limits,
            delegating: delegation,
            room: settings.room,
            hooks: hooks(of: seat, iterations: iterations, note: note)
        )
    }

    func noteUnread(_ words: String) { unreadMessages.withLock { $0.append(words) } }

    func noteDenial(_ reason: String) { denial.withLock { $0 = $0 ?? reason } }

    func add(_ usage: AgentUsage) { total.withLock { $0 = $0 + usage } }
}
