import Glibc
import TextAnalysis

/// The words of the task that a digest is made for, and how many pieces of the text have each.
struct TaskTerms: Sendable {
    /// The most words that count.
    private static let limit = 64

    private let table: WordTable
    private var counts: [Int]
    private var total = 0

    /// Reads a task.
    ///
    /// - Parameter task: Any text; function words are no terms.
    init(_ task: String) {
        let tokens = Tokenizer().tokens(of: task).filter { !$0.isStopWord }
        var numbers: [UInt64: Int] = [:]
        var text = task
        text.withUTF8 { bytes in
            var scanner = HashedWords(bytes)
            while let word = scanner.next(), numbers.count < Self.limit {
                let isTerm = tokens.contains { $0.range.overlaps(word.start..<word.end) }
                if isTerm, numbers[word.hash] == nil { numbers[word.hash] = numbers.count }
            }
        }
        table = WordTable(numbers.map { ($0.key, 1 << UInt64($0.value)) })
        counts = Array(repeating: 0, count: numbers.count)
    }

    /// The bit of a word that is a term; none for others.
    func bit(of hash: UInt64) -> UInt64 { table[hash] }

    /// Counts a piece of the text with its terms.
    mutating func count(_ bits: UInt64) {
        total += 1
        if bits == 0 { return }
        for index in counts.indices where bits >> UInt64(index) & 1 == 1 { counts[index] += 1 }
    }

    /// How much the terms of a piece tell: the rarer in the whole text, the more.
    func rarity(of bits: UInt64) -> Double {
        counts.indices.reduce(0) { sum, index in
            bits >> UInt64(index) & 1 == 1 ? sum + log(Double(total + 1) / Double(max(1, counts[index]))) : sum
        }
    }
}
