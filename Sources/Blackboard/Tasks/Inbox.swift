public import Core

/// Messages to an agent, one JSON file each, for workers that are programs of their own.
///
/// A message is written under a temporary name and renamed, so that none is read half-written; the names order them.
/// A reader takes one by renaming it again, which succeeds for one reader only.
public struct Inbox: Sendable {
    /// The largest message, in bytes.
    public static let messageLimit = 4 << 20

    /// A message.
    public struct Message: Sendable, Equatable {
        /// The name of its file.
        public let name: String
        /// What it says.
        public let content: JSON
    }

    /// A file that is no message; it was moved to `rejected`.
    public struct Rejected: Sendable, Equatable {
        /// The name of its file.
        public let name: String
        /// What is wrong with it.
        public let reason: String
    }

    private let folder: Path

    /// Opens an agent's inbox, and makes it if there is none.
    ///
    /// - Parameters:
    ///   - agent: The agent's name: letters, digits, `-`, `_` and `.`, up to 64, and no dot at its start.
    ///   - board: The board's home.
    /// - Throws: `BlackboardError` with `invalid` for another name; `FileError`.
    public init(of agent: String, in board: BoardFolder) throws {
        let isName = agent.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x5F].contains(byte)
        }
        guard isName, !agent.isEmpty, agent.utf8.count <= 64, !agent.hasPrefix(".") else {
            throw BlackboardError(
                .invalid,
                "an agent's name has letters, digits, '-', '_' and '.', up to 64 of them, and begins with no dot"
            )
        }
        folder = board.root.appending("inbox/\(agent)")
        for name in ["", "taken", "rejected"] {
            try FileSystem.makeFolder(name.isEmpty ? folder : folder.appending(name))
        }
    }

    /// Sends a message.
    ///
    /// - Parameters:
    ///   - content: What it says.
    ///   - clock: The time that orders it among the others.
    /// - Returns: The name of its file.
    /// - Throws: `FileError`; `BlackboardError` with `invalid` if it is too large.
    public func send(_ content: JSON, clock: WallClock = .system) throws -> String {
        let bytes = Array((content.text + "\n").utf8)
        guard bytes.count <= Self.messageLimit else {
            throw BlackboardError(.invalid, "a message has up to \(Self.messageLimit) bytes; send a path instead")
        }
        // Under the lock, so that what is sent later has a later name, whatever the clock says.
        return try FileSystem.withLock(on: folder) {
            var generator = SystemRandomNumberGenerator()
            let latest = try waiting().last.map { Path($0).stem } ?? ""
            var id = RunID.make(at: clock.now(), using: &generator)
            if id <= latest, let next = RunID.successor(of: latest) { id = next }
            try AtomicFile.write(bytes, to: folder.appending(id + ".json"), existing: .keep)
            return id + ".json"
        }
    }

    /// Takes the messages that wait; no other reader gets them.
    ///
    /// - Parameter limit: The most messages that are taken.
    /// - Returns: The messages in order, and the files that are none.
    /// - Throws: `FileError`.
    public func take(limit: Int = .max) throws -> (messages: [Message], rejected: [Rejected]) {
        var messages: [Message] = []
        var rejected: [Rejected] = []
        for name in try waiting() where messages.count < limit {
            let taken = folder.appending("taken/\(name)")
            // Another reader was faster.
            guard try FileSystem.move(folder.appending(name), to: taken) else { continue }
            do {
                let bytes = try FileSystem.read(taken, limit: Self.messageLimit)
                messages.append(Message(name: name, content: try JSON(parsing: String(decoding: bytes, as: UTF8.self))))
            } catch {
                _ = try FileSystem.move(taken, to: folder.appending("rejected/\(name)"))
                rejected.append(Rejected(name: name, reason: "\(error)"))
            }
        }
        return (messages, rejected)
    }

    /// Forgets a message that was dealt with; one that is not forgotten stays in `taken`.
    ///
    /// - Parameter message: The message.
    /// - Throws: `FileError`.
    public func finish(_ message: Message) throws { try FileSystem.remove(folder.appending("taken/\(message.name)")) }

    private func waiting() throws -> [String] {
        try FileSystem.names(in: folder).filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
    }
}
