import Blackboard
import TextAnalysis

/// A sentence of a source that may answer a part of the question.
struct EvidenceSentence: Sendable {
    /// The source.
    let source: EntrySummary
    /// Its place in the source's snapshot, in bytes.
    let range: Range<Int>
    /// Its words as they stand there.
    let text: String
    /// Its content words: stems, without function words and figures.
    let terms: Set<String>
    let figures: Figures
    /// Whether it says that something is not so.
    let isNegated: Bool
    /// How well it answers, the higher the better.
    var score = 0.0
    /// Other sources that say the same in the same words.
    var copies: [EntrySummary] = []
    private let shingles: Shingles

    /// Reads a sentence.
    init(source: EntrySummary, range: Range<Int>, text: String, tokenizer: Tokenizer) {
        self.source = source
        self.range = range
        self.text = text
        let tokens = tokenizer.tokens(of: text)
        let figures = Figures(text, tokens: tokens)
        self.figures = figures
        terms = Set(tokens.enumerated().filter { !$1.isStopWord && !figures.tokenNumbers.contains($0) }.map(\.element.term))
        isNegated = tokens.contains { Self.negations.contains($0.word) }
        shingles = Shingles(tokens.map(\.word), length: 3)
    }

    private static let negations: Set<String> = [
        "not", "no", "never", "without", "neither", "nor", "none", "failed", "cannot", "isn", "wasn", "aren", "weren",
        "doesn", "didn", "don", "hasn", "haven", "hadn", "won", "wouldn", "couldn",
    ]

    /// Whether two sentences are the same but for a word or two. Other figures make another sentence.
    func isCopy(of other: EvidenceSentence) -> Bool {
        Set(figures.all) == Set(other.figures.all) && figures.years == other.figures.years
            && isNegated == other.isNegated && shingles.resemblance(to: other.shingles) >= 0.6
    }

    /// How much two sentences say the same, from 0 to 1.
    func similarity(to other: EvidenceSentence) -> Double {
        let shared = Double(terms.intersection(other.terms).count)
        return shared / max(1, (Double(terms.count) * Double(other.terms.count)).squareRoot())
    }
}
