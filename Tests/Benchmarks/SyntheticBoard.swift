import Blackboard
import Core
import Glibc
import TestSupport

/// Boards of any size, made of words that are as unevenly frequent as those of a language.
struct SyntheticBoard {
    /// How many passages a source has.
    static let passagesPerSource = 100
    /// The bytes of a paragraph: two do not fit into one passage.
    private static let paragraphSize = 820
    /// How many different words there are.
    private static let vocabulary = 200_000

    private var random = SeededGenerator(seed: 7)

    /// Fills a board.
    ///
    /// - Parameters:
    ///   - board: An empty board.
    ///   - passages: How many passages it gets; a multiple of `passagesPerSource`.
    /// - Throws: What the board throws.
    mutating func fill(_ board: Blackboard, passages: Int) async throws {
        let sources = passages / Self.passagesPerSource
        for start in stride(from: 0, to: sources, by: 50) {
            let drafts = (start..<min(start + 50, sources)).map { number in
                SourceDraft(
                    title: "Source \(number)",
                    text: text(),
                    uri: "file:///synthetic/\(number).txt",
                    mediaType: "text/plain"
                )
            }
            _ = try await board.ingest(drafts, by: "human")
        }
    }

    /// The word of a rank; the rarer, the longer.
    static func word(_ rank: Int) -> String {
        let letters = Array("etaoinshrdlcumwfgypbvk")
        var (rest, word) = (rank + 22, "")
        while rest > 0 {
            word.append(letters[rest % letters.count])
            rest /= letters.count
        }
        // A letter that no ending of English begins with, so that stemming leaves the word alone.
        return word + "x"
    }

    private mutating func text() -> String {
        var text = ""
        for _ in 0..<Self.passagesPerSource {
            var size = 0
            while size < Self.paragraphSize {
                let word = Self.word(rank())
                text += word + " "
                size += word.utf8.count + 1
            }
            text += "\n\n"
        }
        return text
    }

    /// A rank after Zipf's law: the probability of a rank falls with its inverse.
    private mutating func rank() -> Int {
        let uniform = Double(random.next() >> 11) / Double(1 << 53)
        return Int(power(Double(Self.vocabulary), uniform)) - 1
    }

    private func power(_ base: Double, _ exponent: Double) -> Double { exp(exponent * log(base)) }
}
