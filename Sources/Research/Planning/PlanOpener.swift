import Blackboard
import Core

/// Carries out a plan: makes each part a question on the board, with what is known and a task for what is not.
struct PlanOpener: KnowledgeSource {
    let role = "supervisor"
    let context: RunContext

    func canAct(on view: RunView) -> Bool { view.plan != nil && !view.isOpened }

    func act(on view: inout RunView) async throws {
        guard var plan = view.plan else { return }
        if plan.parts.contains(where: { $0.question == nil }) {
            try await ask(&plan, view)
            for reused in try await plan.parts.atOnce({ try await reuse($0) }) {
                if let reused { context.tell(reused) }
            }
            // The ids come last: with them the questions are complete, whatever ends this process.
            let notes = view.root.content.body.split(separator: "\n").filter { $0.hasPrefix("> known already") }
            let text = PlanText.render(plan, question: view.text, notes: notes.map { String($0.dropFirst(2)) })
            _ = try await context.board.amend(view.root.id, by: role, run: view.run) { $0.body = text }
            return
        }
        let tasks = plan.parts.compactMap { part -> (title: String, targets: [EntryID])? in
            guard part.needsResearch, let question = part.question, view.tasks(about: question).isEmpty else {
                return nil
            }
            return ("Research: \(part.text)", [question])
        }
        try await context.post(.research, tasks, run: view.run)
    }

    /// Makes each part a question on the board, unless it is one.
    private func ask(_ plan: inout Plan, _ view: RunView) async throws {
        var new: [Int] = []
        for (index, part) in plan.parts.enumerated() {
            if part.question == nil, part.text == view.text {
                plan.parts[index].question = view.question.id
            } else if try await !isThere(part.question) {
                new.append(index)
            }
        }
        let texts = new.map { plan.parts[$0].text }
        let questions = try await context.board.ask(texts, about: view.question.id, run: view.run)
        for (index, question) in zip(new, questions) { plan.parts[index].question = question }
    }

    /// Whether the board has a question; whoever wrote the plan may have named one that is not there.
    private func isThere(_ question: EntryID?) async throws -> Bool {
        guard let question else { return false }
        do {
            _ = try await context.board.entry(question)
            return true
        } catch let error as BlackboardError where error.code == .notFound(question) {
            return false
        }
    }

    /// Links findings that are known to the part that they answer.
    ///
    /// - Returns: What is to be told of it; nothing if nothing is known.
    private func reuse(_ part: Plan.Part) async throws -> ResearchProgress? {
        guard let question = part.question else { return nil }
        for id in part.known {
            do {
                let finding = try await context.board.entry(id)
                guard RunView.isUsable(finding, sources: context.options.sources) else { continue }
                try await context.link(finding.id, answering: question, by: role)
            } catch let error as BlackboardError where error.code == .notFound(id) {
                // A person may have named a finding that is not there; the researcher finds it or not.
                continue
            }
        }
        let all = try await RunView.findings(
            answering: question,
            on: context.board,
            sources: context.options.sources
        )
        if all.isEmpty { return nil }
        let days = try await KnownFindings.age(of: all, on: context.board, at: context.clock.now())
        return .reused(all.map(\.id), part: part.text, days: days)
    }
}
