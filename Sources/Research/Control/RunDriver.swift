import Agents
import Blackboard
import Core

/// Drives a run: looks at the board after each step, and has whoever can act do so.
struct RunDriver: Sendable {
    /// The most steps of a run; no run comes near it.
    private static let stepLimit = 200

    let context: RunContext

    private var board: Blackboard { context.board }

    /// Reads a run from the board.
    ///
    /// - Parameter run: The run.
    /// - Returns: What the board says of it.
    /// - Throws: `BlackboardError` with `invalid` if there is none; as `RunView.load`.
    func view(of run: String) async throws -> RunView {
        guard let view = try await RunView.load(run, from: board, sources: context.options.sources) else {
            throw BlackboardError(.invalid, "the board has no run \(run) with agents; 'slate runs list' shows all runs")
        }
        return view
    }

    /// Has what failed done again: research that did not come to its end, and drafts that no model has judged.
    ///
    /// - Parameter view: The run as it is.
    /// - Throws: What the board throws.
    func reopen(_ view: RunView) async throws {
        for task in view.tasks(.research) where task.content.status == .failed || task.content.status == .done {
            guard let report = ResearchReport(text: task.content.body), report.reason != .finished else { continue }
            // What ended with findings is done, unless a limit or somebody has cut it short.
            let wasCutShort = report.reason == .budgetExhausted || report.reason == .cancelled
            guard task.content.status == .failed || wasCutShort else { continue }
            _ = try await board.amend(task.id, by: "supervisor", run: view.run) { $0.status = .open }
        }
        for version in view.versions where version.review?.failure != nil {
            for task in view.tasks(.review) where task.content.links.contains(Link(.about, version.entry.id)) {
                _ = try await board.amend(task.id, by: "supervisor", run: view.run) { $0.status = .cancelled }
            }
        }
    }

    /// Control by the blackboard: whoever can act does, until nobody can or a step ends the run.
    ///
    /// - Parameter first: The run as it is.
    /// - Returns: Why it ended.
    /// - Throws: What a step throws, but for failures that leave a report and budgets that are spent.
    func steps(_ first: RunView) async throws -> ResearchEnding {
        var current = first
        do {
            for _ in 0..<Self.stepLimit {
                try Task.checkCancellation()
                guard let next = team.first(where: { $0.canAct(on: current) }) else { break }
                try await next.act(on: &current)
                current = try await view(of: first.run)
            }
        } catch let failure as ResearchStop {
            return failure.ending
        } catch let error as BudgetError {
            return ResearchEnding(.budgetExhausted, error.message, cause: .budgetExhausted)
        }
        return Self.ending(of: current)
    }

    private var team: [any KnowledgeSource<RunView>] {
        let researcher: any KnowledgeSource<RunView> =
            context.options.researcher == .model
            ? AgentResearcher(context: context) : QuotingResearcher(context: context)
        return [
            Planner(context: context), PlanOpener(context: context), researcher, DraftCritic(context: context),
            FollowUp(context: context), DraftWriter(context: context),
        ]
    }

    /// How a run ended that nothing has stopped.
    private static func ending(of view: RunView) -> ResearchEnding {
        if let failure = view.best?.review?.failure {
            return ResearchEnding(.criticFailed, "the draft was not judged in all its sentences: \(failure)")
        }
        let ends = view.tasks(.research).compactMap { ResearchReport(text: $0.content.body) }
        if let cut = ends.first(where: { $0.reason == .budgetExhausted }) {
            return ResearchEnding(.budgetExhausted, cut.error, cause: cut.reason)
        }
        guard view.findings.isEmpty else { return .completed }
        guard let failed = ends.first(where: { $0.reason != .finished }) else { return ResearchEnding(.noEvidence) }
        let error = failed.error.isEmpty ? failed.reason.rawValue : failed.error
        return ResearchEnding(.researchFailed, "nothing was found: \(error)", cause: failed.reason)
    }

    /// Makes the answer of a run, which may have ended long ago.
    ///
    /// - Parameters:
    ///   - view: The run as it is.
    ///   - ending: Why it ended; nothing for what the board says.
    ///   - start: When the work began.
    /// - Returns: The answer.
    /// - Throws: What the board throws.
    func answer(_ view: RunView, _ ending: ResearchEnding? = nil, from start: Timestamp) async throws -> Answer {
        var builder = DraftAnswer(view, context, ending: ending ?? Self.ending(of: view))
        let count =
            if let sources = context.options.sources { sources.count } else {
                try await board.statistics().entries[.source] ?? 0
            }
        return try await builder.build(start: start, sourceCount: count)
    }

    /// Makes the answer and ends the run's tasks.
    ///
    /// - Parameters:
    ///   - view: The run as it is.
    ///   - ending: Why it ended.
    ///   - start: When the work began.
    /// - Returns: The answer.
    /// - Throws: What the board throws.
    func finish(_ view: RunView, _ ending: ResearchEnding, from start: Timestamp) async throws -> Answer {
        let answer = try await answer(view, ending, from: start)
        let final = answer.making.ending ?? ending
        if !final.canResume {
            let left = view.tasks.filter { $0.content.status == .open || $0.content.status == .leased }.map(\.id)
            _ = try await left.atOnce { [keeper = context.keeper] task in
                // A step that ended without its task: what it made is on the board.
                if try await keeper.take(task) { try await keeper.release(task, as: .cancelled) }
            }
            async let settled: Void = settleCritiques(view)
            try await settleQuestions(view)
            try await settled
        }
        try await context.keeper.release(view.root.id, as: final.canResume ? .open : .done)
        try await context.keeper.releaseAll()
        context.tell(.ended(final))
        return answer
    }

    /// Marks critiques that were followed; those that nothing came of stay open for people to see.
    private func settleCritiques(_ view: RunView) async throws {
        let followed = Set(view.tasks(.research).flatMap(\.content.links).map(\.target))
        let critiques = view.versions.flatMap(\.critiques).map(\.id).filter(followed.contains)
        _ = try await critiques.atOnce { [board] critique in
            try await board.amend(critique, by: "supervisor", run: view.run) { content in
                if content.status == .open { content.status = .settled }
            }
        }
    }

    /// Marks questions that have an answer.
    private func settleQuestions(_ view: RunView) async throws {
        var answered = view.parts.filter { !$0.findings.isEmpty }.map(\.question)
        if answered.count == view.parts.count, !view.findings.isEmpty { answered.append(view.question.id) }
        _ = try await answered.unique.atOnce { [board] id in
            try await board.amend(id, by: "writer", run: nil) { content in
                if content.status == .open { content.status = .answered }
            }
        }
    }
}
