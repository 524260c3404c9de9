/// Questions that set two things against each other.
enum Comparison {
    /// The longest side, in words.
    private static let sideLimit = 8

    /// One question for both sides, and one for each; none if the question compares nothing.
    static func parts(of text: String) -> [String] {
        let bare = text.last == "?" ? String(text.dropLast()) : text
        let words = bare.split(separator: " ").map(String.init)
        let lower = words.map { $0.lowercased() }
        guard let sides = Form.allCases.lazy.compactMap({ $0.sides(words, lower) }).first else { return [] }
        let both = [sides.left, sides.right]
        guard both.allSatisfy({ (1...sideLimit).contains($0.count) }) else { return [] }
        return [text] + both.map { (sides.head + $0 + sides.topic).joined(separator: " ") }
    }

    /// The words of each side, and those that belong to both.
    private struct Sides {
        var head: [String] = []
        let left: [String]
        let right: [String]
        var topic: [String] = []
    }

    private enum Form: CaseIterable {
        case versus, between, compare, differ, differFrom, alternative

        func sides(_ words: [String], _ lower: [String]) -> Sides? {
            switch self {
            case .versus: versus(words, lower)
            case .between: between(words, lower)
            case .compare: compare(words, lower)
            case .differ: differ(words, lower)
            case .differFrom: differFrom(words, lower)
            case .alternative: alternative(words, lower)
            }
        }

        // "A vs. B"
        private func versus(_ words: [String], _ lower: [String]) -> Sides? {
            guard let index = lower.firstIndex(where: { ["vs", "vs.", "versus"].contains($0) }) else { return nil }
            let start = lower[..<index].firstIndex { !QuestionWords.openers.contains($0) } ?? index
            return Self.split(words, at: index, from: start)
        }

        // "The difference between A and B"
        private func between(_ words: [String], _ lower: [String]) -> Sides? {
            let nouns: Set<String> = ["difference", "differences", "distinction", "comparison"]
            guard let start = lower.firstIndex(of: "between"), !nouns.isDisjoint(with: lower[..<start]),
                let index = lower[start...].firstIndex(of: "and")
            else { return nil }
            return Self.split(words, at: index, from: start + 1)
        }

        // "Compare A with B"
        private func compare(_ words: [String], _ lower: [String]) -> Sides? {
            guard let start = lower.firstIndex(where: { ["compare", "comparing"].contains($0) }), start <= 1,
                let index = lower[start...].firstIndex(where: { ["and", "with", "to"].contains($0) })
            else { return nil }
            return Self.split(words, at: index, from: start + 1)
        }

        // "How do A and B differ"
        private func differ(_ words: [String], _ lower: [String]) -> Sides? {
            guard let end = lower.firstIndex(where: { ["differ", "compare"].contains($0) }), end > 3,
                QuestionWords.auxiliaries.contains(lower[1]), let index = lower[..<end].firstIndex(of: "and")
            else { return nil }
            let sides = Self.split(Array(words[..<end]), at: index, from: 2)
            return sides.map { Sides(left: $0.left, right: $0.right, topic: Array(words[(end + 1)...])) }
        }

        // "How does A differ from B", "How is A different from B", "How does A compare to B"
        private func differFrom(_ words: [String], _ lower: [String]) -> Sides? {
            let verbs: Set<String> = ["differ", "different", "compare", "compared"]
            guard lower.count > 4, lower[0] == "how", QuestionWords.auxiliaries.contains(lower[1]),
                let verb = lower.firstIndex(where: verbs.contains), verb > 2, verb + 1 < lower.count,
                ["from", "to", "with"].contains(lower[verb + 1])
            else { return nil }
            let sides = Self.split(words, at: verb + 1, from: 2)
            return sides.map { Sides(left: Array($0.left.dropLast()), right: $0.right, topic: $0.topic) }
        }

        // "Is A or B better": the sides are taken to have equally many words.
        private func alternative(_ words: [String], _ lower: [String]) -> Sides? {
            guard let first = lower.first, QuestionWords.auxiliaries.contains(first),
                let index = lower.firstIndex(of: "or"), index > 1, 2 * index <= lower.count
            else { return nil }
            let left = words[1..<index]
            let right = words[(index + 1)..<(2 * index)]
            let isPlain = { (word: String) in
                let word = word.lowercased()
                return !QuestionWords.pronouns.contains(word) && !QuestionWords.prepositions.contains(word)
            }
            let rest = Array(words[(2 * index)...])
            guard left.allSatisfy(isPlain), right.allSatisfy(isPlain), !rest.isEmpty else { return nil }
            return Sides(head: [words[0]], left: Array(left), right: Array(right), topic: rest)
        }

        /// Splits at a joining word; what follows "in" or "for" belongs to both sides.
        private static func split(_ words: [String], at index: Int, from start: Int) -> Sides? {
            guard index > start, index + 1 < words.count else { return nil }
            let rest = words[(index + 1)...]
            let topics: Set<String> = ["in", "for", "on", "with", "regarding", "about"]
            let end = rest.firstIndex { topics.contains($0.lowercased()) } ?? rest.endIndex
            guard end > rest.startIndex else { return nil }
            return Sides(left: Array(words[start..<index]), right: Array(rest[..<end]), topic: Array(rest[end...]))
        }
    }
}
