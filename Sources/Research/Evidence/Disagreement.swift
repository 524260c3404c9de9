import Blackboard

/// Two sentences of which at most one can be true.
struct Disagreement: Sendable {
    let left: EvidenceSentence
    let right: EvidenceSentence
    /// What the left one says, in a few words.
    let leftClaim: String
    /// What the right one says.
    let rightClaim: String

    /// Compares two sentences.
    ///
    /// - Returns: Nothing unless they speak of the same thing and differ in a figure of the same unit, or one denies
    ///   what the other says. Rather too few than wrong ones: other years make it another thing.
    init?(_ left: EvidenceSentence, _ right: EvidenceSentence) {
        let subject = SharedSubject(left, right)
        let years = (left.figures.years, right.figures.years)
        guard years.0.isEmpty || years.1.isEmpty || !years.0.isDisjoint(with: years.1) else { return nil }
        self.left = left
        self.right = right
        if subject.isLikely, let (first, second) = Self.differingFigures(left, right) {
            leftClaim = first.words
            rightClaim = second.words
        } else if subject.isCertain, left.isNegated != right.isNegated, left.figures.all == right.figures.all {
            leftClaim = left.isNegated ? "denied" : "stated"
            rightClaim = right.isNegated ? "denied" : "stated"
        } else {
            return nil
        }
    }

    /// Figures of one unit of which neither sentence holds the other's.
    private static func differingFigures(_ left: EvidenceSentence, _ right: EvidenceSentence) -> (Figure, Figure)? {
        let isRough = left.isRough || right.isRough
        for figure in left.figures.all where !figure.unit.isEmpty {
            let own = left.figures.all.filter { $0.unit == figure.unit }
            let others = right.figures.all.filter { $0.unit == figure.unit }
            // "From 20 to 35" and "by 15" may both be true.
            guard let other = others.first, own.count == others.count else { continue }
            let agree = own.contains { one in others.contains { one.agrees(with: $0, roughly: isRough) } }
            if !agree, figure.isComparable(to: other) { return (figure, other) }
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
