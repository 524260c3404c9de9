import Agents
import Blackboard
import LanguageModels

/// Checks the latest draft: by rules first, then by a model's judgement; its critiques lead to further tasks.
struct DraftCritic: KnowledgeSource {
    let role = "critic"
    let context: RunContext

    func canAct(on view: RunView) -> Bool { view.versions.last.map { $0.review == nil } ?? false }

    func act(on view: inout RunView) async throws {
        guard let version = view.versions.last else { return }
        let number = view.versions.count
        let task = try await context.begin(.review, "Check \(version.entry.id)", about: version.entry.id, view)
        let book = try await FindingBook(view.findings, on: context.board)
        let check = try await DraftCheck(of: version.draft, book: book, question: view.allText, on: context.board)
        let problems = check.problems(of: version.draft)
        let outcome: Judge.Outcome
        do {
            outcome = try await judge(version.draft, book, path: "review/\(number)")
        } catch let error as ModelError {
            try await context.end(task, as: .failed, report: error.message)
            let message = "the draft was not judged: \(error.message)"
            throw ResearchStop(ending: ResearchEnding(.criticFailed, message, cause: ExitReason(error)))
        }
        let rules = DraftReview(
            view: view,
            draft: version.draft,
            book: book,
            wantsCorroboration: context.options.depth == .full
        )
        let critiques = rules.critiques(problems, outcome.judgements)
        try await post(critiques, version, view)
        let review = Review(
            judgements: outcome.judgements,
            covered: rules.covered.count,
            failure: outcome.failure
        )
        try await context.end(task, as: .done, report: review.text)
        context.tell(.reviewed(version.entry.id, critiques: critiques.count))
    }

    private func judge(_ draft: Draft, _ book: FindingBook, path: String) async throws -> Judge.Outcome {
        guard context.options.critic == .model else { return Judge.Outcome() }
        var seen: Set<Draft.Sentence> = []
        let sentences = draft.sentences.filter { seen.insert($0).inserted }
        return try await Judge(answers: ModelAnswers(agents: context.agents), book: book).judge(sentences, path: path)
    }

    /// Posts critiques, but for those that a process before has posted.
    private func post(_ critiques: [Critique], _ version: RunView.Version, _ view: RunView) async throws {
        let known = Set(version.critiques.map(\.content.title))
        let contents = critiques.compactMap { critique -> EntryContent? in
            let title = String(critique.title.onOneLine.prefix(280))
            if known.contains(where: { title.hasPrefix($0) }) { return nil }
            return EntryContent(
                title: title,
                status: critique.demand == .remark ? .settled : .open,
                tags: [critique.demand.rawValue],
                links: [Link(.about, version.entry.id)] + (critique.part.map { [Link(.about, $0)] } ?? [])
            )
        }
        _ = try await context.board.postAll(contents, kind: .critique, by: role, run: view.run)
    }
}
