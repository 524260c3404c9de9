import Agents
import Blackboard

/// Has agents research all open parts at the same time.
struct AgentResearcher: KnowledgeSource {
    let role = "researcher"
    let context: RunContext

    func canAct(on view: RunView) -> Bool { view.isOpened && !view.unfinished(.research).isEmpty }

    func act(on view: inout RunView) async throws {
        var taken: [EntryID: RunView.Part] = [:]
        var tasks: [AgentTask] = []
        let open = view.unfinished(.research).filter { part(of: $0, in: view) != nil }
        let isTaken = try await open.map(\.id).atOnce { [keeper = context.keeper] in try await keeper.take($0) }
        for (task, isTaken) in zip(open, isTaken) where isTaken {
            guard let part = part(of: task, in: view) else { continue }
            taken[task.id] = part
            tasks.append(try await agentTask(task, part, view))
            context.tell(.researching(task.id, part: part.text))
        }
        // All that is open is in the hands of others: they are waited for.
        if tasks.isEmpty { return try await context.wait(for: view.unfinished(.research).map(\.id)) }
        let ended = EndedTasks()
        let parts = taken
        let context = context
        let results = try await context.agents.work(tasks) { result in
            await ended.note(result, parts, context)
        }
        for result in results { await ended.note(result, parts, context) }
        try await ended.check()
        for task in tasks.compactMap({ EntryID($0.id) }) {
            // Who says nothing of a task has not done it.
            try await context.end(task, as: .failed, report: "")
        }
    }

    private func part(of task: Entry, in view: RunView) -> RunView.Part? {
        view.parts.first { task.content.links.contains(Link(.about, $0.question)) }
    }

    private func agentTask(_ task: Entry, _ part: RunView.Part, _ view: RunView) async throws -> AgentTask {
        var notes: [String] = []
        if part.question != view.question.id { notes.append("It is a part of the question: \(view.text)") }
        notes.append("Link each finding to \(part.question) with 'answers'.")
        if let sources = context.options.sources {
            let ids = sources.sorted().prefix(200).map(\.description).joined(separator: ", ")
            notes.append("Use these sources of the board and no others: \(ids).")
        }
        // What the task itself has found is not told: whoever takes it up must ask in the same words, or all that was
        // asked before would be asked again.
        let known = part.findings.filter { $0.created < task.created }
        if !known.isEmpty {
            let list = known.prefix(20).map { "[\($0.id)] \($0.content.title)" }.joined(separator: "\n")
            notes.append("Known already, so look for what is missing or better:\n\(list)")
        }
        for id in task.content.links.map(\.target) where id.kind == .critique {
            notes.append(
                "It was researched before; the critique is: \(try await context.board.entry(id).content.title)"
            )
        }
        return AgentTask(
            id: task.id.description,
            goal: "Find out, and post as findings with quotes: \(part.text)",
            context: notes.joined(separator: "\n\n"),
            role: role
        )
    }

    /// Ends tasks as their results come in, each once.
    private actor EndedTasks {
        private var tasks: Set<String> = []
        private var failure: (any Error)?

        func note(
            _ result: AgentResult,
            _ parts: [EntryID: RunView.Part],
            _ context: RunContext
        ) async {
            guard tasks.insert(result.taskID).inserted, let task = EntryID(result.taskID), let part = parts[task] else {
                return
            }
            do {
                for finding in result.findings {
                    try await context.link(finding, answering: part.question, by: "researcher")
                }
                let status: EntryStatus = result.outcome == .failure && result.findings.isEmpty ? .failed : .done
                try await context.end(task, as: status, report: ResearchReport(result).text)
                context.tell(.researched(task, findings: result.findings.count, error: result.error))
            } catch {
                failure = failure ?? error
            }
        }

        func check() throws { if let failure { throw failure } }
    }
}
