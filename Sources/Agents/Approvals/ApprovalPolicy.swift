/// Who decides on a tool call, by rules alone.
public struct ApprovalPolicy: Sendable, Equatable {
    /// What the rules say.
    public enum Verdict: Sendable, Equatable {
        /// It is decided.
        case decided(ApprovalDecision)
        /// The person is to be asked.
        case ask
    }

    /// The classes that need no consent: reading, and what the user has consented to otherwise, such as the network by
    /// asking for research on the web.
    public var free: Set<ToolAccess>
    /// Whether sub-agents get what they want: `delegation.subagent_auto_approve`.
    public var autoApprovesSubagents: Bool
    /// Whether there is a person to ask.
    public var isUserPresent: Bool

    /// Creates a policy.
    ///
    /// - Parameters:
    ///   - free: The classes that need no consent.
    ///   - autoApprovesSubagents: Whether sub-agents get what they want.
    ///   - isUserPresent: Whether there is a person to ask.
    public init(
        free: Set<ToolAccess> = [.read],
        autoApprovesSubagents: Bool = false,
        isUserPresent: Bool = false
    ) {
        self.free = free.union([.read])
        self.autoApprovesSubagents = autoApprovesSubagents
        self.isUserPresent = isUserPresent
    }

    /// Decides, or says that a person has to.
    ///
    /// - Parameter request: The call; one of a sub-agent is never left to a person.
    /// - Returns: The verdict.
    public func verdict(on request: ApprovalRequest) -> Verdict {
        if free.contains(request.kind) { return decided(true, .policy, "\(request.kind.rawValue) needs no consent") }
        if request.isSubagent {
            return autoApprovesSubagents
                ? decided(true, .configuration, "delegation.subagent_auto_approve is true")
                : decided(
                    false,
                    .configuration,
                    "sub-agents may not \(request.kind.verb) (delegation.subagent_auto_approve is false): "
                        + "leave it to the agent that gave you the task"
                )
        }
        if isUserPresent { return .ask }
        return decided(false, .policy, "there is nobody to ask for consent to \(request.kind.verb)")
    }

    private func decided(_ isApproved: Bool, _ source: ApprovalDecision.Source, _ reason: String) -> Verdict {
        .decided(ApprovalDecision(isApproved: isApproved, source: source, reason: reason))
    }
}

extension ToolAccess {
    /// What a tool of the class does, in a sentence.
    var verb: String {
        switch self {
        case .read: "read"
        case .write: "write files"
        case .network: "use the network"
        case .execute: "run programs"
        }
    }
}
