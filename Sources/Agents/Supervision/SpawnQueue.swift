/// The agents that wait for their turn, for each parent by priority and then by age.
struct SpawnQueue: Sendable {
    private struct Waiting: Sendable {
        let id: AgentID
        let priority: Int
    }

    // The one whose turn is next stands last, where taking it away is cheap.
    private var lines: [AgentID: [Waiting]] = [:]

    /// The parents whose children wait.
    var parents: [AgentID] { lines.keys.sorted() }

    mutating func add(_ id: AgentID, parent: AgentID, priority: Int) {
        var line = lines.removeValue(forKey: parent) ?? []
        // Before all that are as urgent or more, as those are nearer to the end; found by halving.
        var (low, high) = (0, line.count)
        while low < high {
            let middle = (low + high) / 2
            if line[middle].priority < priority { low = middle + 1 } else { high = middle }
        }
        line.insert(Waiting(id: id, priority: priority), at: low)
        lines[parent] = line
    }

    mutating func takeFirst(of parent: AgentID) -> AgentID? {
        guard let first = lines[parent]?.popLast() else { return nil }
        if lines[parent]?.isEmpty == true { lines[parent] = nil }
        return first.id
    }

    /// Forgets those who wait for a parent that has ended.
    mutating func drop(_ parent: AgentID) { lines[parent] = nil }
}
