public import Blackboard
public import Core

extension Journal {
    /// Reads the clock.
    ///
    /// - Parameters:
    ///   - clock: The clock.
    ///   - agent: Who asks.
    /// - Returns: The time, or that of when the run was recorded.
    /// - Throws: As `step`.
    public func now(_ clock: WallClock = .system, for agent: JournalAgent) async throws -> Timestamp {
        let value = try await step(JournalKey(agent, .clock, request: "now"), label: "clock") {
            .int(Int(clock.now().milliseconds))
        }
        return Timestamp(milliseconds: Int64(value.int ?? 0))
    }

    /// Makes an identifier.
    ///
    /// - Parameters:
    ///   - agent: Who asks.
    ///   - make: Makes it.
    /// - Returns: The identifier, or that of when the run was recorded.
    /// - Throws: As `step`, and what the closure throws.
    public func identifier(for agent: JournalAgent, _ make: () async throws -> String) async throws -> String {
        try await step(JournalKey(agent, .id, request: "id"), label: "identifier") { .string(try await make()) }.string
            ?? ""
    }

    /// Journals decisions on tools: nobody is asked twice, and nobody at all when a run is told again.
    ///
    /// - Parameters:
    ///   - approve: Decides.
    ///   - agent: Who wants to use a tool.
    /// - Returns: The same, journaled, for `AgentHooks.approve`; what cannot be journaled is denied.
    public func approving(
        _ approve: @escaping @Sendable (AgentHooks.ToolUse) async -> AgentHooks.Approval,
        for agent: JournalAgent
    ) -> @Sendable (AgentHooks.ToolUse) async -> AgentHooks.Approval {
        { request in
            let key = JournalKey(agent, .approval, request: "\(request.tool)\n\(request.arguments.text)")
            do {
                let denial = try await self.step(key, label: "approval of \(request.tool)") {
                    let decision = await approve(request)
                    // Who is cancelled while they wait for a person has not decided.
                    try Task.checkCancellation()
                    if case .denied(let reason) = decision { return .string(reason) }
                    return .null
                }
                return denial.string.map(AgentHooks.Approval.denied) ?? .approved
            } catch {
                return .denied("the decision could not be written down: \(error)")
            }
        }
    }
}
