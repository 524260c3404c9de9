import TextAnalysis

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
        let text = question.onOneLine
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
        parts = comparison.isEmpty ? Self.clauseParts(of: text) : comparison.map { Self.part($0, in: text) }
    }

    private static func clauseParts(of text: String) -> [SubQuestion] {
        let clauses = clauses(of: text)
        let parts = clauses.enumerated().flatMap { index, clause in
            let things = Enumeration.parts(of: clause)
            return (things.isEmpty ? [clause] : things).map {
                part($0, in: text, after: index == 0 ? nil : clauses[0], isAlone: clauses.count == 1 && things.isEmpty)
            }
        }
        return Array(parts.prefix(partLimit))
    }

    /// A part; one that leaves its subject to the first clause takes that over.
    private static func part(
        _ clause: String,
        in text: String,
        after first: String? = nil,
        isAlone: Bool = false
    ) -> SubQuestion {
        let tokens = Tokenizer().tokens(of: clause)
        let hasPronoun = tokens.contains { QuestionWords.pronouns.contains($0.word) }
        // A clause that names hardly anything itself means the same thing as the one before.
        let refersBack = hasPronoun || tokens.count { !$0.isStopWord } <= 2
        return SubQuestion(
            text: isAlone ? text : sentence(clause, isQuestion: text.hasSuffix("?")),
            context: refersBack ? first ?? "" : "",
            needsContext: hasPronoun && first != nil,
            expectation: QuestionWords.expectation(of: clause)
        )
    }

    /// Sentences, and in them the clauses that begin like questions after a comma, a semicolon or an "and".
    private static func clauses(of text: String) -> [String] {
        var clauses: [String] = []
        for range in SentenceSplitter.sentences(in: text) {
            var current: [Substring] = []
            for word in text.slice(range).split(separator: " ") {
                let endsClause = current.last.map { $0.hasSuffix(",") || isJoin($0) } ?? false
                let isBreak = endsClause && QuestionWords.openers.contains(word.lowercased()) && current.count > 2
                if isBreak || current.last?.hasSuffix(";") == true {
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
        let opens = clause.split(separator: " ").first.map { QuestionWords.openers.contains($0.lowercased()) } ?? false
        return isQuestion && opens && first.last != "?" ? first + "?" : first
    }

    private static func isJoin(_ word: Substring) -> Bool { QuestionWords.joins.contains(word.lowercased()) }

    /// Without the words and marks that joined a clause to the next.
    private static func tidy(_ words: [Substring]) -> String {
        var words = words
        while let last = words.last, isJoin(last) { words.removeLast() }
        while words.count > 1, isJoin(words[0]) { words.removeFirst() }
        var text = words.joined(separator: " ")
        while let last = text.last, ",;".contains(last) { text.removeLast() }
        return text
    }
}
