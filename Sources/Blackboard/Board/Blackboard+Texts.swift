public import Core
import SQLite

extension Blackboard {
    /// The fewest digits that name a kept text.
    private static let shortestName = 8

    /// Keeps a text that is too long for an entry or a conversation; a text that is there is kept once.
    ///
    /// The board remembers in its database that the text is wanted: `check` with repairs removes others.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - run: The run that it belongs to.
    /// - Returns: Its hash, by which it can be read; it is durable.
    /// - Throws: `FileError`, `SQLiteError`.
    public func keep(_ text: String, run: String? = nil) async throws -> ContentHash {
        try await keep([text], run: run)[0]
    }

    /// Keeps several texts in one transaction.
    ///
    /// - Parameters:
    ///   - texts: The texts.
    ///   - run: The run that they belong to.
    /// - Returns: Their hashes in the same order; all are durable.
    /// - Throws: `FileError`, `SQLiteError`.
    public func keep(_ texts: [String], run: String? = nil) async throws -> [ContentHash] {
        let snapshots = texts.map { Snapshot(text: $0) }
        try objects.add(snapshots)
        try await commit { [self] in
            for snapshot in snapshots {
                try database.run(
                    "INSERT OR IGNORE INTO kept_text (hash, run, at) VALUES (?, ?, ?)",
                    .text(snapshot.hash.hexadecimal),
                    SQLiteValue(run),
                    .int(Int(clock.now().milliseconds))
                )
            }
        }
        return snapshots.map(\.hash)
    }

    /// Whether a run has kept a text, word for word.
    ///
    /// - Parameters:
    ///   - hash: The text's hash.
    ///   - run: The run.
    /// - Returns: True if it has.
    /// - Throws: `SQLiteError`.
    public func hasKept(_ hash: ContentHash, run: String) throws -> Bool {
        let found = try database.rows(
            "SELECT 1 FROM kept_text WHERE hash = ? AND run = ?",
            [.text(hash.hexadecimal), .text(run)]
        ) { $0.int(0) }
        return !found.isEmpty
    }

    /// Reads a text that was kept, or a source's.
    ///
    /// - Parameter name: Its hash in hexadecimal, or enough of its first digits to tell it from others.
    /// - Returns: The text, checked against its hash.
    /// - Throws: `BlackboardError`: `snapshotMissing` if there is none or it was altered, `invalid` for no such name.
    public func keptText(_ name: String) throws -> String {
        let digits = name.lowercased()
        guard (Self.shortestName...64).contains(digits.utf8.count), digits.allSatisfy(\.isHexDigit) else {
            throw BlackboardError(.invalid, "'\(name.prefix(80))' is no id of an entry and no name of a text")
        }
        let group = folder.root.appending("objects/\(digits.prefix(2))")
        let names = FileSystem.exists(group) ? try FileSystem.names(in: group).filter { $0.hasPrefix(digits) } : []
        guard names.count == 1, let hash = ContentHash(hexadecimal: names[0]) else {
            let problem = names.isEmpty ? "there is no text \(digits)" : "more than one text begins with \(digits)"
            throw BlackboardError(.snapshotMissing, problem)
        }
        return try snapshot(hash).text
    }
}
