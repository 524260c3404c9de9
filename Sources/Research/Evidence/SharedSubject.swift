import TextAnalysis

/// How far two sentences speak of the same thing.
struct SharedSubject {
    /// The least share of content words in common: of the shorter sentence, and of both together (Dice).
    private static let shorterThreshold = 0.6
    private static let togetherThreshold = 0.55
    /// The least number of them, unless the shorter sentence has no other.
    private static let countThreshold = 3
    /// The share from which one sentence can deny the other.
    private static let certainThreshold = 0.85

    /// Whether they are about the same thing, so that figures can be compared.
    let isLikely: Bool
    /// Whether they say the same but for a word, so that "not" makes the one the denial of the other.
    let isCertain: Bool

    init(_ left: EvidenceSentence, _ right: EvidenceSentence) {
        let terms = (Self.canonical(left.terms), Self.canonical(right.terms))
        let shared = terms.0.intersection(terms.1)
        let shorter = Double(shared.count) / Double(max(1, min(terms.0.count, terms.1.count)))
        let together = 2 * Double(shared.count) / Double(max(1, terms.0.count + terms.1.count))
        let isEnough = shared.count >= Self.countThreshold || (shared.count >= 2 && shorter == 1)
        let isContrast = Self.contrast(left, right)
        isLikely =
            isEnough && !isContrast && shorter >= Self.shorterThreshold && together >= Self.togetherThreshold
        isCertain = isEnough && !isContrast && together >= Self.certainThreshold
    }

    /// Whether a word tells the one thing from the other: "wet farming" and "drainage farming", north and south, each and
    /// all.
    private static func contrast(_ left: EvidenceSentence, _ right: EvidenceSentence) -> Bool {
        let words = (left.allTerms, right.allTerms)
        for group in opposites {
            let here = group.intersection(words.0)
            let there = group.intersection(words.1)
            if !here.isEmpty, !there.isEmpty, here != there { return true }
        }
        if distributive.isDisjoint(with: words.0) != distributive.isDisjoint(with: words.1) { return true }
        let modifiers = (modifiers(of: left), modifiers(of: right))
        return modifiers.0.contains { noun, own in
            guard let other = modifiers.1[noun] else { return false }
            return own.isDisjoint(with: other) && own.isDisjoint(with: words.1) && other.isDisjoint(with: words.0)
        }
    }

    /// For each word the words that stand directly before it.
    private static func modifiers(of sentence: EvidenceSentence) -> [String: Set<String>] {
        sentence.neighbours.reduce(into: [:]) { result, pair in
            result[canonical(pair[1]), default: []].insert(canonical(pair[0]))
        }
    }

    private static func canonical(_ terms: Set<String>) -> Set<String> {
        Set(terms.subtracting(attributions).map { canonical($0) })
    }

    private static func canonical(_ term: String) -> String { changes[term] ?? term }

    /// Verbs of change, which sources exchange freely, by their stems.
    private static let changes: [String: String] = {
        let groups = [
            "reduce":
                "reduce reduced reduction cut lower lowered decrease decreased drop dropped fall fell fallen decline "
                + "declined shrink shrank",
            "raise": "raise raised rise rose risen increase increased grow grew grown growth climb climbed",
        ]
        return groups.reduce(into: [:]) { result, group in
            for stem in stems(group.value) { result[stem] = group.key }
        }
    }()

    private static let opposites: [Set<String>] = [
        "north south east west northern southern eastern western", "first second third fourth last",
        "spring summer autumn winter", "upper lower middle", "before after", "men women boys girls",
        "minimum maximum average median mean", "day night", "gross net",
        "January February March April May June July August September October November December",
    ].map(stems)

    /// Who says it does not change what it is about.
    private static let attributions = stems(
        "according say says said report reported state stated tell told claim claimed"
    )
    private static let distributive = stems("each per every apiece single daily weekly monthly annually yearly")

    private static func stems(_ words: String) -> Set<String> { Set(Tokenizer().tokens(of: words).map(\.term)) }
}
