public import Core

/// A step of a run's journal.
public struct RecordedStep: Sendable {
    /// Where a text of a step is.
    enum Place: Sendable, Equatable {
        /// There is none.
        case nowhere
        /// Bytes of the texts in a row of the journal.
        case row(Int, offset: Int, count: Int)
        /// An object.
        case object(ContentHash)
    }

    /// A revision of an entry.
    struct Revision: Sendable, Equatable {
        let entry: EntryID
        let number: Int
    }

    /// The number of its record; later ones have higher numbers.
    public let id: Int
    /// Its place among the agent's steps.
    public let number: Int
    /// What was done, in a few words.
    public let label: String
    /// When it began.
    public let started: Timestamp
    /// When it was recorded.
    public let ended: Timestamp
    /// What it cost.
    public let usage: StepUsage
    /// Whether it was done anew, since something else was asked in its place or its failure had gone away.
    public internal(set) var isSuperseded = false
    /// What was asked; null where that was not kept or not wanted.
    public internal(set) var input = JSON.null
    /// What came of it, or how it failed; null where that was not wanted.
    public internal(set) var result = JSON.null

    let key: JournalKey
    /// How often the agent had asked the same before.
    let occurrence: Int
    /// Nothing if it did not fail; else whether that is final.
    let failure: FinishedStep.Failure?
    /// The steps that do not count any more since this one is there.
    let replaces: [Int]
    /// What it has written to the board in the transaction that recorded it.
    let wrote: Revision?
    let inputPlace: Place
    let resultPlace: Place

    /// Who did it.
    public var agent: JournalAgent { key.agent }
    /// What was done.
    public var kind: JournalKey.Kind { key.kind }
    /// Whether it failed.
    public var isFailure: Bool { failure != nil }
    /// How long it took, in seconds.
    public var seconds: Double { Double(max(0, ended.milliseconds - started.milliseconds)) / 1_000 }

    /// Reads the steps of a row.
    ///
    /// - Parameters:
    ///   - records: The row's records; what is none of this version's is left out.
    ///   - row: The row's number, which is that of its first step.
    /// - Returns: The steps in the order of their numbers.
    static func steps(in records: String, row: Int) -> [RecordedStep] {
        // Written by us; a row that somebody has altered has no steps, and who needs one misses it.
        guard let records = try? JSON(parsing: records).array else { return [] }
        var offset = 0
        return records.enumerated().compactMap { index, record in
            let input = place(record["input"], in: row, &offset)
            let result = place(record["result"], in: row, &offset)
            return RecordedStep(record, id: row + index, input, result)
        }
    }

    private static func place(_ json: JSON?, in row: Int, _ offset: inout Int) -> Place {
        if let hash = json?.string.flatMap(ContentHash.init(hexadecimal:)) { return .object(hash) }
        guard let count = json?.int, (1...StepText.longest).contains(count) else { return .nowhere }
        defer { offset += count }
        return .row(row, offset: offset, count: count)
    }

    private init?(_ record: JSON, id: Int, _ input: Place, _ result: Place) {
        guard let kind = record["kind"]?.string.flatMap(JournalKey.Kind.init(rawValue:)),
            let request = record["request"]?.string.flatMap(ContentHash.init(hexadecimal:)),
            let path = record["agent"]?.string, let number = record["step"]?.int
        else { return nil }
        let agent = JournalAgent(path, attempt: record["attempt"]?.int ?? 1)
        (self.id, self.number, key) = (id, number, JournalKey(agent, kind, request: request))
        (inputPlace, resultPlace) = (input, result)
        label = record["label"]?.string ?? ""
        occurrence = record["occurrence"]?.int ?? 0
        started = Timestamp(milliseconds: Int64(record["started"]?.int ?? 0))
        ended = Timestamp(milliseconds: Int64(record["ended"]?.int ?? 0))
        usage = record["usage"].map(StepUsage.init(json:)) ?? StepUsage()
        failure = record["failure"]?.string.flatMap(FinishedStep.Failure.init(rawValue:))
        replaces = record["replaces"]?.array?.compactMap(\.int) ?? []
        wrote = record["entry"]?.string.flatMap { EntryID($0) }.flatMap { entry in
            record["revision"]?.int.map { Revision(entry: entry, number: $0) }
        }
    }
}

extension [RecordedStep] {
    /// The steps as they stood after one of them, with those marked that did not count any more then.
    ///
    /// - Parameter last: The number of that step; nothing for as they stand now.
    /// - Returns: The steps until then.
    func standing(after last: Int? = nil) -> [RecordedStep] {
        let known = last.map { last in filter { $0.id <= last } } ?? self
        let replaced = Set(known.flatMap(\.replaces))
        if replaced.isEmpty { return known }
        return known.map { step in
            var step = step
            step.isSuperseded = replaced.contains(step.id)
            return step
        }
    }
}
