/// Decides on the tool calls of a run, and writes each decision down before it counts.
public actor Approvals {
    /// Asks the person; of several questions at once each is put when the one before it is answered.
    public typealias Asker = @Sendable (ApprovalRequest) async -> ApprovalAnswer

    private let policy: ApprovalPolicy
    private let log: AuditLog
    private let ask: Asker
    private var toolsApproved: Set<String> = []
    private var isAsking = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Creates the decider of a run.
    ///
    /// - Parameters:
    ///   - policy: The rules.
    ///   - log: Where decisions are written down.
    ///   - ask: Asks the person; called only if the policy says that there is one, and never for sub-agents.
    public init(policy: ApprovalPolicy, log: AuditLog, ask: @escaping Asker = { _ in .no }) {
        self.policy = policy
        self.log = log
        self.ask = ask
    }

    /// Decides on a call.
    ///
    /// Reading is decided without a line in the audit log: each call is in the run's journal with its arguments.
    ///
    /// - Parameter request: The call.
    /// - Returns: The decision, which is on the disk.
    /// - Throws: `FileError` if it could not be written down: then the call must not go ahead. `CancellationError`.
    public func decide(_ request: ApprovalRequest) async throws -> ApprovalDecision {
        switch policy.verdict(on: request) {
        case .decided(let decision):
            if request.kind != .read { try await log.record(decision, on: request) }
            return decision
        case .ask:
            let decision = await askInTurn(request)
            try Task.checkCancellation()
            try await log.record(decision, on: request)
            return decision
        }
    }

    /// Asks once the questions before are answered: two at a time cannot be read.
    private func askInTurn(_ request: ApprovalRequest) async -> ApprovalDecision {
        await takeTurn()
        defer { endTurn() }
        if toolsApproved.contains(request.tool) {
            return ApprovalDecision(isApproved: true, source: .user, reason: "the user approved \(request.tool) before")
        }
        if Task.isCancelled { return ApprovalDecision(isApproved: false, source: .user, reason: "cancelled") }
        switch await ask(request) {
        case .once: return ApprovalDecision(isApproved: true, source: .user, reason: "the user approved it")
        case .always:
            toolsApproved.insert(request.tool)
            return ApprovalDecision(
                isApproved: true,
                source: .user,
                reason: "the user approved \(request.tool) for good"
            )
        case .no: return ApprovalDecision(isApproved: false, source: .user, reason: "the user refused it")
        }
    }

    private func takeTurn() async {
        if isAsking { await withCheckedContinuation { waiting.append($0) } }
        isAsking = true
    }

    /// Hands the turn over; nobody can come between, as it stays taken.
    private func endTurn() {
        if waiting.isEmpty { isAsking = false } else { waiting.removeFirst().resume() }
    }
}
