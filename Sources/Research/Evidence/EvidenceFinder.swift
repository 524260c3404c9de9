import Blackboard
import TextAnalysis

/// Finds the sentences of the sources that answer one part of a question.
struct EvidenceFinder {
    /// How much of a question's words, by weight, a sentence must hold with its surroundings to be evidence.
    private static let coverageThreshold = 0.45
    /// How much of them it must hold itself.
    private static let directThreshold = 0.3
    /// What a word counts that stands in the title or a neighbouring sentence only.
    private static let nearbyWeight = 0.4
    /// What a word counts that was taken over from another part of the question.
    private static let contextWeight = 0.35
    /// How many passages are looked at.
    private static let passageLimit = 40

    let board: Blackboard
    /// The only sources to look into; nothing for all.
    let sources: Set<EntryID>?

    /// Finds evidence.
    ///
    /// - Parameter part: A part of a question.
    /// - Returns: Sentences that are relevant, best first, each once; none if nothing is.
    func evidence(for part: SubQuestion) async throws -> [EvidenceSentence] {
        let tokenizer = Tokenizer()
        let terms = try await weightedTerms(of: part, tokenizer)
        if terms.total == 0 { return [] }
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
            found += all.indices.compactMap { index in
                rated(all[index], among: all, at: index, terms: terms, part: part, passage: hit.score / best)
            }
        }
        return Self.merged(found.sorted { ($0.score, $1.source.id) > ($1.score, $0.source.id) })
    }

    /// The words that are asked for, each with its weight.
    private struct Terms {
        var own: [String: Double] = [:]
        var context: [String: Double] = [:]
        /// Pairs of neighbours.
        var pairs: Set<[String]> = []
        var total: Double { own.values.reduce(0, +) + context.values.reduce(0, +) }
    }

    private func weightedTerms(of part: SubQuestion, _ tokenizer: Tokenizer) async throws -> Terms {
        var terms = Terms()
        let tokens = tokenizer.tokens(of: part.text)
        let content = tokens.filter { !$0.isStopWord }
        let own = (content.isEmpty ? tokens : content).map(\.term)
        let context = tokenizer.tokens(of: part.context).filter { !$0.isStopWord }.map(\.term)
        let weights = try await board.weights(of: own + context)
        for term in own { terms.own[term] = weights[term] ?? 0 }
        for term in context where terms.own[term] == nil { terms.context[term] = Self.contextWeight * (weights[term] ?? 0) }
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
        return start < bytes.endIndex && (start == range.lowerBound || bytes[start - 1] == 0x20) ? start..<range.upperBound : range
    }

    private func rated(
        _ sentence: EvidenceSentence,
        among all: [EvidenceSentence],
        at index: Int,
        terms: Terms,
        part: SubQuestion,
        passage: Double
    ) -> EvidenceSentence? {
        let tokens = Tokenizer().tokens(of: sentence.text)
        guard isProse(sentence, tokens) else { return nil }
        let held = Set(tokens.map(\.term))
        let title = Set(Tokenizer().tokens(of: sentence.source.title).map(\.term))
        let nearby = title.union(index > 0 ? all[index - 1].terms : []).union(index + 1 < all.count ? all[index + 1].terms : [])
        let direct = weight(of: held, in: terms)
        let around = weight(of: nearby.subtracting(held), in: terms) * Self.nearbyWeight
        let needed = min(2, terms.own.count + terms.context.count)
        let matched = held.count { terms.own[$0] != nil || terms.context[$0] != nil }
        guard terms.own.keys.contains(where: held.contains), matched >= needed,
            direct / terms.total >= Self.directThreshold, (direct + around) / terms.total >= Self.coverageThreshold
        else { return nil }
        var rated = sentence
        let pairs = zip(tokens, tokens.dropFirst()).count { terms.pairs.contains([$0.term, $1.term]) }
        rated.score =
            (direct + around) / terms.total + 0.1 * Double(min(pairs, 3)) + 0.2 * passage
            + 0.15 * bonus(for: part.expectation, sentence)
        return rated
    }

    private func weight(of held: Set<String>, in terms: Terms) -> Double {
        held.reduce(0) { $0 + (terms.own[$1] ?? terms.context[$1] ?? 0) }
    }

    /// Whether a sentence says something: headings, rows of tables and fragments do not.
    private func isProse(_ sentence: EvidenceSentence, _ tokens: [Token]) -> Bool {
        guard tokens.count >= 4, sentence.text.utf8.count <= 800, !sentence.text.contains(" | ") else { return false }
        let isUnspaced = sentence.text.unicodeScalars.contains(where: UnicodeText.isUnspaced)
        if sentence.text.hasSuffix("?") { return false }
        return isUnspaced || tokens.contains(where: \.isStopWord)
    }

    private func bonus(for expectation: SubQuestion.Expectation, _ sentence: EvidenceSentence) -> Double {
        switch expectation {
        case .any: 0
        case .figure: sentence.figures.all.isEmpty ? 0 : 1
        case .time: sentence.figures.years.isEmpty ? 0 : 1
        }
    }

    /// Puts copies of a sentence behind the best of them.
    private static func merged(_ sentences: [EvidenceSentence]) -> [EvidenceSentence] {
        var kept: [EvidenceSentence] = []
        for sentence in sentences {
            guard let index = kept.firstIndex(where: { $0.isCopy(of: sentence) }) else {
                kept.append(sentence)
                continue
            }
            let known = [kept[index].source.id] + kept[index].copies.map(\.id)
            if !known.contains(sentence.source.id) { kept[index].copies.append(sentence.source) }
        }
        return kept
    }
}
