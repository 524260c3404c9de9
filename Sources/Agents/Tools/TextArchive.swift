public import Blackboard
import Core

/// Where texts go that are too long for a conversation: the board's objects.
public struct TextArchive: Sendable {
    /// So many digits of the hash tell it from all others, and are few tokens.
    private static let nameLength = 16

    private let board: Blackboard

    /// Creates an archive.
    ///
    /// - Parameter board: The board that keeps the texts.
    public init(board: Blackboard) { self.board = board }

    /// Keeps a text.
    ///
    /// - Parameter text: The text.
    /// - Returns: The name under which `board_read` gives it.
    /// - Throws: `FileError`.
    public func keep(_ text: String) async throws -> String {
        String(try await board.keep(text).hexadecimal.prefix(Self.nameLength))
    }
}
