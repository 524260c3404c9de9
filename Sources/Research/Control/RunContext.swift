import Blackboard
import Core

/// What all knowledge sources of a run work with.
struct RunContext: Sendable {
    let board: Blackboard
    let agents: ResearchAgents
    let options: ResearchOptions
    let keeper: LeaseKeeper
    let clock: WallClock
    let tell: @Sendable (ResearchProgress) -> Void

    /// Takes the task for a step, be it one that a process before has begun or a new one.
    ///
    /// - Parameters:
    ///   - tag: What it is for.
    ///   - title: What is done, for people.
    ///   - target: What it is about.
    ///   - view: The run.
    /// - Returns: The task.
    /// - Throws: `BlackboardError` with `leased` if somebody else has taken it; what the board throws.
    func begin(_ tag: TaskTag, _ title: String, about target: EntryID, _ view: RunView) async throws -> EntryID {
        let begun = view.unfinished(tag).first { $0.content.links.contains(Link(.about, target)) }
        let task: EntryID
        if let begun { task = begun.id } else { task = try await post(tag, title, about: target, run: view.run) }
        guard try await keeper.take(task) else {
            throw BlackboardError(.leased, "\(task) is held by another agent; wait until it has ended")
        }
        return task
    }

    /// Posts a task.
    private func post(_ tag: TaskTag, _ title: String, about target: EntryID, run: String) async throws -> EntryID {
        try await board.post(Self.task(tag, title, about: [target]), kind: .task, by: "supervisor", run: run).id
    }

    /// Posts tasks, in order and all at once.
    func post(_ tag: TaskTag, _ tasks: [(title: String, targets: [EntryID])], run: String) async throws {
        let contents = tasks.map { Self.task(tag, $0.title, about: $0.targets) }
        _ = try await board.postAll(contents, kind: .task, by: "supervisor", run: run)
    }

    private static func task(_ tag: TaskTag, _ title: String, about targets: [EntryID]) -> EntryContent {
        EntryContent(title: title, status: .open, tags: [tag.rawValue], links: targets.map { Link(.about, $0) })
    }

    /// Ends a task, with what is to be read in it afterwards.
    func end(_ task: EntryID, as status: EntryStatus, report: String) async throws {
        try await keeper.release(task, as: status) { if !report.isEmpty { $0.body = report } }
    }

    /// Notes on a finding that it answers a question.
    func link(_ finding: EntryID, answering question: EntryID, by role: String) async throws {
        // Without the run: a finding stays that of the run that has found it.
        let entry = try await board.entry(finding)
        _ = try await board.amend(finding, by: role, run: entry.run) { content in
            if !content.links.contains(Link(.answers, question)) { content.links.append(Link(.answers, question)) }
        }
    }

    /// Waits while other agents hold all that could be done, until one of the tasks is over or can be taken.
    func wait(for tasks: [EntryID]) async throws {
        while true {
            for task in tasks {
                if try await board.entry(task).content.status != .leased { return }
                guard let holder = try await board.holder(of: task) else { return }
                if options.isGone(holder) { return }
            }
            try await Task.sleep(for: .milliseconds(250))
        }
    }
}
