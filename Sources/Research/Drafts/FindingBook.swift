import Blackboard
import TextAnalysis

/// The findings of a run with what their sources say around them.
struct FindingBook: Sendable {
    /// A finding that may be cited.
    struct Item: Sendable {
        let entry: Entry
        /// The words of its quotes and of what stands around them.
        let words: QuotedWords

        var quotes: [Quote] { entry.content.quotes }
    }

    /// How much is read around a quote, in code points.
    private static let surroundingLength = 600

    private(set) var items: [EntryID: Item] = [:]
    /// The sources that are quoted.
    private(set) var sources: [EntryID: Entry] = [:]
    /// Which of them are copies of one another.
    let origins: Origins

    /// Reads what findings quote.
    ///
    /// - Parameters:
    ///   - findings: The findings.
    ///   - board: Where their sources are.
    /// - Throws: What the board throws, but for texts that are gone.
    init(_ findings: [Entry], on board: Blackboard) async throws {
        for id in Set(findings.flatMap(\.content.quotes).map(\.source)) { sources[id] = try await board.entry(id) }
        origins = try await Origins(of: sources.values.map { EntrySummary($0) }, on: board)
        for finding in findings {
            var surroundings: [String] = []
            for quote in finding.content.quotes {
                surroundings.append(sources[quote.source]?.content.title ?? "")
                surroundings.append(quote.prefix + quote.exact + quote.suffix)
                if let text = try await Self.text(around: quote, on: board) { surroundings.append(text) }
            }
            let words = QuotedWords(finding.content.quotes, surroundings: surroundings.joined(separator: "\n"))
            items[finding.id] = Item(entry: finding, words: words)
        }
    }

    private static func text(around quote: Quote, on board: Blackboard) async throws -> String? {
        do {
            let scalars = try await board.snapshot(quote.snapshot).text.unicodeScalars
            let first = max(0, quote.start - surroundingLength)
            guard let start = scalars.index(scalars.startIndex, offsetBy: first, limitedBy: scalars.endIndex) else {
                return nil
            }
            return String(scalars[start...].prefix(quote.end - first + surroundingLength))
        } catch let error as BlackboardError where error.code == .snapshotMissing {
            // What stood around it cannot be looked at any more.
            return nil
        }
    }

    /// How many sources of their own say what findings say.
    func support(of findings: [EntryID]) -> Int {
        Set(findings.flatMap { items[$0]?.quotes ?? [] }.map { origins.origin(of: $0.source) }).count
    }

    /// The quotes of a finding, one for each source.
    func quotes(of finding: EntryID) -> [Quote] {
        var seen: Set<EntryID> = []
        return (items[finding]?.quotes ?? []).filter { seen.insert($0.source).inserted }
    }

    /// Pairs of findings that contradict each other: in their figures, or as a link on the board says.
    var disagreements: [(left: EntryID, right: EntryID, leftClaim: String, rightClaim: String)] {
        var found: [(left: EntryID, right: EntryID, leftClaim: String, rightClaim: String)] = []
        let ids = items.keys.sorted()
        let sentences = evidence(ids)
        for item in Disagreement.all(among: sentences.map(\.sentence), origins: origins) {
            guard let left = sentences.first(where: { FindingKey($0.sentence) == FindingKey(item.left) })?.finding,
                let right = sentences.first(where: { FindingKey($0.sentence) == FindingKey(item.right) })?.finding
            else { continue }
            found.append((left, right, item.leftClaim, item.rightClaim))
        }
        for id in ids {
            for link in items[id]?.entry.content.links ?? [] where link.relation == .contradicts {
                let isKnown = found.contains { Set([$0.left, $0.right]) == [id, link.target] }
                if items[link.target] != nil, !isKnown { found.append((id, link.target, "stated", "disputed")) }
            }
        }
        return found
    }

    /// The first quote of each finding as a sentence that can be compared.
    private func evidence(_ ids: [EntryID]) -> [(finding: EntryID, sentence: EvidenceSentence)] {
        let tokenizer = Tokenizer()
        return ids.compactMap { id in
            guard let quote = items[id]?.quotes.first, let source = sources[quote.source] else { return nil }
            let sentence = EvidenceSentence(
                source: EntrySummary(source),
                range: quote.start..<quote.end,
                text: quote.exact,
                tokenizer: tokenizer
            )
            return (id, sentence)
        }
    }
}
