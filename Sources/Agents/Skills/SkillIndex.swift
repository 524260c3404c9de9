import Glibc
import TextAnalysis

/// The words of many skills, to score them against a task by BM25F (Robertson et al., 2004) and by whole phrases.
struct SkillIndex: Sendable {
    /// What a skill's score is made of.
    struct Hit: Sendable {
        let skill: Int
        var score = 0.0
        /// The stems that matched.
        var terms: Set<String> = []
        /// The names and keywords that stand in the task as they are.
        var phrases: [String] = []
    }

    /// How much a word counts by where it stands, and how far the length of that text matters.
    private enum Field: Int, CaseIterable {
        case name, keywords, tags, description

        var weight: Double {
            switch self {
            case .name: 2
            case .keywords: 1.5
            case .tags: 1
            case .description: 1
            }
        }

        static let lengthShare = 0.5
    }

    /// The words of one name or keyword.
    private struct Phrase: Sendable {
        let skill: Int
        let terms: [String]
        let text: String
        let bonus: Double
    }

    private struct Posting: Sendable {
        let skill: Int
        var weight: Double
    }

    /// How soon more of one word counts no more (k1 of BM25).
    private static let saturation = 1.2
    private static let nameBonus = 1.2
    private static let phraseBonus = 1.0
    /// Tasks with more words than this are texts, in which single words mean less.
    private static let usualWords = 24.0

    private var postings: [String: [Posting]] = [:]
    private var phrases: [String: [Phrase]] = [:]
    private var count = 0

    /// Indexes skills; they are known by their place in the list.
    init(_ skills: [Skill]) {
        count = skills.count
        let tokenizer = Tokenizer()
        var fields: [[[String]]] = []
        for (number, skill) in skills.enumerated() {
            let header = skill.header
            let keywords = header.keywords.map { tokenizer.tokens(of: $0) }
            let name = tokenizer.tokens(of: header.name)
            // In the order of the fields.
            let texts = [
                name, keywords.flatMap(\.self), header.tags.flatMap { tokenizer.tokens(of: $0) },
                tokenizer.tokens(of: header.description),
            ]
            fields.append(texts.map { $0.filter(SkillWords.isTelling).map(\.term) })
            addPhrases(number, [header.name] + header.keywords, [name] + keywords)
        }
        let averages = Field.allCases.map { field in
            max(1, Double(fields.reduce(0) { $0 + $1[field.rawValue].count }) / Double(max(1, skills.count)))
        }
        for (number, texts) in fields.enumerated() {
            for field in Field.allCases { addPostings(number, texts[field.rawValue], of: field, averages) }
        }
    }

    private mutating func addPostings(_ number: Int, _ terms: [String], of field: Field, _ averages: [Double]) {
        let length = 1 - Field.lengthShare + Field.lengthShare * Double(terms.count) / averages[field.rawValue]
        let weight = field.weight / length
        for term in terms { Self.add(weight, of: number, to: &postings[term, default: []]) }
    }

    /// Skills come in order, so that a skill that is there already is the last one.
    private static func add(_ weight: Double, of number: Int, to list: inout [Posting]) {
        if list.last?.skill == number {
            list[list.count - 1].weight += weight
        } else {
            list.append(Posting(skill: number, weight: weight))
        }
    }

    /// Adds the name, which comes first, and the keywords of a skill.
    private mutating func addPhrases(_ number: Int, _ texts: [String], _ tokens: [[Token]]) {
        var seen: Set<String> = []
        for (index, tokens) in tokens.enumerated() {
            let terms = tokens.map(\.term)
            guard let first = terms.first, seen.insert(terms.joined(separator: " ")).inserted else { continue }
            let bonus = index == 0 ? Self.nameBonus : Self.phraseBonus
            phrases[first, default: []].append(Phrase(skill: number, terms: terms, text: texts[index], bonus: bonus))
        }
    }

    // MARK: - Scoring

    /// Scores all skills that have a word of a task.
    func hits(for tokens: [Token]) -> [Hit] {
        var hits: [Int: Hit] = [:]
        let telling = tokens.filter(SkillWords.isTelling).map(\.term)
        let distinct = Set(telling)
        let share = min(1, Self.usualWords / Double(max(1, distinct.count)))
        // In order, since sums of fractions depend on it.
        for term in distinct.sorted() {
            guard let found = postings[term] else { continue }
            let rarity = rarity(found.count) * share
            for posting in found {
                hits[posting.skill, default: Hit(skill: posting.skill)].terms.insert(term)
                hits[posting.skill]?.score += rarity * posting.weight / (Self.saturation + posting.weight)
            }
        }
        addPhrases(in: tokens.map(\.term), telling, to: &hits)
        return hits.values.sorted { ($1.score, $0.skill) < ($0.score, $1.skill) }
    }

    /// Phrases count where their words follow one another, or would without the function words between them.
    private func addPhrases(in all: [String], _ telling: [String], to hits: inout [Int: Hit]) {
        var seen: Set<String> = []
        for terms in [all, telling] {
            for (start, term) in terms.enumerated() {
                for phrase in phrases[term] ?? [] where terms[start...].starts(with: phrase.terms) {
                    guard seen.insert("\(phrase.skill) \(phrase.text)").inserted else { continue }
                    let rarity = phrase.terms.count > 1 ? 1 : rarity(postings[term]?.count ?? 1)
                    hits[phrase.skill, default: Hit(skill: phrase.skill)].phrases.append(phrase.text)
                    hits[phrase.skill]?.score += phrase.bonus * rarity
                    hits[phrase.skill]?.terms.formUnion(phrase.terms)
                }
            }
        }
    }

    /// How much a word says that so many skills have: 1 for a word of one skill alone, however many skills there are.
    private func rarity(_ frequency: Int) -> Double { informativeness(frequency) / informativeness(1) }

    private func informativeness(_ frequency: Int) -> Double {
        let rest = Double(count - frequency) + 0.5
        return log(1 + rest / (Double(frequency) + 0.5))
    }
}
