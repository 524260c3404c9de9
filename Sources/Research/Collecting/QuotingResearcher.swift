import Blackboard
import TextAnalysis

/// Researches one part after the other without a model: posts the sentences of the sources that answer it.
struct QuotingResearcher: KnowledgeSource {
    let role = "researcher"
    let context: RunContext

    func canAct(on view: RunView) -> Bool { view.isOpened && !view.unfinished(.research).isEmpty }

    func act(on view: inout RunView) async throws {
        for task in view.unfinished(.research) {
            guard let part = view.parts.first(where: { task.content.links.contains(Link(.about, $0.question)) }),
                try await context.keeper.take(task.id)
            else { continue }
            context.tell(.researching(task.id, part: part.text))
            let count = try await research(part, run: view.run)
            try await context.end(task.id, as: count == 0 ? .failed : .done, report: "")
            context.tell(.researched(task.id, findings: count, error: nil))
            return
        }
        try await context.wait(for: view.unfinished(.research).map(\.id))
    }

    private func research(_ part: RunView.Part, run: String) async throws -> Int {
        guard let question = try QuestionAnalysis(part.text).parts.first else { return 0 }
        let finder = EvidenceFinder(board: context.board, sources: context.options.sources)
        let evidence = try await finder.evidence(for: question)
        let asked = Set(QuestionWords.subject(of: part.text, Tokenizer()).map(\.term))
        let limit = context.options.depth == .brief ? 3 : 6
        let chosen = Selection.diverse(evidence, asked: asked, limit: limit)
        let poster = SentencePoster(board: context.board)
        var count = 0
        for sentence in chosen {
            try Task.checkCancellation()
            if try await poster.post(sentence, answering: part.question, run: run) != nil { count += 1 }
        }
        return count
    }
}
