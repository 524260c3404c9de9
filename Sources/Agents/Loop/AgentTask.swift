public import Core
public import LanguageModels

/// What an agent is asked to do.
public struct AgentTask: Sendable, Equatable {
    /// Names the task in its result.
    public var id: String
    /// What is to be done; with the context all that a worker knows.
    public var goal: String
    /// What the worker needs to know for it.
    public var context: String
    /// The role of who does it; nothing for a worker without one.
    public var role: String?
    /// The toolsets that it needs; nothing for those of its role.
    public var toolsets: [String]?
    /// The form of the answer.
    public var output: OutputSchema?
    /// The most iterations; nothing for those of its role.
    public var iterations: Int?
    /// What waits longer comes first among equals; a higher number goes before.
    public var priority: Int

    /// Creates a task.
    ///
    /// - Parameters:
    ///   - id: Names the task in its result.
    ///   - goal: What is to be done.
    ///   - context: What the worker needs to know for it.
    ///   - role: The role of who does it.
    ///   - toolsets: The toolsets that it needs.
    ///   - output: The form of the answer.
    ///   - iterations: The most iterations.
    ///   - priority: A higher number goes before.
    public init(
        id: String,
        goal: String,
        context: String = "",
        role: String? = nil,
        toolsets: [String]? = nil,
        output: OutputSchema? = nil,
        iterations: Int? = nil,
        priority: Int = 0
    ) {
        self.id = id
        self.goal = goal
        self.context = context
        self.role = role
        self.toolsets = toolsets
        self.output = output
        self.iterations = iterations
        self.priority = priority
    }

    /// The task as a message between supervisor and worker.
    public var json: JSON {
        [
            "task_id": .string(id), "type": .string(role ?? "general"), "input": .string(goal),
            "context": .string(context), "priority": .int(priority),
        ]
    }
}
