/// Questions about several things in a row, such as "the effects of rewetting on birds, emissions and farming".
enum Enumeration {
    /// The longest item, in words.
    private static let itemLimit = 5
    /// Before two things in a row they are asked for one by one; "bread and butter" may be one thing elsewhere.
    private static let strong: Set<String> = ["on", "about", "regarding"]

    /// One question for each thing; none if nothing is listed.
    static func parts(of clause: String) -> [String] {
        let isQuestion = clause.last == "?"
        let words = (isQuestion ? clause.dropLast() : clause[...]).split(separator: " ").map(String.init)
        let lower = words.map { $0.lowercased() }
        guard let join = lower.lastIndex(where: { ["and", "or", "&"].contains($0) }), join > 0, join + 1 < words.count,
            let start = start(of: lower, before: join)
        else { return [] }
        var items = split(words[start..<join])
        var last = Array(words[(join + 1)...])
        // What follows a preposition after the last thing belongs to all of them.
        let end = last.firstIndex { QuestionWords.prepositions.contains($0.lowercased()) } ?? last.endIndex
        let topic = last[end...]
        last = Array(last[..<end])
        items.append(last)
        let isStrong = strong.contains(lower[start - 1])
        guard items.count >= (isStrong ? 2 : 3), items.allSatisfy(isThing) else { return [] }
        return items.map { (words[..<start] + $0 + topic).joined(separator: " ") + (isQuestion ? "?" : "") }
    }

    /// Where the first thing begins: behind the preposition or verb before the first comma, or before the joining word.
    private static func start(of words: [String], before join: Int) -> Int? {
        let first = words[..<join].firstIndex { $0.hasSuffix(",") } ?? join - 1
        let leads = QuestionWords.prepositions.union(["describe", "explain", "list"])
        let isLead = { (index: Int) in
            // "What was the cost, …", but not "Where do the trust, …": there the verb is still to come.
            let isWhatIs = index > 0 && ["what", "who"].contains(words[index - 1])
            return leads.contains(words[index]) || isWhatIs && ["is", "are", "was", "were"].contains(words[index])
        }
        return words[...first].indices.last(where: isLead).map { $0 + 1 }
    }

    private static func split(_ words: ArraySlice<String>) -> [[String]] {
        var items: [[String]] = [[]]
        for word in words {
            items[items.count - 1].append(word.hasSuffix(",") ? String(word.dropLast()) : word)
            if word.hasSuffix(",") { items.append([]) }
        }
        // "a, b, and c" has a comma before the joining word as well.
        return items.filter { !$0.isEmpty }
    }

    /// Whether some words can be the name of a thing: few, none that a clause begins with, no pronoun.
    private static func isThing(_ words: [String]) -> Bool {
        (1...itemLimit).contains(words.count)
            && words.allSatisfy { word in
                let word = word.lowercased()
                return !QuestionWords.openers.contains(word) && !QuestionWords.pronouns.contains(word)
            }
    }
}
