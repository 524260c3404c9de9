/// Puts the agents of a run in the order of their tree.
struct AgentOrder {
    /// An agent, and when it began its first step.
    struct Agent {
        let agent: JournalAgent
        let started: Int

        init(_ agent: JournalAgent, started: Int) {
            self.agent = agent
            self.started = started
        }
    }

    /// What one part of a path is ordered by: when the call began, which call it is, the agent's place in it.
    private struct Rank: Comparable {
        let started: Int
        let call: String
        let place: Int

        static func < (left: Rank, right: Rank) -> Bool {
            (left.started, left.call, left.place) < (right.started, right.call, right.place)
        }
    }

    private let agents: [Agent]
    private var starts: [String: Int] = [:]

    init(_ agents: [Agent]) {
        self.agents = agents
        for agent in agents {
            for call in Self.parts(of: agent.agent.path).map(\.call) {
                starts[call] = min(starts[call] ?? .max, agent.started)
            }
        }
    }

    /// Parents before children, calls by their beginning, agents of one call by their place, attempts by their number.
    var sorted: [JournalAgent] {
        agents.map { (agent: $0.agent, ranks: ranks(of: $0.agent)) }
            .sorted { left, right in
                if left.agent.path == right.agent.path { return left.agent.attempt < right.agent.attempt }
                return left.ranks.lexicographicallyPrecedes(right.ranks)
            }
            .map(\.agent)
    }

    private func ranks(of agent: JournalAgent) -> [Rank] {
        Self.parts(of: agent.path).map { Rank(started: starts[$0.call] ?? 0, call: $0.call, place: $0.place) }
    }

    /// For each agent of a path the call that began it, as a path, and its place among the agents of that call.
    private static func parts(of path: String) -> [(call: String, place: Int)] {
        var parts: [(call: String, place: Int)] = []
        var above = ""
        for part in path.split(separator: "/") {
            let place = part.lastIndex(of: ".").flatMap { Int(part[$0...].dropFirst()) }
            let call = place == nil ? part : part[..<(part.lastIndex(of: ".") ?? part.endIndex)]
            parts.append((call: "\(above)\(call)", place: place ?? 0))
            above += "\(part)/"
        }
        return parts
    }
}
