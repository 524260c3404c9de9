import Blackboard

/// Chooses sentences that are good and unlike one another.
enum Selection {
    /// How much being good counts against being new.
    private static let balance = 0.75

    /// Chooses by maximal marginal relevance (Carbonell and Goldstein, 1998).
    ///
    /// - Parameters:
    ///   - sentences: What there is, best first.
    ///   - limit: How many are chosen.
    /// - Returns: The chosen ones, in the order of choice; a source that was used already is held against a sentence.
    static func diverse(_ sentences: [EvidenceSentence], limit: Int) -> [EvidenceSentence] {
        guard let best = sentences.first else { return [] }
        // What is far behind the best is padding.
        var rest = sentences.filter { $0.score >= best.score * 0.65 }
        var chosen: [EvidenceSentence] = []
        while chosen.count < limit, !rest.isEmpty {
            let values = rest.map { sentence in
                let likeness = chosen.map { sentence.similarity(to: $0) }.max() ?? 0
                let isUsed = chosen.contains { $0.source.id == sentence.source.id }
                return balance * sentence.score / best.score - (1 - balance) * likeness - (isUsed ? 0.05 : 0)
            }
            guard let index = values.indices.max(by: { values[$0] < values[$1] }) else { break }
            chosen.append(rest.remove(at: index))
        }
        return chosen
    }
}
