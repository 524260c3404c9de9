import Blackboard

/// Posts sentences of sources as findings.
struct SentencePoster: Sendable {
    let board: Blackboard

    /// Posts a finding that quotes a sentence and its witnesses, or adds them and the question to one with the same quote.
    ///
    /// - Parameters:
    ///   - sentence: The sentence.
    ///   - question: What it answers.
    ///   - run: The run.
    /// - Returns: The finding; nothing if the text of its source is gone by now.
    /// - Throws: What the board throws.
    func post(
        _ sentence: EvidenceSentence,
        answering question: EntryID,
        run: String
    ) async throws -> RunState.Finding? {
        guard let quote = try await quote(of: sentence) else { return nil }
        var quotes = [quote]
        for witness in sentence.witnesses { quotes += try await self.quote(of: witness).map { [$0] } ?? [] }
        let links = [Link(.answers, question)] + quotes.map { Link(.quotes, $0.source) }
        let title = Self.title(of: sentence.text)
        let content = EntryContent(title: title, status: .supported, links: links, quotes: quotes)
        let posted = try await board.postOnce(content, kind: .finding, by: "researcher", run: run)
        if !posted.isNew { try await add(content, to: posted.entry.id, run: run) }
        return RunState.Finding(id: posted.entry.id, quotes: quotes)
    }

    private func add(_ more: EntryContent, to finding: EntryID, run: String) async throws {
        _ = try await board.amend(finding, by: "writer", run: run) { content in
            content.quotes += more.quotes.filter { !content.quotes.contains($0) }
            content.links += more.links.filter { !content.links.contains($0) }
        }
    }

    /// The quote of a sentence; nothing if the text of its source is gone by now.
    private func quote(of sentence: EvidenceSentence) async throws -> Quote? {
        guard let hash = sentence.source.snapshot else { return nil }
        do {
            return try await board.snapshot(hash).quote(sentence.range, of: sentence.source.id)
        } catch let error as BlackboardError where error.code == .snapshotMissing {
            return nil
        }
    }

    /// A sentence as a title: cut at a word.
    private static func title(of sentence: String) -> String {
        let line = sentence.onOneLine
        guard line.count > 120 else { return line }
        let head = line.prefix(120)
        return String(head.lastIndex(of: " ").map { head[..<$0] } ?? head) + "…"
    }
}
