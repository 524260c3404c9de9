public import Core
import Synchronization

/// The events of one run: numbered, stored and handed to who listens.
///
/// They are stored as JSON Lines in a file of the run's own, not in the board's database: a run may have a hundred
/// events a second of which nothing is asked again but all of them in order; so they neither wait for the board's one
/// writer nor make it larger, survive the loss of `board.db`, and can be read by any program and be removed with the run.
public final class EventLog: Sendable {
    private typealias Listeners = [Int: AsyncStream<RunEvent>.Continuation]

    /// What some listeners are to be told.
    private struct News: Sendable {
        /// Nothing for the end.
        let event: RunEvent?
        let listeners: Listeners

        func tell() {
            for listener in listeners.values {
                if let event { listener.yield(event) } else { listener.finish() }
            }
        }
    }

    private struct State: Sendable {
        var lastSequence: Int
        var listeners: Listeners = [:]
        /// What listeners are still to be told.
        var untold = Outbox<News>()
        var lastListener = 0
        var isFinished = false
    }

    /// The most bytes of one text of an event.
    private static let textLimit = 500
    /// How many events wait for a slow listener; of more it sees the latest, and the gap in their numbers.
    private static let backlog = 4_096
    /// Bytes in which the last event stands whole.
    private static let tail = 64 << 10
    /// The most bytes that are read back.
    private static let readLimit = 256 << 20

    /// Nothing for events that are only handed on.
    private let file: LineFile?
    private let clock: WallClock
    private let secrets: TextGuard.Options
    private let state: Mutex<State>

    /// Opens the log of a run; of one that was taken up again the numbers go on.
    ///
    /// - Parameters:
    ///   - run: The run's identifier.
    ///   - home: The board's home; the log is `runs/RUN/events.jsonl` in it.
    ///   - clock: The source of the time of each event.
    ///   - keysInUse: Keys in use by this process, which are never stored.
    /// - Throws: `FileError` if the run's name is none or the file cannot be read.
    public init(run: String, home: Path, clock: WallClock = .system, keysInUse: [String] = []) throws(FileError) {
        let path = try Self.path(of: run, home: home)
        file = LineFile(path)
        self.clock = clock
        secrets = TextGuard.Options(keysInUse: keysInUse)
        state = Mutex(State(lastSequence: try Self.lastSequence(in: path)))
    }

    /// Creates a log that stores nothing, and hands its events on.
    ///
    /// - Parameters:
    ///   - clock: The source of the time of each event.
    ///   - keysInUse: Keys in use by this process, which are never handed on.
    public init(clock: WallClock = .system, keysInUse: [String] = []) {
        file = nil
        self.clock = clock
        secrets = TextGuard.Options(keysInUse: keysInUse)
        state = Mutex(State(lastSequence: 0))
    }

    /// Stores an event and hands it to all listeners, without waiting for either.
    ///
    /// - Parameters:
    ///   - kind: What happened; secrets and escape sequences are taken out of its texts.
    ///   - agent: To whom.
    /// - Returns: The event as it was stored.
    @discardableResult public func record(_ kind: RunEvent.Kind, of agent: AgentID = .top) -> RunEvent {
        let kind = kind.mapTexts { $0.redacted(secrets, limit: Self.textLimit) }
        let (event, mustTell) = state.withLock { state in
            state.lastSequence += 1
            let event = RunEvent(sequence: state.lastSequence, time: clock.now(), agent: agent, kind: kind)
            // Within the lock, so that the order of the file is that of the numbers.
            file?.add(event.json.text)
            return (event, state.untold.add([News(event: event, listeners: state.listeners)]))
        }
        if mustTell { tell() }
        return event
    }

    /// The events from now on, until the log is finished.
    ///
    /// - Returns: A sequence for one reader.
    public func events() -> AsyncStream<RunEvent> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: RunEvent.self,
            bufferingPolicy: .bufferingNewest(Self.backlog)
        )
        let number = state.withLock { state -> Int? in
            if state.isFinished { return nil }
            state.lastListener += 1
            state.listeners[state.lastListener] = continuation
            return state.lastListener
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in self?.forget(number) }
        return stream
    }

    /// Ends the sequences of all listeners and waits until all events are on the disk.
    ///
    /// - Throws: `FileError` if some could not be stored.
    public func finish() async throws {
        let mustTell = state.withLock { state in
            defer { (state.listeners, state.isFinished) = ([:], true) }
            return state.untold.add([News(event: nil, listeners: state.listeners)])
        }
        if mustTell { tell() }
        try await file?.flush()
    }

    /// Tells all listeners what they have not heard yet; a listener that is cancelled meanwhile takes the lock.
    private func tell() {
        while let news = state.withLock({ $0.untold.take() }) { for item in news { item.tell() } }
    }

    /// Reads the stored events of a run.
    ///
    /// - Parameters:
    ///   - run: The run's identifier.
    ///   - home: The board's home.
    /// - Returns: The events in order; lines that are none, such as one that a crash cut off, are passed over.
    /// - Throws: `FileError` if the run's name is none or the file cannot be read; that there is none is no error.
    public static func events(of run: String, home: Path) throws(FileError) -> [RunEvent] {
        let path = try path(of: run, home: home)
        guard FileSystem.exists(path) else { return [] }
        return parse(try FileSystem.read(path, range: 0..<min(try FileSystem.status(path).size, readLimit)))
    }

    private static func lastSequence(in path: Path) throws(FileError) -> Int {
        guard FileSystem.exists(path) else { return 0 }
        let size = try FileSystem.status(path).size
        return parse(try FileSystem.read(path, range: max(0, size - tail)..<size)).last?.sequence ?? 0
    }

    private static func parse(_ bytes: [UInt8]) -> [RunEvent] {
        // What is no JSON is no event.
        bytes.split(separator: UInt8(ascii: "\n")).compactMap { (try? JSON(parsing: $0)).flatMap(RunEvent.init) }
    }

    /// A file of a run, by the run's name, which may come from outside.
    static func path(of run: String, home: Path, name: String = "events.jsonl") throws(FileError) -> Path {
        let isName =
            !run.isEmpty && run.utf8.count <= 64 && run.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        guard isName else {
            throw FileError(.notFound, path: home, message: "no run has such a name; 'slate runs list' shows them")
        }
        return home.appending("runs").appending(run).appending(name)
    }

    private func forget(_ listener: Int) { state.withLock { $0.listeners[listener] = nil } }
}
