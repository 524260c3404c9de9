import Blackboard

/// Chooses sentences that are good and unlike one another.
enum Selection {
    /// How much being good counts against being new.
    private static let balance = 0.75
    /// What is further behind the best is padding, as a share of its score.
    private static let cutoff = 0.7
    /// What is held against a sentence of a source that was used already.
    private static let sourcePenalty = 0.05

    /// Chooses by maximal marginal relevance (Carbonell and Goldstein, 1998).
    ///
    /// - Parameters:
    ///   - sentences: What there is, best first.
    ///   - asked: Stems of the words that were asked for. All good sentences share them, so they make none redundant.
    ///   - limit: How many are chosen.
    /// - Returns: The chosen ones, in the order of choice.
    static func diverse(_ sentences: [EvidenceSentence], asked: Set<String>, limit: Int) -> [EvidenceSentence] {
        guard let best = sentences.first else { return [] }
        var rest = sentences.filter { $0.score >= best.score * cutoff }
        var chosen: [EvidenceSentence] = []
        while chosen.count < limit, !rest.isEmpty {
            let values = rest.map { sentence in
                let likeness = chosen.map { sentence.similarity(to: $0, besides: asked) }.max() ?? 0
                let isUsed = chosen.contains { $0.source.id == sentence.source.id }
                return balance * sentence.score / best.score - (1 - balance) * likeness - (isUsed ? sourcePenalty : 0)
            }
            // The first of equals: the order of the sentences decides, not chance.
            guard let highest = values.max(), let index = values.firstIndex(of: highest) else { break }
            chosen.append(rest.remove(at: index))
        }
        return chosen
    }
}
