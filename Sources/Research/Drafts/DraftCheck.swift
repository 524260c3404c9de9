import Blackboard
import TextAnalysis

/// Checks each sentence of a draft against the quotes of the findings that it cites, without a model.
///
/// What passes also passes ``ReportVerifier``, which knows the sources but not which finding is meant.
struct DraftCheck: Sendable {
    /// The share of its words below which a sentence is about something else than its quotes, and below which it may be.
    private static let otherSubjectShare = 0.25
    private static let wordingShare = 0.5
    /// By how much of its words another finding must come nearer to a sentence to be the one that was meant.
    private static let otherFindingLead = 0.35

    let book: FindingBook
    /// Names in it are no inventions.
    private let questionWords: Set<String>
    /// The findings that stand no longer, among those that drafts cite.
    private var withdrawn: Set<EntryID> = []

    /// Prepares the check of a draft.
    ///
    /// - Parameters:
    ///   - draft: The draft.
    ///   - book: The findings that may be cited.
    ///   - question: The question with its parts.
    ///   - board: Where other findings are looked up.
    /// - Throws: What the board throws.
    init(of draft: Draft, book: FindingBook, question: String, on board: Blackboard) async throws {
        self.book = book
        questionWords = Set(Tokenizer().tokens(of: question).map(\.word))
        for id in draft.findings where book.items[id] == nil {
            do {
                if try await board.entry(id).content.status != .supported { withdrawn.insert(id) }
            } catch let error as BlackboardError where error.code == .notFound(id) {
                // Unknown it is.
                continue
            }
        }
    }

    /// What is wrong with a draft, sentence by sentence.
    func problems(of draft: Draft) -> [DraftProblem] {
        var seen: Set<Draft.Sentence> = []
        return draft.sentences.filter { seen.insert($0).inserted }.flatMap { problems(of: $0) }
    }

    /// What is wrong with a sentence.
    func problems(of sentence: Draft.Sentence) -> [DraftProblem] {
        var problems = citationProblems(of: sentence)
        let tokens = Tokenizer().tokens(of: sentence.text)
        let items = sentence.findings.compactMap { book.items[$0] }
        if let address = Self.address(in: sentence.text), !items.contains(where: { $0.words.quotes(address) }) {
            problems.append(problem(sentence, .address, "it gives the address \(address); findings are cited instead"))
        }
        if items.isEmpty {
            if problems.isEmpty { problems.append(uncited(sentence, tokens)) }
            return problems
        }
        let reference = QuotedWords(question: questionWords).joined(with: items.map(\.words))
        let cited = sentence.findings.map(\.description).joined(separator: ", ")
        if let figure = reference.strayFigure(in: sentence.text, tokens) {
            problems.append(problem(sentence, .figure, "the figure \(figure) is not in the quotes of \(cited)"))
        }
        if let name = reference.strayName(in: sentence.text, tokens) {
            let kind = reference.writesNounsAsNames ? DraftProblem.Kind.wording : .name
            problems.append(problem(sentence, kind, "\(name) is not named in the quotes of \(cited) or around them"))
        }
        if let words = reference.strayQuotation(in: sentence.text) {
            problems.append(problem(sentence, .quotation, "the words “\(words)” are not in the quotes of \(cited)"))
        }
        return problems + wordingProblems(of: sentence, tokens, reference, cited)
    }

    private func citationProblems(of sentence: Draft.Sentence) -> [DraftProblem] {
        let wrong = sentence.findings.filter { book.items[$0] == nil }.map { id in
            withdrawn.contains(id)
                ? problem(sentence, .withdrawnFinding, "it cites \(id), which does not stand any more")
                : problem(sentence, .unknownFinding, "it cites \(id), which is none of the findings given")
        }
        return wrong
            + sentence.strays.map {
                problem(sentence, .noFinding, "it cites \($0), which is no finding; cite such as [F12]")
            }
    }

    private func uncited(_ sentence: Draft.Sentence, _ tokens: [Token]) -> DraftProblem {
        let figures = Figures(sentence.text, tokens: tokens)
        let hasFigure = !figures.all.isEmpty || !figures.years.isEmpty
        return problem(sentence, .uncited, hasFigure ? "it has a figure and cites nothing" : "it cites no finding")
    }

    private func wordingProblems(
        of sentence: Draft.Sentence,
        _ tokens: [Token],
        _ reference: QuotedWords,
        _ cited: String
    ) -> [DraftProblem] {
        let share = reference.share(of: tokens, in: sentence.text)
        guard share < Self.wordingShare else { return [] }
        if let other = otherFinding(for: sentence, tokens, besides: share) {
            return [problem(sentence, .otherSubject, "its words are those of \(other), not of \(cited)")]
        }
        return share < Self.otherSubjectShare
            ? [problem(sentence, .otherSubject, "the quotes of \(cited) speak of something else")]
            : [problem(sentence, .wording, "keep closer to the words of \(cited)")]
    }

    /// A finding that says much more of a sentence than those that it cites.
    private func otherFinding(for sentence: Draft.Sentence, _ tokens: [Token], besides share: Double) -> EntryID? {
        let others = book.items.filter { !sentence.findings.contains($0.key) }.map { id, item in
            (id: id, share: item.words.share(of: tokens, in: sentence.text))
        }
        let best = others.max { ($0.share, $1.id) < ($1.share, $0.id) }
        return best.flatMap { $0.share >= share + Self.otherFindingLead ? $0.id : nil }
    }

    private func problem(_ sentence: Draft.Sentence, _ kind: DraftProblem.Kind, _ message: String) -> DraftProblem {
        DraftProblem(sentence: sentence, kind: kind, message: message)
    }

    /// Whether a gap says nothing that would need a source: a figure, a name or an address that nobody asked for.
    func isHarmless(gap: String) -> Bool {
        let tokens = Tokenizer().tokens(of: gap)
        let names = QuotedWords(question: questionWords).joined(with: book.items.values.map(\.words))
        // A figure of a finding belongs into a sentence that cites it.
        let figures = QuotedWords(question: questionWords, withFigures: true)
        return Self.address(in: gap) == nil && CitedText.quotes(in: gap).quotes.isEmpty
            && CitedSentences.read(gap).allSatisfy { $0.findings.isEmpty && $0.strays.isEmpty }
            && figures.strayFigure(in: gap, tokens) == nil && names.strayName(in: gap, tokens) == nil
    }

    /// The first address in a text: models never see one, so it can only be made up.
    static func address(in text: String) -> String? {
        text.split(separator: " ").map { $0.lowercased() }.first { word in
            if addressMarks.contains(where: { word.contains($0) }) { return true }
            let labels = word.split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "." }.joined().split(
                separator: "."
            )
            return labels.count > 1 && domains.contains(labels[labels.count - 1])
        }
    }

    private static let addressMarks = ["://", "www.", "doi.org", "doi:", "](", "mailto:", "arxiv:", "@"]
    private static let domains: Set<Substring> = ["com", "org", "net", "edu", "gov", "info", "io", "example"]
}
