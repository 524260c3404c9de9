import Blackboard
import TextAnalysis

/// The words that some findings quote, to compare a sentence with.
struct QuotedWords {
    private let quotes: [MatchableText]
    /// The words and stems of the quotes.
    private let words: Set<String>
    private let terms: Set<String>
    private let values: Set<Double>
    /// The words of the quotes and of what stands around them, in lower case, and their stems.
    private let knownNames: Set<String>

    /// Reads findings.
    ///
    /// - Parameters:
    ///   - items: The findings.
    ///   - question: The words of the question: names in it are known.
    ///   - figuresOfQuestion: Whether its figures are, too.
    init(_ items: [FindingBook.Item], question: Set<String>, figuresOfQuestion: Bool = false) {
        let tokenizer = Tokenizer()
        quotes = items.flatMap(\.quotes).map { MatchableText($0.exact) }
        var words = figuresOfQuestion ? question : []
        var terms: Set<String> = []
        var values: Set<Double> = []
        var names = question
        for item in items {
            let tokens = tokenizer.tokens(of: item.words)
            words.formUnion(tokens.map(\.word))
            terms.formUnion(tokens.map(\.term))
            let figures = Figures(item.words, tokens: tokens)
            values.formUnion(figures.all.map(\.value) + figures.years.map(Double.init))
            let around = tokenizer.tokens(of: item.surroundings)
            names.formUnion(around.map(\.word) + around.map(\.term))
            for quote in item.quotes {
                terms.formUnion(tokenizer.tokens(of: quote.prefix + " " + quote.suffix).map(\.term))
            }
        }
        self.words = words
        self.terms = terms
        self.values = values
        knownNames = names
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
        var opensSentence = true
        var end = 0
        for token in tokens {
            let gap = text.slice(end..<token.range.lowerBound)
            if gap.contains(where: { ":;“\"‘".contains($0) }) { opensSentence = true }
            end = token.range.upperBound
            defer { opensSentence = false }
            let written = text.slice(token.range)
            guard !opensSentence, !token.isStopWord, written.unicodeScalars.first?.properties.isUppercase == true,
                written.utf8.count > 1, !knownNames.contains(token.word), !knownNames.contains(token.term)
            else { continue }
            return written
        }
        return nil
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
        return CitedText.quotes(in: text).quotes.first { words in
            let wanted = MatchableText(words)
            return !quotes.contains { !$0.ranges(of: wanted, limit: 1).isEmpty }
        }
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
