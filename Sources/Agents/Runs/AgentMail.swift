import Synchronization

/// What a person has said to agents that are at work, until they read it.
final class AgentMail: Sendable {
    /// By agent; only those that are at work have a box.
    private let boxes = Mutex<[AgentID: [String]]>([:])

    /// Begins to take messages for an agent.
    func open(_ agent: AgentID) { boxes.withLock { $0[agent] = $0[agent] ?? [] } }

    /// Sends a message.
    ///
    /// - Returns: Whether the agent is at work.
    func send(_ text: String, to agent: AgentID) -> Bool {
        boxes.withLock { boxes in
            guard boxes[agent] != nil else { return false }
            boxes[agent]?.append(text)
            return true
        }
    }

    /// What an agent has not read yet.
    func take(_ agent: AgentID) -> [String] {
        boxes.withLock { boxes in
            guard let texts = boxes[agent] else { return [] }
            boxes[agent] = []
            return texts
        }
    }

    /// Ends an agent's box.
    ///
    /// - Returns: What it has not read.
    func close(_ agent: AgentID) -> [String] { boxes.withLock { $0.removeValue(forKey: agent) ?? [] } }
}
