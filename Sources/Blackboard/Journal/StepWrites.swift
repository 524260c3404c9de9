import Core
import SQLite
import Synchronization

/// The step that a task works on, so that what it writes to the board is known as that step's.
///
/// A class, because the writes of a step are counted.
final class StepWrites: Sendable {
    /// A write of a step.
    struct Number: Sendable {
        let run: String
        let key: JournalKey
        let occurrence: Int
        let what: ContentHash
        let number: Int
        /// Whether the step may have been done before, and written this.
        let mayBeThere: Bool

        fileprivate var values: [SQLiteValue] {
            [
                .text(run), .text(key.agent.path), .int(key.agent.attempt), .text(key.kind.rawValue),
                .text(key.request.hexadecimal), .int(occurrence), .text(what.hexadecimal), .int(number),
            ]
        }
    }

    @TaskLocal static var current: StepWrites?

    /// What came of the step, recorded in the transaction of one of its writes.
    struct Conclusion: Sendable {
        let result: WrittenJSON
        /// Whether the run was told to end.
        let isToldToEnd: Bool
    }

    let run: String
    let step: Journal.PendingStep
    /// What the agent did before, if it is recorded with the step.
    let earlier: [FinishedStep]
    private let isRepeated: Bool
    private let counts = Mutex<[ContentHash: Int]>([:])
    private let concluded = Mutex<Conclusion?>(nil)

    /// Creates the writes of a step.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - step: The step.
    ///   - earlier: What is recorded with the step.
    ///   - isRepeated: Whether the step may have been begun before.
    init(run: String, step: Journal.PendingStep, after earlier: [FinishedStep], isRepeated: Bool) {
        self.run = run
        self.step = step
        self.earlier = earlier
        self.isRepeated = isRepeated
    }

    /// What came of the step, if a write has recorded that.
    var conclusion: Conclusion? { concluded.withLock { $0 } }

    /// Notes that a write has recorded what came of the step; the transaction is durable.
    func conclude(_ conclusion: Conclusion) { concluded.withLock { $0 = conclusion } }

    /// Counts a write.
    ///
    /// - Parameter words: What tells it from other writes of the step, which may be made at the same time.
    /// - Returns: Its number.
    func next(_ words: String...) -> Number {
        let what = ContentHash(of: words.joined(separator: "\n").utf8)
        let number = counts.withLock { counts in
            defer { counts[what, default: 0] += 1 }
            return counts[what, default: 0]
        }
        return Number(
            run: run,
            key: step.key,
            occurrence: step.place.occurrence,
            what: what,
            number: number,
            mayBeThere: isRepeated
        )
    }
}

extension EntryStore {
    /// The revision that a step has written before it was repeated.
    ///
    /// - Parameter write: The write; nothing outside of steps.
    /// - Returns: The entry as it was written; nothing if there was no such write.
    /// - Throws: `SQLiteError`.
    func written(_ write: StepWrites.Number?) throws -> Entry? {
        guard let write, write.mayBeThere else { return nil }
        let found = try database.rows(
            """
            SELECT revision.text, entry.path FROM journal_write AS done
            JOIN entry ON entry.id = done.entry
            JOIN revision ON revision.entry = done.entry AND revision.number = done.revision
            WHERE done.run = ? AND done.path = ? AND done.attempt = ? AND done.kind = ? AND done.request = ?
                AND done.occurrence = ? AND done.what = ? AND done.number = ?
            """,
            write.values
        ) { (text: $0.text(0), path: $0.text(1)) }
        return try found.first.map { try EntryFile.parse($0.text, path: $0.path, time: Timestamp(milliseconds: 0)) }
    }

    /// Notes what a step has written; within the transaction of the write.
    func note(_ write: StepWrites.Number?, wrote entry: Entry) throws {
        guard let write, let row = try row(of: entry.id) else { return }
        try database.run(
            """
            INSERT INTO journal_write (run, path, attempt, kind, request, occurrence, what, number, entry, revision)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            write.values + [.int(row), .int(entry.revision)]
        )
    }
}

extension Blackboard {
    /// Makes a change to an entry, once: a step that is repeated gets what it wrote the first time.
    ///
    /// - Parameters:
    ///   - write: The write; nothing outside of steps.
    ///   - body: Makes the change, within a transaction.
    /// - Returns: The entry as it was written.
    /// - Throws: What the closure throws; `SQLiteError`.
    func once(_ write: StepWrites.Number?, _ body: () throws -> Entry) throws -> Entry {
        if let entry = try store.written(write) { return entry }
        let entry = try body()
        try store.note(write, wrote: entry)
        return entry
    }
}
