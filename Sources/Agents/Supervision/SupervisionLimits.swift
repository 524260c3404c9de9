/// What a supervisor allows, and how long it waits.
public struct SupervisionLimits: Sendable, Equatable {
    /// The least time-out: below it no model has answered twice.
    public static let leastTimeout = Duration.seconds(30)

    /// How many children of one parent work at once; more wait: `delegation.max_concurrent_children`.
    public var maxConcurrentChildren: Int
    /// How many levels of children there are below the agent at the top: `delegation.max_spawn_depth`.
    public var maxSpawnDepth: Int
    /// How many children of one parent work or wait; more are refused.
    public var maxChildren: Int
    /// How long a child may work, all its attempts together: `delegation.child_timeout_seconds`.
    public var childTimeout: Duration
    /// How often activity is passed on as a heartbeat.
    public var heartbeat = Duration.seconds(30)
    /// How long a child may show no activity.
    public var idleTimeout = Duration.seconds(450)
    /// How long a child may show no activity while a tool works for it.
    public var toolTimeout = Duration.seconds(1_200)
    /// How many restarts one parent's children get in `restartWindow`, and each child in all.
    public var maxRestarts = 2
    /// The time over which restarts are counted.
    public var restartWindow = Duration.seconds(60)
    /// How long a cancelled child may take to end before somebody is told.
    public var stopGrace = Duration.seconds(10)

    /// Creates limits; what makes no sense is raised to the least that does.
    ///
    /// - Parameters:
    ///   - maxConcurrentChildren: How many children of one parent work at once.
    ///   - maxSpawnDepth: How many levels of children there are.
    ///   - maxChildren: How many children of one parent work or wait.
    ///   - childTimeout: How long a child may work.
    public init(
        maxConcurrentChildren: Int = 3,
        maxSpawnDepth: Int = 1,
        maxChildren: Int = 10_000,
        childTimeout: Duration = .seconds(600)
    ) {
        self.maxConcurrentChildren = max(1, maxConcurrentChildren)
        self.maxSpawnDepth = max(0, maxSpawnDepth)
        self.maxChildren = max(1, maxChildren)
        self.childTimeout = max(Self.leastTimeout, childTimeout)
    }
}
