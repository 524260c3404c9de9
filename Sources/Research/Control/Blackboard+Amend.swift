import Blackboard

extension Blackboard {
    /// How often a change is tried again when another process was faster.
    private static let attemptLimit = 5

    /// Changes an entry as it stands; nothing is written if the change makes no difference.
    ///
    /// The change is one that holds for any revision, such as one more link, so that it may be made again to the revision
    /// of another process.
    func amend(
        _ id: EntryID,
        by author: String,
        run: String?,
        change: @escaping @Sendable (inout EntryContent) -> Void
    ) async throws -> Entry {
        var attempt = 1
        while true {
            let entry = try self.entry(id)
            var content = entry.content
            change(&content)
            if content == entry.content { return entry }
            do {
                return try await update(id, expecting: entry.revision, by: author, run: run, change: change)
            } catch let error as BlackboardError {
                guard case .conflict = error.code, attempt < Self.attemptLimit else { throw error }
                attempt += 1
            }
        }
    }

    /// Posts a question, or takes up the one that was asked in the same words before.
    ///
    /// - Parameters:
    ///   - text: The question on one line.
    ///   - whole: The question that it is a part of.
    ///   - run: The run that asks.
    /// - Returns: Its entry.
    /// - Throws: As `post`.
    func ask(_ text: String, about whole: EntryID? = nil, run: String) async throws -> EntryID {
        try await postOnce(Self.question(text, about: whole), kind: .question, by: "human", run: run).entry.id
    }

    /// Posts the parts of a question as `ask` posts one, all at once.
    ///
    /// - Parameters:
    ///   - texts: The questions on one line each.
    ///   - whole: The question that they are parts of.
    ///   - run: The run that asks.
    /// - Returns: Their entries, in order.
    /// - Throws: As `post`.
    func ask(_ texts: [String], about whole: EntryID, run: String) async throws -> [EntryID] {
        if texts.isEmpty { return [] }
        let contents = texts.map { Self.question($0, about: whole) }
        return try await postOnce(contents, kind: .question, by: "human", run: run).map(\.id)
    }

    private static func question(_ text: String, about whole: EntryID?) -> EntryContent {
        let title = String(text.prefix(250))
        let links = whole.map { [Link(.about, $0)] } ?? []
        return EntryContent(title: title, status: .open, links: links, body: title == text ? "" : text)
    }

    /// Posts entries of one kind in order, in one transaction.
    ///
    /// - Returns: Their ids.
    /// - Throws: As `post`, also if only one of them is refused; the others are stored then.
    func postAll(_ contents: [EntryContent], kind: EntryKind, by author: String, run: String) async throws -> [EntryID]
    {
        if contents.isEmpty { return [] }
        return try await post(contents, kind: kind, by: author, run: run).map { try $0.get().id }
    }
}
