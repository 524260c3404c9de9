import Core
import SQLite

/// What a run's first write was, and the numbers of the entries that it posted itself.
struct RunBeginning: Sendable {
    /// The event of the first write; nothing if there was none.
    let event: Int?
    /// The numbers of the entries that no recorded step has posted.
    let numbers: [EntryKind: [Int]]
}

/// A revision that a recorded step has made.
struct RecordedWrite: Sendable {
    let text: String
    let path: String
}

extension Blackboard {
    /// Copies the database, with no entry's file to be looked at or written.
    ///
    /// - Parameters:
    ///   - run: The run that the copy is made for.
    ///   - home: The copy's home.
    /// - Returns: To where the copy is to be taken back.
    /// - Throws: `FileError`, `SQLiteError`.
    func copyDatabase(before run: String, to home: Path) throws -> RunBeginning {
        let path = home.appending("board.db")
        // Made by us first, so that it is nobody else's to read.
        try AtomicFile.write([], to: path, existing: .keep)
        try database.backUp(to: path)
        try Connection(path, mode: .readWrite).run(
            "UPDATE entry SET filed = revision, file = ?, print = 0",
            .text(FileProjection.gone)
        )
        return try beginning(of: run)
    }

    private func beginning(of run: String) throws -> RunBeginning {
        // Sources that were given were read before the run's work began.
        let event = try database.first(
            """
            SELECT min(sequence) FROM event JOIN entry ON entry.id = event.entry
            WHERE event.run = ? AND action = 'added' AND kind IN ('question', 'task', 'finding')
            """,
            .text(run)
        ) { $0.optionalText(0).flatMap(Int.init) }
        let ids = try database.rows(
            """
            SELECT kind, number FROM entry WHERE run = ?
                AND NOT EXISTS (SELECT 1 FROM journal_write AS done WHERE done.entry = entry.id AND done.revision = 1)
            ORDER BY number
            """,
            [.text(run)]
        ) { EntryID(row: $0) }
        let posted = Set(try recordedSteps(of: run).compactMap { $0.wrote?.number == 1 ? $0.wrote?.entry : nil })
        let own = ids.compactMap { $0 }.filter { !posted.contains($0) }
        let numbers = Dictionary(grouping: own, by: \.kind).mapValues { $0.map(\.number) }
        return RunBeginning(event: event ?? nil, numbers: numbers)
    }

    /// Takes a copy back to before an event.
    ///
    /// - Parameter beginning: The event, and the numbers that new entries get from now on.
    /// - Throws: `SQLiteError`.
    func rewind(to beginning: RunBeginning) throws {
        expectedNumbers = beginning.numbers
        files.leave()
        guard let event = beginning.event else { return }
        try database.transaction {
            let changed = try database.rows(
                "SELECT entry, min(revision) FROM event WHERE sequence >= ? AND action <> 'moved' GROUP BY entry",
                [.int(event)]
            ) { (row: $0.int(0), first: $0.int(1)) }
            try database.run("DELETE FROM event WHERE sequence >= ?", .int(event))
            try database.run("DELETE FROM lease")
            for item in changed { try rewind(item.row, before: item.first) }
        }
    }

    private func rewind(_ row: Int, before revision: Int) throws {
        let found = try database.first(
            """
            SELECT revision.text, path FROM revision JOIN entry ON entry.id = entry
            WHERE entry = ? AND revision.number < ? ORDER BY revision.number DESC LIMIT 1
            """,
            .int(row),
            .int(revision)
        ) { RecordedWrite(text: $0.text(0), path: $0.text(1)) }
        guard let found else { return try store.forget(row) }
        let entry = try EntryFile.parse(found.text, path: found.path, time: clock.now())
        try put(entry, text: found.text)
        try database.run(
            "DELETE FROM journal_write WHERE entry = ? AND revision >= ?",
            .int(row),
            .int(revision)
        )
        try database.run("DELETE FROM revision WHERE entry = ? AND number >= ?", .int(row), .int(revision))
    }

    /// The number that a run gave to its next entry of a kind when it was recorded.
    func expectedNumber(of kind: EntryKind) throws -> Int? {
        try expectedNumbers[kind]?.first { try store.row(of: EntryID(kind, $0)) == nil }
    }

    /// What a recorded step of a run has written.
    func writes(of step: RecordedStep, in run: String) throws -> [RecordedWrite] {
        try database.rows(
            """
            WITH written (entry, revision) AS (
                SELECT id, ?3 FROM entry WHERE kind = ?1 AND number = ?2
                UNION
                SELECT entry, revision FROM journal_write
                WHERE run = ?4 AND path = ?5 AND attempt = ?6 AND kind = ?7 AND request = ?8 AND occurrence = ?9
            )
            SELECT revision.text, entry.path FROM written
            JOIN entry ON entry.id = written.entry
            JOIN revision ON revision.entry = written.entry AND revision.number = written.revision
            ORDER BY written.entry, written.revision
            """,
            [
                SQLiteValue(step.wrote?.entry.kind.rawValue), step.wrote.map { .int($0.entry.number) } ?? .null,
                step.wrote.map { .int($0.number) } ?? .null, .text(run), .text(step.agent.path),
                .int(step.agent.attempt),
                .text(step.kind.rawValue), .text(step.key.request.hexadecimal), .int(step.occurrence),
            ]
        ) { RecordedWrite(text: $0.text(0), path: $0.text(1)) }
    }

    /// Writes revisions as they were.
    ///
    /// - Parameter writes: The revisions; one older than what is there is left out.
    /// - Throws: `SQLiteError`.
    func restore(_ writes: [RecordedWrite]) async throws {
        try await commit { [self] in
            for write in writes {
                let entry = try EntryFile.parse(write.text, path: write.path, time: clock.now())
                if let there = try store.entry(entry.id), there.revision >= entry.revision { continue }
                try put(entry, text: write.text)
            }
        }
    }

    private func put(_ entry: Entry, text: String) throws {
        // A text that is gone is found by whoever quotes it.
        let snapshot = entry.content.origin.flatMap { try? objects.snapshot($0.snapshot) }
        _ = try store.put(entry, text: text, snapshot: snapshot, file: .holds(text, mark: FileProjection.gone))
    }
}
