import Agents
import Blackboard
import Core
import LanguageModels

/// Makes the agents of a command from what is configured.
struct AgentSetup {
    /// The most tokens of a character of a summary, about.
    private static let charactersPerToken = 4

    let session: Session
    let models: ModelFactory
    let roles: RoleLibrary
    /// Whose models the agents have got.
    let asked = AskedModels()
    /// The only sources that agents may find and quote; nothing for all.
    var sources: Set<EntryID>?

    /// Prepares; nothing is sent, and no key is read.
    init(_ session: Session) {
        self.session = session
        models = session.models
        roles = Self.roles(session)
    }

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - id: Its identifier.
    ///   - board: The board.
    ///   - events: Takes what happens.
    ///   - journal: Records each step before it counts.
    ///   - mail: Takes what a person says to agents.
    ///   - web: The tools for the web.
    ///   - free: What agents may do without consent, besides reading.
    ///   - observer: Sees what each agent does.
    /// - Returns: The run.
    /// - Throws: `FileError` if the working folder cannot be read.
    func run(
        _ id: String,
        on board: Blackboard,
        events: EventLog,
        journal: Journal,
        mail: AgentMail,
        web: [any Tool],
        free: Set<ToolAccess> = [],
        observer: @escaping AgentRun.Observer = { _, _ in }
    ) throws(FileError) -> AgentRun {
        let configuration = session.configuration
        let consent = Consent(session.console)
        let policy = ApprovalPolicy(
            free: free,
            autoApprovesSubagents: configuration.text("delegation.subagent_auto_approve") == "true",
            isUserPresent: session.console.canAsk
        )
        return AgentRun(
            id: id,
            factory: try factory(id, on: board, consent, web),
            settings: settings,
            board: board,
            approvals: Approvals(
                policy: policy,
                log: AuditLog(home: configuration.home, keysInUse: KeysInUse.ofProcess.all),
                ask: { await consent.ask($0) }
            ),
            events: events,
            journal: journal,
            mail: mail,
            observer: observer
        )
    }

    /// How far agents may go.
    var settings: RunSettings {
        let configuration = session.configuration
        return RunSettings(
            top: limits(turns: configuration.number("agent.max_turns")),
            worker: limits(turns: configuration.number("delegation.max_iterations")),
            supervision: configuration.supervision,
            budget: session.invocation.taken?.repetition?.stage.limits ?? configuration.runBudget,
            room: ReportRoom(
                tokens: configuration.number("delegation.max_summary_chars") / Self.charactersPerToken,
                digestTokens: configuration.number(at: ["scrubber", "token_budget"])
            )
        )
    }

    private func limits(turns: Int) -> AgentLimits {
        var limits = AgentLimits(iterations: turns)
        let told = session.configuration.number(at: ["scrubber", "token_budget"])
        limits.digestTokens = min(limits.digestTokens, told ?? .max)
        return limits
    }

    private func factory(
        _ run: String,
        on board: Blackboard,
        _ consent: Consent,
        _ web: [any Tool]
    ) throws(FileError) -> AgentFactory {
        let skills = session.skills
        var catalog = ToolCatalog.bundled(
            board: board,
            folder: try WorkingFolder(session.workingFolder),
            ask: ask(consent),
            skills: skills,
            sources: sources
        )
        if !web.isEmpty { catalog.add(web, to: .web) }
        return AgentFactory(
            roles: roles,
            catalog: catalog,
            archive: TextArchive(board: board, run: run),
            prices: models.prices,
            run: run,
            removing: { session.removing },
            skills: (skills, session.skillSelector),
            model: { role, isWorker in try await model(of: role, isWorker: isWorker) }
        )
    }

    /// What puts a question of an agent to the person; nothing where agents cannot ask.
    ///
    /// A run that is taken up elsewhere offers its models what they were offered when it began, or each would be asked
    /// again from the start; where nobody is there, they are told so.
    private func ask(_ consent: Consent) -> AskUserTool.Ask? {
        let canAsk = session.console.canAsk
        guard session.invocation.taken?.asksPerson ?? canAsk else { return nil }
        return { question, options in canAsk ? await consent.answer(to: question, options) : nil }
    }

    /// The roles as the configuration changes them.
    private static func roles(_ session: Session) -> RoleLibrary {
        let configuration = session.configuration
        var library = RolesCommand.library(session)
        for name in configuration.names(below: "roles") {
            guard var role = library.roles[name] else { continue }
            if let names = configuration.names(at: ["roles", name, "toolsets"]) {
                do {
                    role.toolsets = try ToolCatalog.toolsets(named: names)
                } catch {
                    session.console.warn("roles.\(name).toolsets: \(error.message); those of its file stand")
                }
            }
            if let turns = configuration.number(at: ["roles", name, "max_iterations"]) {
                role.budget.iterations = turns
            }
            library.replace(with: role)
        }
        return library
    }
}

extension Configuration {
    /// What all agents of a run may use together.
    var runBudget: BudgetLimits {
        BudgetLimits(
            tokens: number(at: ["budget", "tokens"]),
            dollars: decimal(at: ["budget", "cost_usd"]),
            calls: number(at: ["budget", "calls"]),
            time: number(at: ["budget", "seconds"]).map { .seconds($0) }
        )
    }

    /// How workers are supervised.
    fileprivate var supervision: SupervisionLimits {
        var limits = SupervisionLimits(
            maxConcurrentChildren: number("delegation.max_concurrent_children"),
            maxSpawnDepth: number("delegation.max_spawn_depth"),
            maxChildren: number("delegation.max_children"),
            childTimeout: .seconds(number("delegation.child_timeout_seconds"))
        )
        limits.heartbeat = .seconds(number("delegation.heartbeat_seconds"))
        limits.idleTimeout = .seconds(number("delegation.idle_timeout_seconds"))
        limits.toolTimeout = .seconds(number("delegation.tool_timeout_seconds"))
        limits.maxRestarts = number("delegation.max_restarts")
        limits.restartWindow = .seconds(number("delegation.restart_window_seconds"))
        return limits
    }

    /// The turns of the agent at the top where its role does not decide: whoever tells them with the command means it.
    var turnsOfTop: Int? {
        let value = value("agent.max_turns")
        return value.layer >= .environment ? Int(value.text) : nil
    }
}
