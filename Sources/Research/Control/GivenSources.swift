import Blackboard
import Core

/// The sources that a run is limited to, kept on the board for whoever takes it up.
enum GivenSources {
    private static let prefix = "sources-"

    /// Keeps them.
    ///
    /// - Parameters:
    ///   - sources: The sources.
    ///   - board: The board.
    /// - Returns: A tag for the run's task, from which `read` knows them.
    /// - Throws: What the board throws.
    static func keep(_ sources: Set<EntryID>, on board: Blackboard) async throws -> String {
        let list = sources.sorted().map(\.description).joined(separator: " ")
        return prefix + (try await board.keep(list)).hexadecimal
    }

    /// Reads them.
    ///
    /// - Parameters:
    ///   - tags: The tags of a run's task.
    ///   - board: The board.
    /// - Returns: The sources; nothing if the run is not limited.
    /// - Throws: What the board throws.
    static func read(_ tags: [String], on board: Blackboard) async throws -> Set<EntryID>? {
        guard let tag = tags.first(where: { $0.hasPrefix(prefix) }) else { return nil }
        let list = try await board.keptText(String(tag.dropFirst(prefix.count)))
        return Set(list.split(separator: " ").compactMap { EntryID(String($0)) })
    }
}
