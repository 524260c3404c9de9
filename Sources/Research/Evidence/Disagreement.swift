import Blackboard

/// Two sentences of which at most one can be true.
struct Disagreement: Sendable {
    let left: EvidenceSentence
    let right: EvidenceSentence
    /// What the left one says, in a few words.
    let leftClaim: String
    /// What the right one says.
    let rightClaim: String

    /// The least share of content words that two sentences about the same thing have in common.
    private static let overlapThreshold = 0.6
    /// The least number of them.
    private static let sharedThreshold = 3

    /// Compares two sentences.
    ///
    /// - Returns: Nothing unless they speak of the same thing and differ in a figure of the same unit, or one denies
    ///   what the other says. Rather too few than wrong ones: other years make it another thing.
    init?(_ left: EvidenceSentence, _ right: EvidenceSentence) {
        let shared = left.terms.intersection(right.terms).count
        let overlap = Double(shared) / Double(max(1, min(left.terms.count, right.terms.count)))
        // Short sentences have few words to share, but then all of them.
        let isSame = shared >= 2 && overlap == 1
        guard isSame || (shared >= Self.sharedThreshold && overlap >= Self.overlapThreshold) else { return nil }
        let years = (left.figures.years, right.figures.years)
        guard years.0.isEmpty || years.1.isEmpty || !years.0.isDisjoint(with: years.1) else { return nil }
        self.left = left
        self.right = right
        if let (first, second) = Self.differingFigures(left, right) {
            leftClaim = first.words
            rightClaim = second.words
        } else if left.isNegated != right.isNegated, overlap >= 0.75, left.figures.all == right.figures.all {
            leftClaim = left.isNegated ? "denied" : "stated"
            rightClaim = right.isNegated ? "denied" : "stated"
        } else {
            return nil
        }
    }

    /// Figures of one unit of which neither sentence holds the other's.
    private static func differingFigures(_ left: EvidenceSentence, _ right: EvidenceSentence) -> (Figure, Figure)? {
        for figure in left.figures.all where !figure.unit.isEmpty {
            let others = right.figures.all.filter { $0.unit == figure.unit }
            let own = left.figures.all.filter { $0.unit == figure.unit }
            guard let other = others.first, Set(own.map(\.value)).isDisjoint(with: others.map(\.value)) else {
                continue
            }
            return (figure, other)
        }
        return nil
    }

    /// Finds all disagreements among sentences of different origins.
    ///
    /// - Parameters:
    ///   - sentences: The sentences, best first.
    ///   - origins: Tells copies of one source apart from sources of their own.
    /// - Returns: Disagreements; a sentence takes part in one at the most.
    static func all(among sentences: [EvidenceSentence], origins: Origins) -> [Disagreement] {
        var found: [Disagreement] = []
        var used: Set<Int> = []
        for (index, left) in sentences.enumerated() where !used.contains(index) {
            for (other, right) in sentences.enumerated().dropFirst(index + 1) where !used.contains(other) {
                guard origins.differ(left.source.id, right.source.id), let disagreement = Disagreement(left, right)
                else {
                    continue
                }
                found.append(disagreement)
                used.formUnion([index, other])
                break
            }
        }
        return found
    }
}
