import Blackboard
public import Core
import Synchronization

/// What a person has said to the agents of a run, until they read it.
///
/// All that is said is also added to a file of the run's own, so that it waits for an agent that is called off, or whose
/// process ends, before it reads it. What was read is a matter of the journal: an agent that is taken up reads first what
/// is recorded there, and then what is left.
public final class AgentMail: Sendable {
    private struct State: Sendable {
        /// By place in the run, which is the same when the run is taken up; the names of agents need not be.
        var unread: [String: [String]] = [:]
        /// Where those stand that are at work.
        var places: [AgentID: String] = [:]
        /// Whether something was said that may not be on the disk.
        var mustFlush = false
    }

    /// The most bytes that are read back.
    private static let readLimit = 16 << 20

    /// Nothing for what is not kept.
    private let file: LineFile?
    private let state: Mutex<State>

    /// Creates a box that is lost with its run.
    public init() {
        file = nil
        state = Mutex(State())
    }

    /// Opens the box of a run, with all that was said in it before.
    ///
    /// - Parameters:
    ///   - run: The run's identifier.
    ///   - home: The board's home; the file is `runs/RUN/messages.jsonl` in it.
    /// - Throws: `FileError` if the run's name is none or the file cannot be read.
    public init(run: String, home: Path) throws(FileError) {
        let path = try EventLog.path(of: run, home: home, name: "messages.jsonl")
        file = LineFile(path)
        state = Mutex(State(unread: try Self.messages(in: path)))
    }

    private static func messages(in path: Path) throws(FileError) -> [String: [String]] {
        guard FileSystem.exists(path) else { return [:] }
        let bytes = try FileSystem.read(path, range: 0..<min(try FileSystem.status(path).size, readLimit))
        var messages: [String: [String]] = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            // A line that a crash cut off is no message.
            guard let json = try? JSON(parsing: line), let place = json["to"]?.string, let text = json["text"]?.string
            else { continue }
            messages[place, default: []].append(text)
        }
        return messages
    }

    /// Begins to take messages for an agent.
    func open(_ agent: AgentID, at place: JournalAgent) { state.withLock { $0.places[agent] = place.path } }

    /// Sends a message.
    ///
    /// - Returns: Whether the agent is at work.
    func send(_ text: String, to agent: AgentID) -> Bool {
        state.withLock { state in
            guard let place = state.places[agent] else { return false }
            state.unread[place, default: []].append(text)
            state.mustFlush = true
            // Within the lock, so that the order of the file is that in which it was said.
            file?.add((["to": .string(place), "text": .string(text)] as JSON).text)
            return true
        }
    }

    /// What an agent has not read yet.
    func unread(at place: JournalAgent) -> [String] { state.withLock { $0.unread[place.path] ?? [] } }

    /// Notes that an agent has read messages, now or before its run was taken up.
    func forget(_ texts: [String], at place: JournalAgent) {
        state.withLock { state in
            for text in texts {
                guard let index = state.unread[place.path]?.firstIndex(of: text) else { continue }
                state.unread[place.path]?.remove(at: index)
            }
        }
    }

    /// Takes no more messages for an agent; those that it has not read wait for its next attempt.
    ///
    /// - Returns: What it has not read.
    func close(_ agent: AgentID) -> [String] {
        state.withLock { state in state.places.removeValue(forKey: agent).flatMap { state.unread[$0] } ?? [] }
    }

    /// Waits until all that was said is on the disk.
    ///
    /// - Throws: `FileError` if some could not be stored.
    public func flush() async throws {
        let mustFlush = state.withLock { state in
            defer { state.mustFlush = false }
            return state.mustFlush
        }
        // Nobody has said anything in most runs, which then have no such file.
        if mustFlush { try await file?.flush() }
    }
}
