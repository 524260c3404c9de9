import Blackboard
import TextAnalysis

/// The words that findings quote, to compare a sentence with.
struct QuotedWords: Sendable {
    private var quotes: [MatchableText] = []
    /// The words and stems of the quotes.
    private var words: Set<String> = []
    private var terms: Set<String> = []
    private var values: Set<Double> = []
    /// The words of the quotes and of what stands around them, in lower case, and their stems.
    private var knownNames: Set<String> = []

    /// Reads the quotes of one finding.
    ///
    /// - Parameters:
    ///   - quotes: The quotes.
    ///   - surroundings: What stands around them, and the titles of their sources: names in it are no inventions.
    init(_ quotes: [Quote], surroundings: String) {
        let tokenizer = Tokenizer()
        self.quotes = quotes.map { MatchableText($0.exact) }
        let exact = quotes.map(\.exact).joined(separator: "\n")
        let tokens = tokenizer.tokens(of: exact)
        words = Set(tokens.map(\.word))
        terms = Set(tokens.map(\.term))
        let figures = Figures(exact, tokens: tokens)
        values = Set(figures.all.map(\.value) + figures.years.map(Double.init))
        let around = tokenizer.tokens(of: surroundings)
        knownNames = Set(around.map(\.word) + around.map(\.term))
        for quote in quotes {
            terms.formUnion(tokenizer.tokens(of: quote.prefix + " " + quote.suffix).map(\.term))
        }
    }

    /// The words of a question, whose names are no inventions either.
    ///
    /// - Parameters:
    ///   - question: Its words.
    ///   - withFigures: Whether its figures may be repeated, too.
    init(question: Set<String>, withFigures: Bool = false) {
        knownNames = question
        if withFigures { words = question }
    }

    /// The words of several findings together.
    func joined(with others: some Sequence<QuotedWords>) -> QuotedWords {
        others.reduce(into: self) { all, other in
            all.quotes += other.quotes
            all.words.formUnion(other.words)
            all.terms.formUnion(other.terms)
            all.values.formUnion(other.values)
            all.knownNames.formUnion(other.knownNames)
        }
    }

    /// Whether the quotes are in German, which writes all nouns like names.
    var writesNounsAsNames: Bool { words.intersection(["der", "die", "das", "und", "ist", "nicht", "ein"]).count >= 2 }

    /// Whether words stand in a quote.
    func quotes(_ text: String) -> Bool {
        let wanted = MatchableText(text)
        return quotes.contains { !$0.ranges(of: wanted, limit: 1).isEmpty }
    }

    /// The first figure of a sentence that is not in the quotes.
    func strayFigure(in text: String, _ tokens: [Token]) -> String? {
        if let stray = tokens.first(where: { Self.isNumber($0.word) && !words.contains($0.word) }) {
            return text.slice(stray.range)
        }
        let figures = Figures(text, tokens: tokens)
        // "One" is an article as often as a number, and "the two" points back.
        return figures.all.first { figure in
            guard figure.value != 1, !Self.isNumber(figure.words) else { return false }
            return !values.contains(figure.value) && !isPointer(figure, in: text)
        }?.words
    }

    private func isPointer(_ figure: Figure, in text: String) -> Bool {
        ["the ", "these ", "those ", "all "].contains { text.lowercased().contains($0 + figure.words.lowercased()) }
    }

    private static func isNumber(_ word: String) -> Bool { word.first?.isNumber == true }

    /// The first name within a sentence that neither the quotes nor what stands around them have.
    func strayName(in text: String, _ tokens: [Token]) -> String? {
        if let first = tokens.first, tokens.count > 1, Self.speaks(tokens[1].word), isStrayName(first, in: text) {
            return text.slice(first.range)
        }
        var opensSentence = true
        var end = 0
        for token in tokens {
            let gap = text.slice(end..<token.range.lowerBound)
            if gap.contains(where: { ":;“\"‘".contains($0) }) { opensSentence = true }
            end = token.range.upperBound
            defer { opensSentence = false }
            if !opensSentence, isStrayName(token, in: text) { return text.slice(token.range) }
        }
        return nil
    }

    private func isStrayName(_ token: Token, in text: String) -> Bool {
        let written = text.slice(token.range)
        return !token.isStopWord && written.utf8.count > 1
            && written.unicodeScalars.first?.properties.isUppercase == true
            && !knownNames.contains(token.word) && !knownNames.contains(token.term)
    }

    /// Whether a word says that the one before it, though it opens the sentence, is somebody.
    private static func speaks(_ word: String) -> Bool {
        [
            "says", "said", "found", "finds", "reports", "reported", "claims", "claimed", "argues", "argued", "writes",
            "wrote", "notes", "noted", "shows", "showed", "et", "according",
        ].contains(word)
    }

    /// The first words in quotation marks that are not in a quote.
    func strayQuotation(in text: String) -> String? {
        var text = text
        // Straight marks say the same as curly ones.
        var isOpen = false
        text = String(
            text.map { character in
                guard character == "\"" else { return character }
                isOpen.toggle()
                return isOpen ? "“" : "”"
            }
        )
        return CitedText.quotes(in: text).quotes.first { !quotes($0) }
    }

    /// The share of a sentence's words that the quotes have, those that say nothing by themselves left out.
    func share(of tokens: [Token], in text: String) -> Double {
        let figures = Figures(text, tokens: tokens)
        let content = Set(
            tokens.enumerated().filter { !$1.isStopWord && !figures.tokenNumbers.contains($0) }.map(\.element.term)
        )
        if content.isEmpty { return 1 }
        return Double(content.intersection(terms).count) / Double(content.count)
    }
}
