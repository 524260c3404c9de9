import TextAnalysis

/// A question that cannot be researched.
public struct QuestionError: Error, Sendable, CustomStringConvertible {
    /// One sentence for a person, which says what to do.
    public let message: String

    /// The message.
    public var description: String { message }
}

/// One part of a question that can be answered on its own.
public struct SubQuestion: Sendable, Equatable {
    /// What kind of answer is asked for.
    public enum Expectation: Sendable, Equatable {
        /// Anything.
        case any
        /// A figure.
        case figure
        /// A year or date.
        case time
    }

    /// The words of this part.
    public let text: String
    /// Words of the rest that a pronoun in this part stands for.
    public let context: String
    /// What kind of answer is asked for.
    public let expectation: Expectation
}

/// What a question asks for, part by part.
public struct QuestionAnalysis: Sendable {
    /// The longest question, in characters.
    public static let sizeLimit = 4_000
    /// The most parts.
    public static let partLimit = 6

    /// The question on one line.
    public let text: String
    /// Its parts, in its order; one for a plain question.
    public let parts: [SubQuestion]

    /// Takes a question apart.
    ///
    /// - Parameter question: A question, or a few words.
    /// - Throws: `QuestionError` if there is no word in it, or too many.
    public init(_ question: String) throws(QuestionError) {
        let words = question.split { $0.isWhitespace }
        let text = words.joined(separator: " ")
        guard text.count <= Self.sizeLimit else {
            throw QuestionError(
                message: "the question has \(text.count) characters, the limit is \(Self.sizeLimit); "
                    + "put the background into a file and give it with --source"
            )
        }
        guard !Tokenizer().tokens(of: text).isEmpty else {
            throw QuestionError(message: "there is no word in the question; ask in words")
        }
        self.text = text
        let comparison = Comparison.parts(of: text)
        let clauses = comparison.isEmpty ? Self.clauses(of: text) : comparison
        parts = clauses.prefix(Self.partLimit).enumerated().map { index, clause in
            let rest = index == 0 || !Self.refersBack(clause) ? "" : clauses[0]
            return SubQuestion(
                text: clauses.count == 1 ? text : Self.sentence(clause, isQuestion: text.hasSuffix("?")),
                context: rest,
                expectation: Self.expectation(of: clause)
            )
        }
    }

    /// Words of a question that say how to answer, not what about.
    static let instructions: Set<String> = [
        "difference", "differences", "differ", "compare", "compared", "comparison", "versus", "vs", "explain",
        "describe", "list", "name", "tell", "summarize", "summarise", "according", "say", "says", "said", "get", "gets",
        "happen", "happens", "happened", "effect", "effects", "impact", "impacts", "consequence", "consequences",
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

    private static let measures: Set<String> = [
        "much", "many", "far", "long", "large", "big", "high", "deep", "fast", "often", "old", "tall", "wide", "heavy",
        "strong", "quickly", "soon",
    ]
    /// Words that a figure answers.
    private static let quantities: Set<String> = [
        "percentage", "number", "share", "rate", "amount", "cost", "costs", "price", "level", "size",
    ]

    /// Words that a clause which is a question of its own begins with.
    private static let openers: Set<String> = [
        "how", "what", "which", "who", "whom", "whose", "when", "where", "why", "is", "are", "was", "were", "do",
        "does",
        "did", "can", "could", "has", "have", "had", "will", "would", "should",
    ]
    private static let pronouns: Set<String> = [
        "it", "its", "they", "them", "their", "this", "that", "these", "those", "he", "she", "his", "her", "there",
    ]

    /// Sentences, and in them the clauses that begin like questions after a comma, a semicolon or an "and".
    private static func clauses(of text: String) -> [String] {
        var clauses: [String] = []
        for range in SentenceSplitter.sentences(in: text) {
            var current: [Substring] = []
            for word in text.slice(range).split(separator: " ") {
                let isBreak = current.last.map { $0.hasSuffix(",") || $0.hasSuffix(";") || isJoin($0) } ?? false
                if isBreak, openers.contains(word.lowercased()), current.count > 2 {
                    clauses.append(tidy(current))
                    current = []
                }
                current.append(word)
            }
            clauses.append(tidy(current))
        }
        let kept = clauses.filter { Tokenizer().tokens(of: $0).contains { !$0.isStopWord } }
        return kept.isEmpty ? [text] : kept
    }

    /// A clause as a sentence of its own.
    private static func sentence(_ clause: String, isQuestion: Bool) -> String {
        let first = clause.prefix(1).uppercased() + clause.dropFirst()
        let opens = clause.split(separator: " ").first.map { openers.contains($0.lowercased()) } ?? false
        return isQuestion && opens && first.last != "?" ? first + "?" : first
    }

    private static func isJoin(_ word: Substring) -> Bool { ["and", "or", "but"].contains(word.lowercased()) }

    /// Without the words and marks that joined a clause to the next.
    private static func tidy(_ words: [Substring]) -> String {
        var words = words
        while let last = words.last, isJoin(last) { words.removeLast() }
        var text = words.joined(separator: " ")
        while let last = text.last, ",;".contains(last) { text.removeLast() }
        return text
    }

    /// Whether a clause leaves its subject to an earlier one: by a pronoun, or by naming hardly anything itself.
    private static func refersBack(_ clause: String) -> Bool {
        let tokens = Tokenizer().tokens(of: clause)
        return tokens.contains { pronouns.contains($0.word) } || tokens.count { !$0.isStopWord } <= 2
    }

    private static func expectation(of clause: String) -> SubQuestion.Expectation {
        let words = clause.lowercased().split { !$0.isLetter }
        for (word, next) in zip(words, words.dropFirst() + [""]) {
            if word == "when" || (["which", "what"].contains(word) && ["year", "date"].contains(next)) {
                return .time
            }
            if word == "how", measures.contains(String(next)) { return .figure }
            if quantities.contains(String(word)) { return .figure }
        }
        return .any
    }
}

/// Questions that set two things against each other.
private enum Comparison {
    /// One question for each side, and one for both; none if the question compares nothing.
    static func parts(of text: String) -> [String] {
        let bare = text.last == "?" ? String(text.dropLast()) : text
        guard let (left, right, topic) = sides(of: bare) else { return [] }
        return [text, [left, topic].joined(separator: " "), [right, topic].joined(separator: " ")]
            .map { $0.split(separator: " ").joined(separator: " ") }
    }

    private static func sides(of text: String) -> (left: String, right: String, topic: String)? {
        let words = text.split(separator: " ").map(String.init)
        let lower = words.map { $0.lowercased() }
        if let index = lower.firstIndex(where: { ["vs", "vs.", "versus"].contains($0) }) {
            return split(words, at: index, from: 0)
        }
        let starts = ["between", "compare", "comparing"]
        if let start = lower.firstIndex(where: starts.contains),
            lower[..<start].contains("difference") || start == 0
                || lower[start] != "between"
        {
            guard let index = lower[(start + 1)...].firstIndex(where: { ["and", "with", "to"].contains($0) }) else {
                return nil
            }
            return split(words, at: index, from: start + 1)
        }
        // "How do A and B differ"
        if let end = lower.firstIndex(where: { ["differ", "compare"].contains($0) }), end > 3,
            ["do", "does", "did"].contains(lower[1]), let index = lower[..<end].firstIndex(of: "and"), index > 2
        {
            return split(Array(words[..<end]), at: index, from: 2)
        }
        return nil
    }

    private static func split(_ words: [String], at index: Int, from start: Int) -> (String, String, String)? {
        guard index > start, index + 1 < words.count else { return nil }
        let left = words[start..<index]
        // What follows "in" or "for" belongs to both sides.
        let rest = words[(index + 1)...]
        let end =
            rest.firstIndex { ["in", "for", "on", "with", "regarding", "about"].contains($0.lowercased()) }
            ?? rest.endIndex
        guard end > rest.startIndex else { return nil }
        return (left.joined(separator: " "), rest[..<end].joined(separator: " "), rest[end...].joined(separator: " "))
    }
}
