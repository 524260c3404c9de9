import Blackboard
import TextAnalysis

/// Which sources are near copies of one another, and so are one origin.
struct Origins: Sendable {
    /// The share of word runs above which two documents are near copies.
    private static let threshold = 0.6
    /// How much of a document is compared, in bytes.
    private static let sizeLimit = 64 << 10
    /// How many words a run has.
    private static let runLength = 4

    /// For each copy the source that it is a copy of.
    private var originals: [EntryID: EntryID] = [:]

    init() {}

    /// Compares the texts of sources.
    ///
    /// - Parameters:
    ///   - sources: The sources, in order: of two copies the first one is taken for the original.
    ///   - board: Where their texts are.
    /// - Throws: What the board throws, but for texts that are gone.
    init(of sources: [EntrySummary], on board: Blackboard) async throws {
        let tokenizer = Tokenizer()
        var known: [(id: EntryID, shingles: Shingles)] = []
        for source in sources.sorted(by: { $0.id < $1.id }) {
            guard let text = try await Self.text(of: source, on: board) else { continue }
            let head = String(decoding: text.utf8.prefix(Self.sizeLimit), as: UTF8.self)
            let shingles = Shingles(tokenizer.tokens(of: head).map(\.word), length: Self.runLength)
            if let original = known.first(where: { $0.shingles.containment(in: shingles) >= Self.threshold }) {
                originals[source.id] = original.id
            } else {
                known.append((source.id, shingles))
            }
        }
    }

    private static func text(of source: EntrySummary, on board: Blackboard) async throws -> String? {
        guard let hash = source.snapshot else { return nil }
        do {
            return try await board.snapshot(hash).text
        } catch let error as BlackboardError where error.code == .snapshotMissing {
            // What cannot be compared is no copy.
            return nil
        }
    }

    /// The source that stands for all copies of a source.
    func origin(of id: EntryID) -> EntryID { originals[id] ?? id }

    /// How many sources of their own say what a sentence says.
    func support(of sentence: EvidenceSentence) -> Int {
        Set(([sentence] + sentence.copies).map { origin(of: $0.source.id) }).count
    }

    /// Whether two sources are no copies of each other.
    func differ(_ left: EntryID, _ right: EntryID) -> Bool { origin(of: left) != origin(of: right) }
}
