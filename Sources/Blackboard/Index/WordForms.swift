import TextAnalysis

/// Raises the entries that hold the words of a query in the very form in which they were asked for.
///
/// The index knows stems only, so the best entries' texts are looked at. A question for "heating" means "heated" less
/// often than "heating".
struct WordForms {
    /// How many of the best entries are looked at; the rest keep their order behind the bonus that they cannot get.
    private static let entryLimit = 200
    /// How many passages of an entry are looked at.
    private static let passageLimit = 8

    let terms: QueryTerms
    /// How rare each stem is.
    let rarities: [Double]
    let tokenizer: Tokenizer

    /// Adds the bonus and sorts again.
    ///
    /// - Parameters:
    ///   - rankings: The entries, best first.
    ///   - text: Reads a passage.
    /// - Returns: The entries, best first.
    func rerank(_ rankings: [EntryRanking], text: (Int) throws -> String) rethrows -> [EntryRanking] {
        var head = Array(rankings.prefix(Self.entryLimit))
        for index in head.indices {
            var counts: [String: Int] = [:]
            for passage in head[index].passages.prefix(Self.passageLimit) {
                tokenizer.forEachWord(of: try text(passage.row)) { word in
                    if terms.forms[word] != nil { counts[word, default: 0] += 1 }
                }
            }
            for (form, count) in counts {
                let weight = PassageRanker.formWeight * (terms.forms[form].map { rarities[$0] } ?? 0)
                head[index].score += weight * PassageRanker.saturated(Double(count), relativeSize: head[index].size)
            }
        }
        return head.sorted { ($0.score, $1.entry) > ($1.score, $0.entry) } + rankings.dropFirst(Self.entryLimit)
    }
}
