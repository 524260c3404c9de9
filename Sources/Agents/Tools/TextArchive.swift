public import Blackboard
import Core

/// Where texts go that are too long for a conversation: the board's objects.
public struct TextArchive: Sendable {
    /// So many digits of the hash tell it from all others, and are few tokens.
    private static let nameLength = 16

    private let board: Blackboard
    private let run: String?

    /// Creates an archive.
    ///
    /// - Parameters:
    ///   - board: The board that keeps the texts.
    ///   - run: The run that they belong to.
    public init(board: Blackboard, run: String? = nil) {
        self.board = board
        self.run = run
    }

    /// Keeps a text.
    ///
    /// - Parameter text: The text.
    /// - Returns: The name under which `board_read` gives it.
    /// - Throws: `FileError`, `SQLiteError`.
    public func keep(_ text: String) async throws -> String { try await keep([text])[0] }

    /// Keeps several texts, which waits for the disk once.
    ///
    /// - Parameter texts: The texts.
    /// - Returns: Their names, in the same order.
    /// - Throws: `FileError`, `SQLiteError`.
    public func keep(_ texts: [String]) async throws -> [String] {
        try await board.keep(texts, run: run).map { String($0.hexadecimal.prefix(Self.nameLength)) }
    }
}
