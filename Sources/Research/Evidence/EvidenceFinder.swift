import Blackboard
import TextAnalysis

/// Finds the sentences of the sources that answer one part of a question.
struct EvidenceFinder {
    /// What a word counts that stands in the title or elsewhere in the passage, not in the sentence.
    private static let nearbyWeight = 0.4
    /// What words count that were taken over from another part of the question.
    private static let contextWeight = 0.4
    /// The share of the words that a pronoun stands for which a sentence must have in it or near it.
    private static let contextThreshold = 0.15
    /// How many passages are looked at.
    private static let passageLimit = 40

    let board: Blackboard
    /// The only sources to look into; nothing for all.
    let sources: Set<EntryID>?

    /// Finds evidence.
    ///
    /// - Parameter part: A part of a question.
    /// - Returns: Sentences that are relevant, best first, each once; none if nothing is.
    /// - Throws: What the board throws; `CancellationError`.
    func evidence(for part: SubQuestion) async throws -> [EvidenceSentence] {
        let tokenizer = Tokenizer()
        let terms = try await weightedTerms(of: part, tokenizer)
        if terms.own.isEmpty { return [] }
        let query = SearchQuery(
            part.text + " " + part.context,
            kinds: [.source],
            sources: sources,
            limit: Self.passageLimit
        )
        let hits = try await board.passages(matching: query)
        guard let best = hits.first?.score, best > 0 else { return [] }
        var found: [EvidenceSentence] = []
        for hit in hits {
            try Task.checkCancellation()
            let all = sentences(of: hit, tokenizer)
            let title = Set(tokenizer.tokens(of: hit.entry.title).map(\.term))
            let surroundings = Surroundings(
                title: title,
                nearby: all.reduce(into: title) { $0.formUnion($1.allTerms) },
                passage: hit.score / best
            )
            found += all.compactMap { rated($0, within: surroundings, terms: terms, part: part) }
        }
        return Self.merged(found.sorted { ($0.score, $1.source.id) > ($1.score, $0.source.id) })
    }

    /// The words that are asked for, each with its weight.
    private struct Terms {
        var own: [String: Double] = [:]
        /// Words of another part that this one refers to.
        var context: [String: Double] = [:]
        /// Pairs of neighbours.
        var pairs: Set<[String]> = []

        /// How much of the words, by weight, a sentence must hold with its surroundings to be evidence.
        ///
        /// A long question is never answered in all its words.
        var coverageThreshold: Double { max(0.3, 0.5 - 0.035 * Double(max(0, own.count - 3))) }

        /// The share of the weight of some words that a text holds, what is only near it counting less.
        static func coverage(_ weights: [String: Double], _ held: Set<String>, _ nearby: Set<String>) -> Double {
            let total = weights.values.reduce(0, +)
            let got = weights.reduce(0) { sum, term in
                let share = held.contains(term.key) ? 1 : nearby.contains(term.key) ? nearbyWeight : 0
                return sum + share * term.value
            }
            return total == 0 ? 0 : got / total
        }
    }

    /// What a sentence stands in.
    private struct Surroundings {
        /// The words of the source's title.
        let title: Set<String>
        /// These and the words of the passage.
        let nearby: Set<String>
        /// The score of the passage, as a share of the best one.
        let passage: Double
    }

    private func weightedTerms(of part: SubQuestion, _ tokenizer: Tokenizer) async throws -> Terms {
        var terms = Terms()
        let own = QuestionWords.subject(of: part.text, tokenizer).map(\.term)
        let context = part.context.isEmpty ? [] : QuestionWords.subject(of: part.context, tokenizer).map(\.term)
        let weights = try await board.weights(ofWordsIn: part.text + " " + part.context, sources: sources)
        for term in own { terms.own[term] = weights[term] ?? 0 }
        for term in context where terms.own[term] == nil { terms.context[term] = weights[term] ?? 0 }
        terms.pairs = Set(zip(own, own.dropFirst()).map { [$0, $1] })
        return terms
    }

    private func sentences(of hit: PassageHit, _ tokenizer: Tokenizer) -> [EvidenceSentence] {
        SentenceSplitter.sentences(in: hit.text).map { range in
            let bare = Self.withoutMark(range, in: hit.text)
            return EvidenceSentence(
                source: hit.entry,
                range: hit.range.lowerBound + bare.lowerBound..<hit.range.lowerBound + bare.upperBound,
                text: hit.text.slice(bare),
                tokenizer: tokenizer
            )
        }
    }

    /// Leaves out the bullet of a list's item or the marks of a heading, which are no part of a sentence.
    private static func withoutMark(_ range: Range<Int>, in text: String) -> Range<Int> {
        let bytes = Array(text.utf8)[range]
        var start = bytes.startIndex
        while start < bytes.endIndex, "-*+#|> ".utf8.contains(bytes[start]) { start += 1 }
        return start < bytes.endIndex && (start == range.lowerBound || bytes[start - 1] == 0x20)
            ? start..<range.upperBound : range
    }

    private func rated(
        _ sentence: EvidenceSentence,
        within surroundings: Surroundings,
        terms: Terms,
        part: SubQuestion
    ) -> EvidenceSentence? {
        guard sentence.isProse else { return nil }
        let held = sentence.allTerms
        let isHeld = held.contains { terms.own[$0] != nil }
        let matched = held.union(surroundings.title).count { terms.own[$0] != nil }
        let coverage = Terms.coverage(terms.own, held, surroundings.nearby)
        let direct = Terms.coverage(terms.own, held, [])
        let context = Terms.coverage(terms.context, held, surroundings.nearby)
        guard isHeld, matched >= min(2, terms.own.count), coverage >= terms.coverageThreshold,
            direct >= terms.coverageThreshold * 0.6, !part.needsContext || context >= Self.contextThreshold
        else { return nil }
        var rated = sentence
        rated.score =
            coverage + Self.contextWeight * context + 0.2 * surroundings.passage
            + 0.1 * Double(min(3, sentence.pairs.count { terms.pairs.contains($0) }))
            + 0.15 * bonus(for: part.expectation, sentence)
            // Of two sentences that hold the words, the one that says little else speaks to the question.
            + 0.1 * Double(held.count { terms.own[$0] != nil }) / Double(max(1, sentence.terms.count))
        return rated
    }

    private func bonus(for expectation: SubQuestion.Expectation, _ sentence: EvidenceSentence) -> Double {
        switch expectation {
        case .any: 0
        case .figure: sentence.figures.all.isEmpty ? 0 : 1
        case .time: sentence.saysWhen ? 1 : 0
        case .name: sentence.namesSomebody ? 1 : 0
        }
    }

    /// Puts copies of a sentence behind one of them: that of the source that came to the board first.
    private static func merged(_ sentences: [EvidenceSentence]) -> [EvidenceSentence] {
        var kept: [EvidenceSentence] = []
        for sentence in sentences {
            if let index = kept.firstIndex(where: { $0.isCopy(of: sentence) }) {
                kept[index].absorb(sentence)
            } else {
                kept.append(sentence)
            }
        }
        return kept
    }
}
