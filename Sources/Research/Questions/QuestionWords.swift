import TextAnalysis

/// Words that say how a question is put, not what it is about.
enum QuestionWords {
    /// Words that a clause which is a question of its own begins with.
    static let openers: Set<String> = auxiliaries.union([
        "how", "what", "which", "who", "whom", "whose", "when", "where", "why",
    ])
    static let auxiliaries: Set<String> = [
        "is", "are", "was", "were", "do", "does", "did", "can", "could", "has", "have", "had", "will", "would",
        "should",
    ]
    static let pronouns: Set<String> = [
        "it", "its", "they", "them", "their", "this", "that", "these", "those", "he", "she", "his", "her", "there",
    ]
    static let articles: Set<String> = ["a", "an", "the"]
    static let prepositions: Set<String> = [
        "about", "as", "at", "by", "during", "for", "from", "in", "of", "on", "regarding", "to", "under", "with",
    ]
    static let joins: Set<String> = ["and", "or", "but"]

    /// What an answer need not say.
    private static let instructions: Set<String> = [
        "according", "compare", "compared", "comparison", "consequence", "consequences", "describe", "differ",
        "difference", "differences", "different", "distinction", "effect", "effects", "explain", "get", "gets",
        "happen",
        "happened", "happens", "impact", "impacts", "list", "name", "said", "say", "says", "summarise", "summarize",
        "tell", "versus", "vs",
    ]
    private static let measures: Set<String> = [
        "much", "many", "far", "long", "large", "big", "high", "deep", "fast", "often", "old", "tall", "wide", "heavy",
        "strong", "quickly", "soon",
    ]
    /// Words that a figure answers.
    private static let quantities: Set<String> = [
        "percentage", "number", "share", "rate", "amount", "cost", "costs", "price", "level", "size",
    ]

    /// The tokens of a question that say what it is about; all of them if none does.
    static func subject(of text: String, _ tokenizer: Tokenizer) -> [Token] {
        let tokens = tokenizer.tokens(of: text)
        let content = tokens.enumerated().filter { index, token in
            // "How high" asks for a height; the answer need not say "high".
            let isMeasure = index > 0 && tokens[index - 1].word == "how" && measures.contains(token.word)
            return !token.isStopWord && !isMeasure && !instructions.contains(token.word)
        }
        return content.isEmpty ? tokens : content.map(\.element)
    }

    /// What kind of answer a clause asks for.
    static func expectation(of clause: String) -> SubQuestion.Expectation {
        let words = clause.lowercased().split { !$0.isLetter }.map(String.init)
        for (word, next) in zip(words, words.dropFirst() + [""]) {
            if word == "when" || (["which", "what"].contains(word) && ["year", "date"].contains(next)) {
                return .time
            }
            if ["who", "whom", "whose"].contains(word) { return .name }
            if word == "how", measures.contains(next) { return .figure }
            if quantities.contains(word) { return .figure }
        }
        return .any
    }
}
