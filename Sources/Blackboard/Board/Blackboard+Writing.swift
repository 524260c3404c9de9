public import Core

extension Blackboard {
    /// Adds an entry.
    ///
    /// - Parameters:
    ///   - content: What it says. A finding needs a quote, and each quote must be in its snapshot at its place.
    ///   - kind: What it is.
    ///   - author: The role that writes it, or `human`.
    ///   - run: The run that it belongs to.
    /// - Returns: The entry, durable; its file follows.
    /// - Throws: `BlackboardError` if it is not valid; `SQLiteError` or `FileError` if it cannot be stored.
    public nonisolated func post(
        _ content: EntryContent,
        kind: EntryKind,
        by author: String,
        run: String? = nil
    ) async throws -> Entry {
        let write = StepWrites.current?.next("post", kind.rawValue, content.title, content.body)
        return try await commitArriving { board in
            try board.once(write) {
                let content = try board.validated(content, kind: kind)
                return try board.writer.write(try board.newEntry(content, kind: kind, by: author, run: run))
            }
        }
    }

    /// Adds entries of one kind, in order, in one transaction; one that is refused does not hold up the others.
    ///
    /// - Parameters:
    ///   - contents: What they say; as for `post`.
    ///   - kind: What they are.
    ///   - author: The role that writes them, or `human`.
    ///   - run: The run that they belong to.
    ///   - held: What a journal holds, recorded in the same transaction.
    /// - Returns: Each entry, durable, or why it was refused.
    /// - Throws: `SQLiteError`; then none of them was stored. `CancellationError` if the run of what is recorded was told to
    ///   end, after all is stored.
    public func post(
        _ contents: [EntryContent],
        kind: EntryKind,
        by author: String,
        run: String? = nil,
        recording held: Journal.Held? = nil
    ) async throws -> [Result<Entry, BlackboardError>] {
        let items = contents.map { ($0, StepWrites.current?.next("post", kind.rawValue, $0.title, $0.body)) }
        return try await commit(recording: held) { [self] in
            try items.map { content, write in
                do {
                    let entry = try once(write) {
                        let content = try validated(content, kind: kind)
                        return try writer.write(try newEntry(content, kind: kind, by: author, run: run))
                    }
                    return .success(entry)
                } catch let error as BlackboardError {
                    return .failure(error)
                }
            }
        }
    }

    /// Adds a question or finding unless the board has it: a question with the same title, a finding with the same quote.
    ///
    /// Looking and adding are one transaction, so that of many processes that add the same one does.
    ///
    /// - Parameters:
    ///   - content: What it says; as for `post`.
    ///   - kind: What it is; entries of other kinds are always added.
    ///   - author: The role that writes it, or `human`.
    ///   - run: The run that it belongs to.
    ///   - conclude: Of a step of a journal that does nothing after this: gives what comes of the step, which is recorded
    ///     in the same transaction. Nothing otherwise.
    /// - Returns: The entry, and whether it is new. One that was there is as it was.
    /// - Throws: As `post`.
    public nonisolated func postOnce(
        _ content: EntryContent,
        kind: EntryKind,
        by author: String,
        run: String? = nil,
        concluding conclude: (@Sendable (_ entry: Entry, _ isNew: Bool) -> WrittenJSON)? = nil
    ) async throws -> (entry: Entry, isNew: Bool) {
        let writes = StepWrites.current
        guard let writes, let conclude else {
            let write = writes?.next("post", kind.rawValue, content.title, content.body)
            return try await commitArriving { try $0.addOnce(content, kind: kind, by: author, run: run, write) }
        }
        let (journaled, step, earlier) = (writes.run, writes.step, writes.earlier)
        let (added, conclusion) = try await commitArriving { board in
            let added = try board.addOnce(content, kind: kind, by: author, run: run)
            let result = conclude(added.entry, added.isNew)
            let wrote = RecordedStep.Revision(entry: added.entry.id, number: added.entry.revision)
            let finished = FinishedStep(step, result, wrote: added.isNew ? wrote : nil, at: board.clock.now())
            let steps = earlier + [finished]
            if steps.contains(where: \.isLong) { try board.addObjects(of: steps) }
            for step in steps { board.record(step, of: journaled) }
            return (added, StepWrites.Conclusion(result: result, isToldToEnd: try board.isToldToEnd(journaled)))
        }
        writes.conclude(conclusion)
        return added
    }

    /// Adds questions or findings of which each is as in `postOnce` of one, in order, in one transaction.
    ///
    /// - Parameters:
    ///   - contents: What they say.
    ///   - kind: What they are.
    ///   - author: The role that writes them, or `human`.
    ///   - run: The run that they belong to.
    /// - Returns: The entries in the order of the contents; those that were there are as they were.
    /// - Throws: As `post`; then none of them was stored.
    public func postOnce(
        _ contents: [EntryContent],
        kind: EntryKind,
        by author: String,
        run: String? = nil
    ) async throws -> [Entry] {
        let items = contents.map { ($0, StepWrites.current?.next("post", kind.rawValue, $0.title, $0.body)) }
        return try await commit { [self] in
            try items.map { try addOnce($0, kind: kind, by: author, run: run, $1).entry }
        }
    }

    /// Adds an entry unless the board has it; within a transaction.
    ///
    /// Without a write, it belongs to no step, or the step's own record names it.
    private func addOnce(
        _ content: EntryContent,
        kind: EntryKind,
        by author: String,
        run: String?,
        _ write: StepWrites.Number? = nil
    ) throws -> (entry: Entry, isNew: Bool) {
        if let entry = try store.written(write) { return (entry, true) }
        let content = try validated(content, kind: kind)
        if let known = try entry(saying: content, kind: kind) { return (known, false) }
        let entry = try writer.write(try newEntry(content, kind: kind, by: author, run: run))
        try store.note(write, wrote: entry)
        return (entry, true)
    }

    /// Changes an entry.
    ///
    /// - Parameters:
    ///   - id: The entry.
    ///   - revision: The revision that the caller read.
    ///   - author: The role that writes it, or `human`.
    ///   - run: The run that the change belongs to; the entry keeps its own if there is none.
    ///   - change: Changes what the entry says.
    /// - Returns: The new revision, durable; its file follows.
    /// - Throws: `BlackboardError` with `conflict` if somebody was faster, `notFound`, `invalid`.
    public func update(
        _ id: EntryID,
        expecting revision: Int,
        by author: String,
        run: String? = nil,
        change: @escaping @Sendable (inout EntryContent) -> Void
    ) async throws -> Entry {
        try await lookForEdits(of: id)
        let write = StepWrites.current?.next("update", "\(id)")
        return try await commit { [self] in
            try once(write) {
                let entry = try entry(id)
                guard entry.revision == revision else {
                    throw BlackboardError(
                        .conflict(head: entry.revision),
                        "\(id) is at revision \(entry.revision), not \(revision): read it again, then repeat the change"
                    )
                }
                return try revise(entry, by: author, run: run, change: change)
            }
        }
    }

    /// Takes an entry back; it stays on the board for the record, but searches and answers leave it out.
    ///
    /// What rests on it and on nothing else is marked `unsupported`, until the entry is restored.
    ///
    /// - Parameters:
    ///   - id: The entry.
    ///   - author: The role that withdraws it, or `human`.
    /// - Returns: The entry; unchanged if it was withdrawn already.
    /// - Throws: `BlackboardError` with `notFound`.
    public func withdraw(_ id: EntryID, by author: String) async throws -> Entry {
        try await lookForEdits(of: id)
        return try await commit { [self] in
            let entry = try entry(id)
            if entry.content.status == .withdrawn { return entry }
            return try revise(entry, by: author) { $0.status = .withdrawn }
        }
    }

    /// Takes over what somebody did to an entry's file meanwhile; then the caller's revision is no longer the latest.
    func lookForEdits(of id: EntryID) async throws {
        if files.holds(id) { try await settle() }
        // A file that is no valid entry is left to `refresh`, which tells of it.
        _ = try handEdits.absorb(id)
        project(writer.takeWritten())
    }

    /// Writes the next revision of an entry; runs within a transaction.
    func revise(
        _ entry: Entry,
        by author: String,
        run: String? = nil,
        change: (inout EntryContent) throws -> Void
    ) throws -> Entry {
        var entry = entry
        let old = entry.content
        try change(&entry.content)
        entry.content = try validated(entry.content, kind: entry.id.kind, old: old)
        entry.advance(by: author, at: clock.now())
        entry.run = run ?? entry.run
        return try writer.write(entry)
    }

    /// The first revision of an entry; it gets the next number of its kind unless another is given.
    func newEntry(
        _ content: EntryContent,
        kind: EntryKind,
        number: Int? = nil,
        by author: String,
        run: String?
    ) throws -> Entry {
        let now = clock.now()
        let id = EntryID(kind, try number ?? expectedNumber(of: kind) ?? store.nextNumber(of: kind))
        return Entry(
            id: id,
            content: content,
            created: now,
            updated: now,
            author: author,
            run: run,
            revision: 1,
            path: BoardFolder.path(of: id, title: content.title)
        )
    }

    private func entry(saying content: EntryContent, kind: EntryKind) throws -> Entry? {
        switch kind {
        case .question: try question(titled: content.title)
        case .finding: try content.quotes.first.flatMap { try finding(quoting: $0) }
        default: nil
        }
    }

    /// Refuses what is not valid; of a revision only what it adds is checked against the rest of the board.
    private func validated(_ content: EntryContent, kind: EntryKind, old: EntryContent? = nil) throws -> EntryContent {
        var content = content
        content.title = EntryRules.line(content.title)
        try EntryRules.check(content, kind: kind)
        for link in content.links where old?.links.contains(link) != true {
            let status = try status(of: link.target, for: "the entry links to \(link.target)")
            if link.relation == .restsOn, !status.stands {
                throw BlackboardError(.invalid, "nothing can rest on \(link.target): it is \(status.rawValue)")
            }
        }
        for quote in content.quotes where old?.quotes.contains(quote) != true { try check(quote) }
        return content
    }

    private func status(of id: EntryID, for reason: String) throws -> EntryStatus {
        guard let status = try store.status(of: id) else {
            throw BlackboardError(.notFound(id), "\(reason), which is not on the board")
        }
        return status
    }

    /// Refuses a quote that is not where it says.
    private func check(_ quote: Quote) throws {
        let status = try status(of: quote.source, for: "the quote is of \(quote.source)")
        if !status.stands {
            throw BlackboardError(.invalid, "the quote is of \(quote.source), which was withdrawn")
        }
        let snapshot = try objects.snapshot(quote.snapshot)
        if snapshot.holds(quote) { return }
        let nearest = snapshot.nearestSentence(to: quote.exact)
        throw BlackboardError(
            .quoteNotFound(nearest: nearest),
            "the quote is not in \(quote.source): \"\(quote.exact.prefix(80))\""
                + (nearest.map { "; nearest is: \"\($0)\"" } ?? "")
        )
    }
}
