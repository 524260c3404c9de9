import Blackboard
import TextAnalysis

/// Brings together claims in the same words, such as those that rest on sources which are copies of one another.
struct RepeatedClaims {
    /// What claims have in common that can stand as one.
    private struct Key: Hashable {
        let words: String
        let isVerbatim: Bool
        let reservation: Answer.Claim.Reservation?

        init(_ claim: Answer.Claim) {
            words = MatchableText(claim.text).text
            isVerbatim = claim.isVerbatim
            reservation = claim.reservation
        }
    }

    /// The claims, each with all citations of those in its words.
    private var whole: [Key: Answer.Claim] = [:]

    /// Gathers claims.
    ///
    /// - Parameters:
    ///   - claims: All claims of an answer, in order: what one says first stays first.
    ///   - origins: Which sources are copies of one another.
    init(_ claims: [Answer.Claim], origins: Origins) {
        for claim in claims {
            let key = Key(claim)
            whole[key] = whole[key].map { $0.joined(with: claim, origins) } ?? claim
        }
    }

    /// Leaves out what was said before.
    ///
    /// - Parameter claims: Claims that were gathered.
    /// - Returns: Each once, with all of its citations.
    func once(_ claims: [Answer.Claim]) -> [Answer.Claim] { claims.map { Key($0) }.unique.compactMap { whole[$0] } }

    /// Leaves out what an earlier section says, unless a section would have nothing left to say.
    ///
    /// - Parameter sections: Sections whose claims were gathered.
    /// - Returns: As many sections.
    func once(_ sections: [Answer.Section]) -> [Answer.Section] {
        var said: Set<Key> = []
        return sections.map { section in
            let fresh = section.claims.filter { !said.contains(Key($0)) }
            said.formUnion(section.claims.map { Key($0) })
            return Answer.Section(
                question: section.question,
                claims: once(fresh.isEmpty ? Array(section.claims.prefix(1)) : fresh)
            )
        }
    }
}

extension Answer.Claim {
    /// The claim with the citations of another one in its words.
    fileprivate func joined(with other: Answer.Claim, _ origins: Origins) -> Answer.Claim {
        var seen: Set<String> = []
        let all = (citations + other.citations).filter { seen.insert("\($0.finding) \($0.key)").inserted }
        let count = Set(all.map { origins.origin(of: $0.quote.source) }).count
        let joined = Answer.Claim(
            text,
            isVerbatim: isVerbatim,
            citations: all,
            support: max(support, other.support, count),
            reservation: reservation
        )
        // Without citations there is no claim, and these have some.
        return joined ?? self
    }
}
