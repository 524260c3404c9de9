import Core
import SQLite

extension Blackboard {
    /// Looks whether all of the board fits together: files, index, links, quotes, texts.
    ///
    /// - Parameter repairs: Whether to mend what can be mended without loss: files that are missing or differ from the
    ///   index, the full-text index, states that do not fit what an entry rests on, leftovers older than an hour.
    /// - Returns: What is wrong (and was not mended).
    /// - Throws: `FileError`, `SQLiteError`, if the board cannot be read.
    public func check(repairs: Bool = false) async throws -> BoardCheck {
        try await refresh()
        // Another process may be about to write these; doing it for it tells whether it can be done.
        try files.finish(try store.unfiled(), store)
        var result = BoardCheck()
        result.problems = invalidFiles.map { BoardProblem($0.id, path: $0.path, line: $0.line, $0.reason) }
        try checkDatabase(&result)
        for id in try allEntries() {
            result.entryCount += 1
            try check(id, repairs: repairs, &result)
        }
        try checkIndex(repairs: repairs, &result)
        try checkLeftovers(repairs: repairs, &result)
        if repairs { try await refresh() }
        return result
    }

    /// Builds the index anew from the entries' latest revisions and the texts, each checked against its hash.
    ///
    /// - Returns: How many entries are indexed, and what was found wrong.
    /// - Throws: `SQLiteError`, `FileError`.
    public func reindex() async throws -> BoardCheck {
        try await refresh()
        return try await commit { [self] in
            var result = BoardCheck()
            try store.clearIndex()
            for id in try allEntries() {
                guard let head = try store.head(of: id) else { continue }
                let entry = try EntryFile.parse(head.text, path: head.path, time: Timestamp(milliseconds: 0))
                result.entryCount += 1
                try store.index(entry, text: head.text, snapshot: snapshot(of: entry, &result))
            }
            return result
        }
    }

    private func allEntries() throws -> [EntryID] {
        try database.rows("SELECT kind, number FROM entry ORDER BY id") { EntryID(row: $0) }.compactMap { $0 }
    }

    private func checkDatabase(_ result: inout BoardCheck) throws {
        let messages = try database.rows("PRAGMA integrity_check(20)") { $0.text(0) }
        for message in messages where message != "ok" {
            result.problems.append(
                BoardProblem(path: "board.db", "\(message); move board.db away, and the next start rebuilds it")
            )
        }
    }

    private func check(_ id: EntryID, repairs: Bool, _ result: inout BoardCheck) throws {
        guard let head = try store.head(of: id) else { return }
        let entry: Entry
        do {
            entry = try EntryFile.parse(head.text, path: head.path, time: Timestamp(milliseconds: 0))
        } catch let error as EntryFileError {
            return result.problems.append(
                BoardProblem(id, path: head.path, line: error.line, "the index has it wrong: \(error.message)")
            )
        }
        try checkFile(of: entry, head, repairs: repairs, &result)
        for link in entry.content.links where try store.row(of: link.target) == nil {
            result.problems.append(BoardProblem(id, path: head.path, "links to \(link.target), which is not there"))
        }
        _ = snapshot(of: entry, &result)
        for quote in entry.content.quotes { try check(quote, of: entry, &result) }
        try checkSupport(of: entry, repairs: repairs, &result)
    }

    /// Compares the file with the index byte by byte: what looks untouched from outside may have been altered.
    private func checkFile(of entry: Entry, _ head: EntryStore.Head, repairs: Bool, _ result: inout BoardCheck) throws {
        if head.mark == FileProjection.gone || invalidFiles.contains(where: { $0.path == head.path }) { return }
        let found = try? FileSystem.read(folder.root.appending(head.path), limit: HandEdits.fileLimit)
        if let found, found.elementsEqual(head.text.utf8) { return }
        // Posted or changed by another process since this began: its file follows.
        if let now = try store.head(of: entry.id), now.revision != head.revision { return }
        if head.filed < head.revision {
            try files.finish([entry.id], store)
            if try store.head(of: entry.id)?.filed == head.revision { return }
        }
        let problem = found == nil ? "its file is missing or cannot be read" : "its file differs from the index"
        guard repairs else {
            return result.problems.append(
                BoardProblem(entry.id, path: head.path, problem + "; 'slate board check --repair' mends it")
            )
        }
        // A missing file is written again; one that differs is taken over as an edit by the next look at the files.
        try database.transaction { try store.forgetFile(of: entry.id, isMissing: found == nil) }
        if found == nil { project([entry.id]) }
        result.repairs.append(
            "\(entry.id): \(problem); " + (found == nil ? "it was written again" : "it was taken over")
        )
    }

    /// The text of a source; a problem, if it is gone or altered.
    private func snapshot(of entry: Entry, _ result: inout BoardCheck) -> Snapshot? {
        guard let origin = entry.content.origin else { return nil }
        do {
            return try objects.snapshot(origin.snapshot)
        } catch {
            result.hasMissingTexts = true
            result.problems.append(
                BoardProblem(entry.id, path: entry.path, "\(error); its address is \(origin.uri)")
            )
            return Snapshot(text: "")
        }
    }

    private func check(_ quote: Quote, of entry: Entry, _ result: inout BoardCheck) throws {
        if try store.row(of: quote.source) == nil {
            return result.problems.append(
                BoardProblem(entry.id, path: entry.path, "quotes \(quote.source), which is not there")
            )
        }
        let reason: String
        do {
            if try objects.snapshot(quote.snapshot).holds(quote) { return }
            reason = "its quote of \(quote.source) is not in the text: \"\(quote.exact.prefix(80))\""
        } catch {
            reason = "its quote of \(quote.source) cannot be checked: \(error)"
        }
        result.problems.append(BoardProblem(entry.id, path: entry.path, reason))
    }

    private func checkSupport(of entry: Entry, repairs: Bool, _ result: inout BoardCheck) throws {
        var content = entry.content
        guard try Support(store: store).adjust(&content, kind: entry.id.kind) else { return }
        let problem = "is \(entry.content.status.rawValue), but what it rests on makes it \(content.status.rawValue)"
        guard repairs else {
            return result.problems.append(BoardProblem(entry.id, path: entry.path, problem))
        }
        try database.transaction { _ = try revise(entry, by: "human") { $0 = content } }
        project(writer.takeWritten())
        result.repairs.append("\(entry.id) \(problem); so it is now")
    }

    private func checkIndex(repairs: Bool, _ result: inout BoardCheck) throws {
        // Texts that are missing would show as a damaged index, too.
        if result.hasMissingTexts { return }
        do {
            try database.run("INSERT INTO passage_index (passage_index, rank) VALUES ('integrity-check', 1)")
        } catch let error as SQLiteError where error.code == .corrupt {
            guard repairs else {
                return result.problems.append(
                    BoardProblem(path: "board.db", "the full-text index is damaged; 'slate board reindex' rebuilds it")
                )
            }
            try database.transaction {
                try database.run("INSERT INTO passage_index (passage_index) VALUES ('rebuild')")
            }
            result.repairs.append("the full-text index was damaged; it was rebuilt")
        }
    }
}
