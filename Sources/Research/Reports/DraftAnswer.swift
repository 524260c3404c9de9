import Agents
import Blackboard
import Core

/// Makes the answer of a run with agents: of its best draft, or of its findings where there is none.
struct DraftAnswer {
    let view: RunView
    let context: RunContext
    let ending: ResearchEnding
    private var labels = SourceLabels()
    private var gaps: [String] = []

    init(_ view: RunView, _ context: RunContext, ending: ResearchEnding) {
        self.view = view
        self.context = context
        self.ending = ending
    }

    /// Makes the answer.
    ///
    /// - Parameters:
    ///   - start: When the work began.
    ///   - sourceCount: How many sources were there to be asked.
    /// - Returns: The answer; all that it cites stands on the board at this moment.
    /// - Throws: What the board throws.
    mutating func build(start: Timestamp, sourceCount: Int) async throws -> Answer {
        let book = try await FindingBook(view.findings, on: context.board)
        var lead: [Answer.Claim] = []
        var sections: [Answer.Section] = []
        if let best = view.best {
            let check = try await DraftCheck(of: best.draft, book: book, question: view.allText, on: context.board)
            gaps = best.draft.gaps
            lead = claims(best.draft.summary, best, check)
            sections = written(best, check)
            if ending.code == .criticFailed { sections += furtherFindings(besides: lead, sections, book) }
        }
        let isWritten = !lead.isEmpty || sections.contains { !$0.claims.isEmpty }
        if !isWritten { sections = evidence(book) }
        noteMissing(sections, isWritten: isWritten)
        let conflicts = conflicts(book)
        let isEmpty = !isWritten && sections.allSatisfy(\.claims.isEmpty)
        let repeated = RepeatedClaims(lead + sections.flatMap(\.claims), origins: book.origins)
        return Answer(
            question: view.text,
            entry: view.question.id,
            run: view.run,
            created: start,
            lead: repeated.once(lead),
            sections: repeated.once(sections),
            conflicts: conflicts,
            gaps: gaps.unique,
            sources: try await labels.cited(origins: book.origins, on: context.board),
            sourceCount: sourceCount,
            progress: [],
            seconds: Double(context.clock.now().milliseconds - start.milliseconds) / 1000,
            making: making(book, isWritten: isWritten, isEmpty: isEmpty)
        )
    }

    private func making(_ book: FindingBook, isWritten: Bool, isEmpty: Bool) -> Answer.Making {
        Answer.Making(
            models: context.agents.models,
            usage: context.agents.usage(),
            isWritten: isWritten,
            ending: isEmpty && ending == .completed ? ResearchEnding(.noEvidence) : ending,
            draft: isWritten ? view.best?.entry.id : nil,
            remarks: context.options.depth == .full ? singleSources(book) : []
        )
    }

    /// Parts on which only one source of its own speaks.
    private func singleSources(_ book: FindingBook) -> [String] {
        view.parts.filter { !$0.findings.isEmpty && book.support(of: $0.findings.map(\.id)) == 1 }
            .map { "Only one source of its own speaks on: \($0.text)" }
    }

    // MARK: The draft

    private mutating func written(_ best: RunView.Version, _ check: DraftCheck) -> [Answer.Section] {
        best.draft.sections.map { section in
            Answer.Section(
                question: view.titles[section.question] ?? "",
                claims: claims(section.sentences, best, check)
            )
        }
    }

    private mutating func claims(
        _ sentences: [Draft.Sentence],
        _ version: RunView.Version,
        _ check: DraftCheck
    ) -> [Answer.Claim] {
        sentences.compactMap { claim($0, version, check) }
    }

    /// A sentence with its citations; nothing if it does not hold, and then a gap says so.
    private mutating func claim(
        _ sentence: Draft.Sentence,
        _ version: RunView.Version,
        _ check: DraftCheck
    ) -> Answer.Claim? {
        let problems = check.problems(of: sentence)
        let errors = problems.filter(\.kind.isError)
        if !errors.isEmpty {
            // It held when it was written; a finding was withdrawn, or somebody has edited the draft.
            gaps += LeftOut.notes(errors, in: version.draft, titles: view.titles)
            return nil
        }
        let verdict = version.review.map { $0.judgement(of: sentence)?.verdict } ?? .unchecked
        if verdict == .not || verdict == .contradicts {
            gaps.append("Not supported by what it cites: \(sentence.text)")
            return nil
        }
        return Answer.Claim(
            sentence.text,
            isVerbatim: false,
            citations: sentence.findings.flatMap { citations(check.book.quotes(of: $0), of: $0) },
            support: check.book.support(of: sentence.findings),
            reservation: reservation(verdict, isFarFromQuotes: !problems.isEmpty)
        )
    }

    private func reservation(_ verdict: Review.Verdict?, isFarFromQuotes: Bool) -> Answer.Claim.Reservation? {
        switch verdict {
        case .partly: .partly
        case .supported: nil
        // Without a critic's model the rules decide.
        case nil: isFarFromQuotes || context.options.critic == .model ? .unchecked : nil
        case .unchecked, .not, .contradicts: context.options.critic == .model || isFarFromQuotes ? .unchecked : nil
        }
    }

    private mutating func citations(_ quotes: [Quote], of finding: EntryID) -> [Answer.Citation] {
        var citations: [Answer.Citation] = []
        for quote in quotes {
            citations.append(Answer.Citation(label: labels.label(of: quote), finding: finding, quote: quote))
        }
        return citations
    }

    // MARK: The findings

    /// All findings by part, in the words of their sources.
    private mutating func evidence(_ book: FindingBook) -> [Answer.Section] {
        var sections: [Answer.Section] = []
        for part in view.parts {
            sections.append(Answer.Section(question: part.text, claims: verbatim(part.findings.map(\.id), book)))
        }
        if !view.general.isEmpty {
            sections.append(Answer.Section(question: view.text, claims: verbatim(view.general.map(\.id), book)))
        }
        return sections
    }

    private mutating func verbatim(_ findings: [EntryID], _ book: FindingBook) -> [Answer.Claim] {
        var claims: [Answer.Claim] = []
        for id in findings { claims += verbatim(id, book).map { [$0] } ?? [] }
        return claims
    }

    private mutating func verbatim(_ finding: EntryID, _ book: FindingBook) -> Answer.Claim? {
        // Quotes of other words would not stand in the source that the first one names.
        let all = book.quotes(of: finding)
        guard let words = all.first?.exact.onOneLine else { return nil }
        let same = all.filter { $0.exact.onOneLine == words }
        return Answer.Claim(words, citations: citations(same, of: finding), support: book.support(of: [finding]))
    }

    private mutating func furtherFindings(
        besides lead: [Answer.Claim],
        _ sections: [Answer.Section],
        _ book: FindingBook
    ) -> [Answer.Section] {
        let cited = Set((lead + sections.flatMap(\.claims)).flatMap(\.findings))
        let rest = view.findings.map(\.id).filter { !cited.contains($0) }
        return rest.isEmpty ? [] : [Answer.Section(question: "Further findings", claims: verbatim(rest, book))]
    }

    private mutating func conflicts(_ book: FindingBook) -> [Answer.Conflict] {
        var conflicts: [Answer.Conflict] = []
        for item in book.disagreements {
            guard let left = verbatim(item.left, book), let right = verbatim(item.right, book) else { continue }
            conflicts.append(
                Answer.Conflict(leftClaim: item.leftClaim, rightClaim: item.rightClaim, left: left, right: right)
            )
        }
        return conflicts
    }

    /// Parts of the question on which nothing is said, and what the critic left for the reader.
    private mutating func noteMissing(_ sections: [Answer.Section], isWritten: Bool) {
        for part in view.parts where part.findings.isEmpty { gaps.append("No finding answers: \(part.text)") }
        let said = Set(sections.filter { !$0.claims.isEmpty }.map(\.question))
        for part in view.parts where isWritten && view.parts.count > 1 && !part.findings.isEmpty {
            if !said.contains(part.text) { gaps.append("The report says nothing on: \(part.text)") }
        }
        for part in view.parts where !part.findings.isEmpty {
            guard let last = part.tasks.last.flatMap({ ResearchReport(text: $0.content.body) }),
                last.reason != .finished
            else { continue }
            gaps.append("Research ended early (\(last.reason.rawValue)) on: \(part.text)")
        }
    }
}
