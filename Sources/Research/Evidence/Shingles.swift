import TextAnalysis

/// A text as the set of its runs of words, for telling copies from kin (Broder, "On the resemblance of documents", 1997).
struct Shingles: Sendable {
    private let hashes: Set<UInt64>

    /// Cuts a text into runs.
    ///
    /// - Parameters:
    ///   - words: The words.
    ///   - length: How many words a run has.
    init(_ words: [String], length: Int) {
        guard words.count >= length else {
            hashes = words.isEmpty ? [] : [Self.hash(words[...])]
            return
        }
        hashes = Set((0...(words.count - length)).map { Self.hash(words[$0..<$0 + length]) })
    }

    /// The share of runs that two texts have in common, from 0 to 1 (Jaccard).
    func resemblance(to other: Shingles) -> Double {
        let shared = hashes.intersection(other.hashes).count
        let all = hashes.count + other.hashes.count - shared
        return all == 0 ? 0 : Double(shared) / Double(all)
    }

    /// The share of the smaller text's runs that the larger one holds, from 0 to 1.
    func containment(in other: Shingles) -> Double {
        let smaller = min(hashes.count, other.hashes.count)
        return smaller == 0 ? 0 : Double(hashes.intersection(other.hashes).count) / Double(smaller)
    }

    /// FNV-1a: the same in every run, unlike Swift's own hash.
    private static func hash(_ words: ArraySlice<String>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for word in words {
            for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            hash = (hash ^ 0x20) &* 0x100_0000_01B3
        }
        return hash
    }
}
