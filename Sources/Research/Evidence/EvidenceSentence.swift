import Blackboard
import TextAnalysis

/// A sentence of a source that may answer a part of the question.
struct EvidenceSentence: Sendable {
    /// The longest sentence that is quoted, in bytes.
    private static let sizeLimit = 800

    /// The source.
    let source: EntrySummary
    /// Its place in the source's snapshot, in bytes.
    let range: Range<Int>
    /// Its words as they stand there.
    let text: String
    /// Its content words: stems, without function words and figures.
    let terms: Set<String>
    /// All its words: stems.
    let allTerms: Set<String>
    /// Its pairs of words with nothing but function words between them.
    let pairs: [[String]]
    /// Its pairs of content words with nothing but a blank between them; figures are none.
    let neighbours: [[String]]
    let figures: Figures
    /// Whether its figures are said to be no more than about right.
    let isRough: Bool
    /// Whether it says that something is not so.
    let isNegated: Bool
    /// Whether it says something: headings, rows of tables, questions and fragments do not.
    let isProse: Bool
    /// How well it answers, the higher the better.
    var score = 0.0
    /// Sentences of other sources that say the same in nearly the same words.
    private(set) var copies: [EvidenceSentence] = []
    private let shingles: Shingles

    /// Reads a sentence.
    init(source: EntrySummary, range: Range<Int>, text: String, tokenizer: Tokenizer) {
        self.source = source
        self.range = range
        self.text = text
        let tokens = tokenizer.tokens(of: text)
        allTerms = Set(tokens.map(\.term))
        let content = tokens.filter { !$0.isStopWord }
        pairs = zip(content, content.dropFirst()).map { [$0.term, $1.term] }
        let figures = Figures(text, tokens: tokens)
        self.figures = figures
        terms = Set(
            tokens.enumerated().filter { !$1.isStopWord && !figures.tokenNumbers.contains($0) }.map(\.element.term)
        )
        neighbours = Self.neighbours(tokens, besides: figures.tokenNumbers, in: text)
        isRough = tokens.contains { Self.hedges.contains($0.word) }
        isNegated = zip(tokens.map(\.word), tokens.dropFirst().map(\.word) + [""]).contains { word, next in
            // "Not only", "no more than" deny nothing.
            Self.negations.contains(word) && !["only", "more", "less", "fewer"].contains(next)
        }
        shingles = Shingles(tokens.map(\.word), length: 3)
        isProse = Self.isProse(text, tokens)
    }

    /// Whether it says something: headings, rows of tables, questions and fragments do not.
    private static func isProse(_ text: String, _ tokens: [Token]) -> Bool {
        guard tokens.count >= 4, text.utf8.count <= sizeLimit, !text.contains(" | "), !text.hasSuffix("?") else {
            return false
        }
        if text.unicodeScalars.contains(where: UnicodeText.isUnspaced) { return true }
        let isEnded =
            text.unicodeScalars.reversed().first { !"\"'”’)]".unicodeScalars.contains($0) }
            .map { ".!:।۔".unicodeScalars.contains($0) } ?? false
        // An item of a list may do without a full stop, but not without length.
        return tokens.contains(where: \.isStopWord) && (isEnded || tokens.count >= 10)
    }

    private static func neighbours(_ tokens: [Token], besides figures: Set<Int>, in text: String) -> [[String]] {
        tokens.indices.dropLast().compactMap { index in
            let (left, right) = (tokens[index], tokens[index + 1])
            // Pairs of characters of an unspaced script overlap.
            guard left.range.upperBound < right.range.lowerBound, !left.isStopWord, !right.isStopWord,
                !figures.contains(index), !figures.contains(index + 1),
                text.slice(left.range.upperBound..<right.range.lowerBound) == " "
            else { return nil }
            return [left.term, right.term]
        }
    }

    /// Takes up a copy; of the two, the source that came to the board first speaks.
    mutating func absorb(_ copy: EvidenceSentence) {
        let all = ([self, copy] + copies + copy.copies).sorted { $0.source.id < $1.source.id }
        let best = max(score, copy.score)
        if copy.source.id < source.id { self = copy }
        score = best
        var seen: Set<EntryID> = [source.id]
        copies = all.filter { seen.insert($0.source.id).inserted }
        for index in copies.indices { copies[index].copies = [] }
    }

    private static let hedges: Set<String> = [
        "about", "almost", "approximately", "around", "circa", "least", "less", "more", "most", "nearly", "over",
        "roughly",
        "some", "under",
    ]
    private static let negations: Set<String> = [
        "not", "no", "never", "without", "neither", "nor", "none", "failed", "cannot", "isn", "wasn", "aren", "weren",
        "doesn", "didn", "don", "hasn", "haven", "hadn", "won", "wouldn", "couldn",
    ]

    /// The sentences of other sources that say the same to the letter, also of sources that are copies: whoever reads the
    /// one they have finds the words there.
    var witnesses: [EvidenceSentence] {
        let words = MatchableText(text).text
        return copies.filter { MatchableText($0.text).text == words }
    }

    /// Whether two sentences are the same but for a word or two; other figures make another sentence.
    func isCopy(of other: EvidenceSentence) -> Bool {
        Set(figures.all) == Set(other.figures.all) && figures.years == other.figures.years
            && isNegated == other.isNegated && shingles.resemblance(to: other.shingles) >= 0.6
    }

    /// Whether there is a year, a month or a season in it.
    var saysWhen: Bool { !figures.years.isEmpty || !allTerms.isDisjoint(with: Self.times) }

    /// Whether a word within it is written as a name.
    var namesSomebody: Bool { text.split(separator: " ").dropFirst().contains { $0.first?.isUppercase == true } }

    /// Stems, as the tokenizer makes them.
    private static let times: Set<String> = Set(
        Tokenizer().tokens(
            of:
                "January February April June July August September October November December spring summer autumn winter "
                + "today yesterday century decade"
        ).map(\.term)
    )

    /// How much two sentences say the same besides some words, from 0 to 1 (cosine).
    func similarity(to other: EvidenceSentence, besides common: Set<String>) -> Double {
        let (left, right) = (message(besides: common), other.message(besides: common))
        if left.isEmpty && right.isEmpty { return 1 }
        let shared = Double(left.intersection(right).count)
        return shared / max(1, (Double(left.count) * Double(right.count)).squareRoot())
    }

    /// What it says: content words and figures.
    private func message(besides common: Set<String>) -> Set<String> {
        terms.subtracting(common).union(figures.all.map { "\($0.value) \($0.unit)" })
    }
}
