import Agents
import Blackboard
import LanguageModels

/// Writes a draft from the findings with a model; what does not hold goes back to it, then is left out.
struct DraftWriter: KnowledgeSource {
    /// The least that a writer is given to read, in characters.
    private static let shortestLength = 4_000

    let role = "writer"
    let context: RunContext

    func canAct(on view: RunView) -> Bool {
        guard context.options.writer == .model, view.isResearched, !view.findings.isEmpty else { return false }
        guard let last = view.versions.last else { return true }
        guard last.review != nil else { return false }
        // What a limit had cut off may be found after the last round; that is no reason to leave it out.
        if view.findings.contains(where: { $0.created > last.entry.created }) {
            return view.versions.count <= context.options.rounds
        }
        return view.versions.count < context.options.rounds && !last.open(.rewrite).isEmpty
    }

    func act(on view: inout RunView) async throws {
        let number = view.versions.count + 1
        let task = try await context.begin(.write, "Write draft \(number): \(view.text)", about: view.question.id, view)
        let book = try await FindingBook(view.findings, on: context.board)
        do {
            let candidate = try await write(view, book, path: "write/\(number)")
            let entry = try await post(candidate.draft, number: number, view)
            try await context.end(task, as: .done, report: candidate.report)
            context.tell(.drafted(entry.id))
        } catch let error as ModelError {
            try await context.end(task, as: .failed, report: error.message)
            let message = "no draft came about: \(error.message)"
            throw StepFailure(ending: ResearchEnding(.writerFailed, message, cause: ExitReason(error)))
        }
    }

    /// A draft without what does not hold, and what was left out.
    private struct Candidate {
        let draft: Draft
        let problems: [DraftProblem]
        let report: String
    }

    private func write(_ view: RunView, _ book: FindingBook, path: String) async throws -> Candidate {
        var length = context.options.writingLength
        var request = request(view, book, length: length)
        var best: Candidate?
        for round in 0...max(0, context.options.corrections) {
            let text: String
            do {
                text = try await shortened(path, &request) {
                    length /= 2
                    return length < Self.shortestLength ? nil : self.request(view, book, length: length)
                }
            } catch let error where best != nil && (error is ModelError || error is BudgetError) {
                // What is there is better than nothing.
                context.tell(.fellBack(role: role, reason: "\(error)"))
                break
            }
            let candidate = try await candidate(TextGuard.clean(text), view, book)
            if Self.isBetter(candidate, than: best) { best = candidate }
            if candidate.problems.isEmpty && !candidate.draft.sentences.isEmpty { break }
            if round < context.options.corrections, !candidate.problems.isEmpty {
                context.tell(.returned(candidate.problems.map(\.message)))
            }
            let advice =
                candidate.problems.isEmpty ? WritingPrompt.noDraft : WritingPrompt.correction(candidate.problems)
            request.messages += [.assistant([.text(text)]), advice]
        }
        guard let best, !best.draft.sentences.isEmpty else {
            throw ModelError(.unusableAnswer, "no sentence of what the model wrote is supported by a finding")
        }
        return best
    }

    private func request(_ view: RunView, _ book: FindingBook, length: Int) -> ModelRequest {
        let isBrief = context.options.depth == .brief
        return WritingPrompt(view: view, book: book, isBrief: isBrief, length: length).request(
            after: view.versions.last
        )
    }

    /// Asks for a draft, with fewer findings if the model cannot read as many.
    private func shortened(
        _ path: String,
        _ request: inout ModelRequest,
        _ shorter: () -> ModelRequest?
    ) async throws -> String {
        while true {
            do {
                return try await ModelAnswers(agents: context.agents).text(role, path, request)
            } catch let error as ModelError where error.code == .contextTooLong {
                guard let next = shorter() else { throw error }
                request = next
            }
        }
    }

    private static func isBetter(_ candidate: Candidate, than other: Candidate?) -> Bool {
        guard let other else { return true }
        let (mine, others) = (candidate.draft.sentences.count, other.draft.sentences.count)
        // Of two that say as much, the later one has fewer faults.
        return mine >= others
    }

    private func candidate(_ text: String, _ view: RunView, _ book: FindingBook) async throws -> Candidate {
        let parts = view.parts.flatMap { part in part.findings.map { ($0.id, part.question) } }
        var draft = DraftParser.parse(text, titles: view.titles)
            .placing(by: view.parts.count > 1 ? Dictionary(parts) { first, _ in first } : [:])
        let check = try await DraftCheck(of: draft, book: book, question: view.allText, on: context.board)
        let problems = check.problems(of: draft)
        let errors = problems.filter(\.kind.isError)
        let wrong = Set(errors.map(\.sentence))
        let notes = LeftOut.notes(errors, in: draft, titles: view.titles)
        let harmless = draft.gaps.filter { check.isHarmless(gap: $0) }
        draft = draft.keeping { !wrong.contains($0) }
        draft.gaps = harmless + notes
        return Candidate(draft: draft, problems: problems, report: LeftOut.report(errors))
    }

    private func post(_ draft: Draft, number: Int, _ view: RunView) async throws -> Entry {
        let previous = view.versions.last?.entry
        let content = EntryContent(
            title: "Draft \(number): \(view.text)",
            status: .current,
            links: [Link(.answers, view.question.id)] + draft.findings.map { Link(.restsOn, $0) }
                + (previous.map { [Link(.supersedes, $0.id)] } ?? []),
            body: draft.markdown(titles: view.titles)
        )
        let entry = try await context.board.post(content, kind: .draft, by: role, run: view.run)
        let (board, role, run) = (context.board, role, view.run)
        let critiques = view.versions.flatMap(\.critiques).filter { $0.content.status == .open }.map(\.id)
        // An amendment that changes nothing writes nothing.
        _ = try await (critiques + view.versions.map(\.entry.id)).atOnce { id in
            try await board.amend(id, by: role, run: run) { content in
                if content.status == .open { content.status = .settled }
                if content.status == .current { content.status = .superseded }
            }
        }
        return entry
    }
}
