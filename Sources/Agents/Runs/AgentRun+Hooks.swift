import Core
import LanguageModels

extension AgentRun {
    /// What stands around the agent of a seat.
    func hooks(of seat: AgentSeat, iterations: Int, note: @escaping @Sendable (Activity) -> Void) -> AgentHooks {
        let approve: @Sendable (AgentHooks.ToolUse) async -> AgentHooks.Approval = { [self] in
            await self.approve($0, for: seat)
        }
        let progress = AgentProgress(limit: iterations)
        mail.open(seat.id, at: seat.place)
        return AgentHooks(
            admit: { [self] in admit($0, in: seat.budget) },
            approve: journal.map { $0.approving(approve, for: seat.place) } ?? approve,
            messages: { [self] in await messages(for: seat, call: $0, isAnswered: $1) },
            finish: { [self] in await tasks.finish(seat, $0, journal) },
            observe: { [self] event in
                if let activity = Activity(event) { note(activity) }
                for kind in progress.kinds(event, prices: factory.prices, now: timekeeper.now()) {
                    events.record(kind, of: seat.id)
                }
                if case .ended(let result) = event {
                    add(result.usage)
                    tellUnread(by: seat, result)
                }
                observer(seat.id, event)
            }
        )
    }

    /// Gives an agent a message from a person, which it reads before it asks its model again.
    ///
    /// - Parameters:
    ///   - text: The message, clean of secrets.
    ///   - agent: Whom; the top answers to a person, workers do what they were handed.
    /// - Returns: Whether the agent is at work.
    public func steer(_ text: String, to agent: AgentID) -> Bool { mail.send(text, to: agent) }

    /// The messages that an agent reads before a call of its model, as they were read when the run was recorded.
    private func messages(for seat: AgentSeat, call: Int, isAnswered: Bool) async -> [String] {
        let unread = { self.mail.unread(at: seat.place) }
        do {
            let texts =
                try await journal?.messages(before: call, of: seat.place, isAnswered: isAnswered, unread) ?? unread()
            mail.forget(texts, at: seat.place)
            return texts
        } catch {
            // What is not recorded must not be read: a run that is taken up would go another way.
            events.record(.warned("a message waits, as it could not be recorded: \(error)"), of: seat.id)
            return []
        }
    }

    /// Tells what an agent that has ended was told too late.
    private func tellUnread(by seat: AgentSeat, _ result: AgentResult) {
        let isDone = result.exitReason == .finished
        let words = isDone ? "was done before it could read this" : "has not read this, and will if it goes on"
        for text in mail.close(seat.id) {
            events.record(.noted(code: "unread", text: "\(words): \(text)"), of: seat.id)
            noteUnread("\(seat.id) \(words): \(text)")
        }
    }

    private func approve(_ use: AgentHooks.ToolUse, for seat: AgentSeat) async -> AgentHooks.Approval {
        let request = ApprovalRequest(
            run: id,
            agent: seat.id,
            role: seat.role,
            isSubagent: seat.isWorker,
            tool: use.tool,
            kind: use.access,
            arguments: use.arguments
        )
        do {
            let decision = try await approvals.decide(request)
            events.record(
                .decided(
                    tool: use.tool,
                    kind: use.access,
                    isApproved: decision.isApproved,
                    source: decision.source
                ),
                of: seat.id
            )
            guard decision.isApproved else { return .denied(decision.reason) }
            return decision.source == .user ? .approvedByPerson : .approved
        } catch {
            // What cannot be written down must not happen.
            return .denied("the decision could not be recorded: \(error)")
        }
    }
}

extension Activity {
    /// The sign of life that an event is.
    fileprivate init?(_ event: AgentEvent) {
        switch event {
        case .toolStarted: self = .toolStarted
        case .toolEnded: self = .toolEnded
        case .asked, .text, .received, .retried, .answered, .toolProgress: self = .progress
        case .repaired, .noticed, .noted, .reduced, .ended: return nil
        }
    }
}
