import Blackboard
import Core

/// What the board knows already about a question.
struct KnownFindings: Sendable {
    /// How many findings are looked at.
    private static let limit = 24
    /// How many similar questions are looked at for what answered them.
    private static let questionLimit = 4

    /// The findings that may answer the question, best first.
    private(set) var findings: [Entry] = []

    /// Looks for findings of earlier runs, and for those that people have posted.
    ///
    /// - Parameters:
    ///   - text: The question.
    ///   - question: Its entry.
    ///   - board: The board.
    ///   - sources: The only sources that they may quote; nothing for all.
    /// - Throws: What the board throws.
    init(of text: String, question: EntryID, on board: Blackboard, sources: Set<EntryID>?) async throws {
        var questions = [question]
        let similar = SearchQuery(text, kinds: [.question], limit: Self.questionLimit)
        questions += try await board.search(similar).map(\.entry.id).filter { $0 != question }
        for id in questions { add(try await RunView.findings(answering: id, on: board, sources: sources)) }
        for result in try await board.search(SearchQuery(text, kinds: [.finding], limit: Self.limit)) {
            let entry = try await board.entry(result.entry.id)
            if RunView.isUsable(entry, sources: sources) { add([entry]) }
        }
        findings = Array(findings.prefix(Self.limit))
    }

    private mutating func add(_ more: [Entry]) {
        for entry in more where !findings.contains(where: { $0.id == entry.id }) { findings.append(entry) }
    }

    /// How many days ago the oldest source of some findings was read.
    static func age(of findings: [Entry], on board: Blackboard, at now: Timestamp) async throws -> Int {
        var oldest = now
        for source in Set(findings.flatMap(\.content.quotes).map(\.source)) {
            guard let origin = try await board.entry(source).content.origin else { continue }
            oldest = min(oldest, origin.accessed)
        }
        return Int((now.milliseconds - oldest.milliseconds) / 86_400_000)
    }
}
