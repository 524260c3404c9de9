/// The settings of agents and their workers; the names are those of Hermes Agent.
enum AgentSettings {
    static let all = [
        Setting(
            key: "agent.max_turns",
            kind: .number(1...10_000),
            standard: "90",
            summary: "how many turns an agent has that nobody handed a task to",
            option: "max-iterations"
        ),
        Setting(
            key: "delegation.max_iterations",
            kind: .number(1...10_000),
            standard: "50",
            summary: "how many turns a worker has at most"
        ),
        Setting(
            key: "delegation.max_concurrent_children",
            kind: .number(1...10_000),
            standard: "3",
            summary: "how many workers of one agent work at once",
            option: "concurrency"
        ),
        Setting(
            key: "delegation.max_spawn_depth",
            kind: .number(0...8),
            standard: "1",
            summary: "how many levels of workers there are; 0 for no delegation"
        ),
        Setting(
            key: "delegation.child_timeout_seconds",
            kind: .number(30...604_800),
            standard: "600",
            summary: "how long a worker may take, all its attempts together"
        ),
        Setting(
            key: "delegation.idle_timeout_seconds",
            kind: .number(1...604_800),
            standard: "450",
            summary: "how long a worker may show no sign of life"
        ),
        Setting(
            key: "delegation.tool_timeout_seconds",
            kind: .number(1...604_800),
            standard: "1200",
            summary: "how long a worker may show no sign of life while a tool works for it"
        ),
        Setting(
            key: "delegation.heartbeat_seconds",
            kind: .number(1...100),
            standard: "30",
            summary: "how often the lease of a task is renewed whose worker shows signs of life"
        ),
        Setting(
            key: "delegation.max_restarts",
            kind: .number(0...100),
            standard: "2",
            summary: "how often one agent's workers that failed are started anew within the window, and each in all"
        ),
        Setting(
            key: "delegation.restart_window_seconds",
            kind: .number(1...604_800),
            standard: "60",
            summary: "the window in which restarts are counted"
        ),
        Setting(
            key: "delegation.max_children",
            kind: .number(1...100_000),
            standard: "10000",
            summary: "how many workers of one agent may work or wait; more are refused"
        ),
        Setting(
            key: "delegation.max_summary_chars",
            kind: .number(256...4_000_000),
            standard: "12000",
            summary: "the most characters of the results that an agent gets back at once"
        ),
        Setting(
            key: "delegation.subagent_auto_approve",
            kind: .flag,
            standard: "false",
            summary: "whether workers may do without consent what needs it; they never ask"
        ),
        Setting(
            key: "roles.*.toolsets",
            kind: .names,
            standard: "",
            summary: "the toolsets of a role, in place of those in its file"
        ),
        Setting(
            key: "roles.*.max_iterations",
            kind: .number(1...10_000),
            standard: "",
            summary: "the turns of a role's agents, in place of those in its file"
        ),
    ]
}
