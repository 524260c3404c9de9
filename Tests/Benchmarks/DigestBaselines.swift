import Agents
import TextAnalysis

/// Simpler ways to shorten a text, to compare digests with.
enum DigestBaselines {
    /// The damping of the original (Mihalcea and Tarau, 2004).
    private static let damping = 0.85
    private static let rounds = 20

    /// The beginning and the end of a text, half of the budget each.
    static func headAndTail(_ text: String, budget: Int) -> String {
        let half = budget * 4 / 2 - 8
        guard text.utf8.count > 2 * half else { return text }
        return String(decoding: text.utf8.prefix(half), as: UTF8.self) + "\n[…]\n"
            + String(decoding: text.utf8.suffix(half), as: UTF8.self)
    }

    /// The sentences that are most like the others, as TextRank finds them.
    ///
    /// Sentences are compared by sets of words, hashed into 512 bits; the rank is that of a random surfer.
    static func textRank(_ text: String, budget: Int) -> String {
        let sentences = SentenceSplitter.sentences(in: text).map(text.slice)
        let sets = sentences.map(WordSet.init)
        var ranks = [Double](repeating: 1, count: sentences.count)
        var links: [[(Int, Double)]] = Array(repeating: [], count: sentences.count)
        for first in sets.indices {
            for second in sets.indices where second > first {
                let weight = sets[first].similarity(to: sets[second])
                guard weight > 0.1 else { continue }
                links[first].append((second, weight))
                links[second].append((first, weight))
            }
        }
        let sums = links.map { $0.reduce(0) { $0 + $1.1 } }
        for _ in 0..<rounds {
            ranks = links.map { neighbours in
                1 - damping + damping * neighbours.reduce(0) { $0 + $1.1 / sums[$1.0] * ranks[$1.0] }
            }
        }
        var chosen: Set<Int> = []
        var rest = budget
        for index in ranks.indices.sorted(by: { ranks[$0] > ranks[$1] }) {
            let tokens = TokenEstimate(sentences[index]).tokens + 1
            guard tokens <= rest else { continue }
            rest -= tokens
            chosen.insert(index)
        }
        return chosen.sorted().map { sentences[$0] }.joined(separator: "\n")
    }

    private struct WordSet {
        private var bits = SIMD8<UInt64>(repeating: 0)
        private var count = 0

        init(_ sentence: String) {
            for word in sentence.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
                guard word.utf8.count > 3 else { continue }
                // FNV-1a, since the hash of the standard library differs from run to run.
                let hash = word.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
                bits[Int((hash >> 32) % 8)] |= 1 << ((hash >> 40) % 64)
            }
            count = Self.count(bits)
        }

        func similarity(to other: WordSet) -> Double {
            let size = Double(count + other.count)
            return size == 0 ? 0 : Double(Self.count(bits & other.bits)) * 2 / size
        }

        private static func count(_ bits: SIMD8<UInt64>) -> Int {
            var sum = 0
            for index in 0..<8 { sum += bits[index].nonzeroBitCount }
            return sum
        }
    }
}
