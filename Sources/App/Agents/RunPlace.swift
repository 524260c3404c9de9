import Agents
import Blackboard
import Core

/// Where the agents of a run work: its board, its events and its journal.
struct RunPlace {
    let id: String
    let board: Blackboard
    let setup: AgentSetup
    /// What they may do without consent, besides reading.
    let free: Set<ToolAccess>
    /// Whether there are tools for the web.
    let hasWeb: Bool
    /// Shows what happens; nothing for a view of its own.
    var show: (@Sendable (RunEvent) -> Void)?
    /// Is handed the agents before they begin, for who steers them.
    var begun: @Sendable (AgentRun) -> Void = { _ in }
    /// Sees what each agent does.
    var observer: AgentRun.Observer = { _, _ in }

    /// Prepares the run's agents, has them do something, and shows meanwhile what happens.
    ///
    /// - Parameter body: What is done.
    /// - Returns: What the closure returns, with the agents.
    /// - Throws: What the closure throws; `FileError`, `SQLiteError` if events or journal cannot be kept.
    func watched<Value: Sendable>(_ body: (AgentRun) async throws -> Value) async throws -> (Value, AgentRun) {
        let session = setup.session
        let taken = session.invocation.taken
        let keys = KeysInUse.ofProcess.all
        // What happened is told once, when it happened.
        let log =
            taken?.mode == .replay
            ? EventLog(keysInUse: keys)
            : try EventLog(run: id, home: session.configuration.home, keysInUse: keys)
        let journal = try await Journal(
            run: id,
            on: taken?.repetition?.original ?? board,
            mode: taken?.mode ?? .record,
            repeatingOn: taken?.repetition?.copy,
            until: taken?.repetition?.stage.end
        ) { log.record(.warned($0.text), of: .top) }
        let mail = taken?.mode == .replay ? AgentMail() : try AgentMail(run: id, home: session.configuration.home)
        let web = hasWeb ? try session.webTools(on: board) : []
        let run = try setup.run(
            id,
            on: board,
            events: log,
            journal: journal,
            mail: mail,
            web: web,
            free: free,
            observer: observer
        )
        begun(run)
        let events = log.events()
        async let watching: Void = Self.watch(events, run.budget, session.console, show)
        do {
            let value = try await body(run)
            await Self.keep(mail, log)
            try await log.finish()
            // The last events are shown, too.
            await watching
            return (value, run)
        } catch {
            await Self.keep(mail, log)
            // The first error is the one to tell.
            try? await log.finish()
            throw error
        }
    }

    /// Has what was said to agents on the disk; who has an answer already is only told that it is not.
    private static func keep(_ mail: AgentMail, _ log: EventLog) async {
        do {
            try await mail.flush()
        } catch {
            log.record(.warned("what was said to agents could not be kept: \(error)"))
        }
    }

    /// Shows what happens, until nothing more does.
    private static func watch(
        _ events: AsyncStream<RunEvent>,
        _ budget: Budget,
        _ console: Console,
        _ show: (@Sendable (RunEvent) -> Void)?
    ) async {
        if let show {
            for await event in events { show(event) }
            return
        }
        var view = AgentView(console) {
            let standings = budget.standings
            return standings.isEmpty ? "" : "used of the budget: \(standings.wordsForUser)"
        }
        for await event in events { view.show(event) }
        view.finish()
    }
}
