/// The right of one agent to work on a task for some time.
public struct TaskLease: Sendable, Equatable {
    /// The task.
    public let task: EntryID
    /// Who holds it.
    public let agent: String
    /// What proves it: known only to the holder.
    public let token: String
    /// How long it lasts from when it was given or renewed, in seconds.
    public let seconds: Double

    /// Creates a lease as its holder remembers it.
    public init(task: EntryID, agent: String, token: String, seconds: Double) {
        self.task = task
        self.agent = agent
        self.token = token
        self.seconds = seconds
    }
}
