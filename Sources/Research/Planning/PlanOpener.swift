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
            for index in plan.parts.indices {
                plan.parts[index].question = try await question(of: plan.parts[index], view)
                try await reuse(plan.parts[index], view)
            }
            // The ids come last: with them the questions are complete, whatever ends this process.
            let notes = view.root.content.body.split(separator: "\n").filter { $0.hasPrefix("> known already") }
            let text = PlanText.render(plan, question: view.text, notes: notes.map { String($0.dropFirst(2)) })
            _ = try await context.board.amend(view.root.id, by: role, run: view.run) { $0.body = text }
            return
        }
        for part in plan.parts where part.needsResearch {
            guard let question = part.question, view.tasks(about: question).isEmpty else { continue }
            _ = try await context.post(.research, "Research: \(part.text)", about: [question], run: view.run)
        }
    }

    private func question(of part: Plan.Part, _ view: RunView) async throws -> EntryID {
        if let known = part.question {
            // Whoever wrote the plan may have named a question that is not there.
            do {
                return try await context.board.entry(known).id
            } catch let error as BlackboardError where error.code == .notFound(known) {
                return try await context.board.ask(part.text, about: view.question.id, run: view.run)
            }
        }
        return part.text == view.text
            ? view.question.id : try await context.board.ask(part.text, about: view.question.id, run: view.run)
    }

    /// Links findings that are known to the part that they answer.
    private func reuse(_ part: Plan.Part, _ view: RunView) async throws {
        guard let question = part.question else { return }
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
        if all.isEmpty { return }
        let days = try await KnownFindings.age(of: all, on: context.board, at: context.clock.now())
        context.tell(.reused(all.map(\.id), part: part.text, days: days))
    }
}
