import Blackboard
import Core
import Research

/// What a run is told from outside besides what its agents ask for: the sources that were given, and the time.
struct RunFacts {
    /// Under whose name they are in the journal.
    static let agent = JournalAgent("run")

    private let run: String
    private let board: Blackboard
    private let journal: Journal

    /// Opens the journal of a run for them.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - board: The board that it works on.
    ///   - taken: The run that was begun before, if it is one.
    /// - Throws: What the journal throws.
    init(of run: String, on board: Blackboard, taken: TakenRun?) async throws {
        self.run = run
        self.board = taken?.repetition?.original ?? board
        journal = try await Journal(
            run: run,
            on: self.board,
            mode: taken?.mode ?? .record,
            repeatingOn: taken?.repetition?.copy
        )
    }

    /// The sources that the user gave, which are read once however often the run is taken up.
    ///
    /// - Parameters:
    ///   - names: The sources as they were written.
    ///   - ingest: Reads them.
    /// - Returns: Their entries; nothing if none were given.
    /// - Throws: What the closure and the journal throw.
    func sources(_ names: [String], _ ingest: () async throws -> Set<EntryID>) async throws -> Set<EntryID>? {
        if names.isEmpty { return nil }
        let key = JournalKey(Self.agent, .fetch, request: (["sources"] + names).joined(separator: "\n"))
        switch try await journal.begin(key, label: "the sources given") {
        case .recorded(let result):
            return Set(try result.get().array?.compactMap { $0.string.flatMap { EntryID($0) } } ?? [])
        case .pending(let step):
            let sources = try await ingest()
            try await journal.end(step, sources.sorted().map(\.description))
            return sources
        }
    }

    /// Puts into an answer when it was made, and how long that took; and notes under which limits and with which options
    /// the run came to it, for who works it through again.
    ///
    /// - Parameters:
    ///   - answer: The answer.
    ///   - session: What made it.
    ///   - team: Who was asked.
    /// - Throws: What the journal throws.
    func date(_ answer: inout Answer, in session: Session, by team: RunTeam) async throws {
        let made = answer
        let circumstances = RunStage.circumstances(of: session, team)
        // A run that is taken up makes another answer, at another time.
        let calls = try await board.run(run).totals.calls
        let key = JournalKey(Self.agent, .clock, request: "answer after \(calls) calls")
        let moment = try await journal.step(key, label: "when the answer was made") {
            .object(
                [
                    JSON.Member("created", .int(Int(made.created.milliseconds))),
                    JSON.Member("seconds", .double(made.seconds)),
                ] + circumstances
            )
        }
        answer.created = Timestamp(milliseconds: Int64(moment["created"]?.int ?? 0))
        answer.seconds = moment["seconds"]?.double ?? 0
    }
}
