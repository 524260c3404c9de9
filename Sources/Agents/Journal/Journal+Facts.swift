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

    /// Reads the messages of a person to an agent; only calls of a model before which there are some are recorded.
    ///
    /// - Parameters:
    ///   - call: The number of the call before which they are read.
    ///   - agent: Who reads them.
    ///   - isAnswered: Whether the answer to the call is recorded: then it was asked without what is there now.
    ///   - unread: The messages that are there now.
    /// - Returns: The messages, or those of when the run was recorded.
    /// - Throws: As `step`.
    func messages(
        before call: Int,
        of agent: JournalAgent,
        isAnswered: Bool,
        _ unread: () -> [String]
    ) async throws -> [String] {
        // Nothing is recorded yet that could hold them.
        let fresh = mode == .record ? unread() : nil
        if fresh?.isEmpty == true { return [] }
        let beginning: Beginning
        do {
            beginning = try await begin(
                JournalKey(agent, .id, request: "messages before call \(call)"),
                label: "messages of a person"
            )
        } catch let error as BlackboardError where error.code == .stepMissing {
            // A run that is told again had none.
            return []
        }
        switch beginning {
        case .recorded(let result): return try result.get().array?.compactMap(\.string) ?? []
        case .pending(let step):
            let texts = fresh ?? (isAnswered ? [] : unread())
            if !texts.isEmpty { try await end(step, texts) }
            return texts
        }
    }

    /// Journals decisions on tools: nobody is asked twice, and nobody at all when a run is told again.
    ///
    /// What the rules allow is not recorded: the call itself is, and that a call is recorded shows that it was allowed.
    /// Reading needs nobody's consent, whatever is configured.
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
            if request.access == .read { return await approve(request) }
            do {
                return try await self.decision(on: request, of: agent, approve)
            } catch {
                return .denied("the decision could not be written down: \(error)")
            }
        }
    }

    private func decision(
        on request: AgentHooks.ToolUse,
        of agent: JournalAgent,
        _ approve: (AgentHooks.ToolUse) async -> AgentHooks.Approval
    ) async throws -> AgentHooks.Approval {
        let call = JournaledTool.key(of: request.tool, WrittenJSON(request.arguments), agent)
        if isRecorded(call) { return .approved }
        switch try await begin(
            JournalKey(agent, .approval, request: call.request),
            label: "approval of \(request.tool)"
        ) {
        case .recorded(let result): return try result.get().string.map(AgentHooks.Approval.denied) ?? .approved
        case .pending(let step):
            let decision = await approve(request)
            // Who is cancelled while they wait for a person has not decided.
            try Task.checkCancellation()
            switch decision {
            case .approved: break
            case .approvedByPerson: try await end(step, JSON.null)
            case .denied(let reason): try await end(step, reason)
            }
            return decision
        }
    }
}
