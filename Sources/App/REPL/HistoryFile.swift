import Core
import TerminalUI

/// The lines that were typed, in a file that several processes may add to.
struct HistoryFile {
    /// How many are remembered.
    static let limit = 1_000
    private static let sizeLimit = 16 << 20

    let path: Path

    /// The lines, oldest first.
    func load() -> [String] {
        // Without the file, or with one that cannot be read, there is nothing to remember.
        guard let bytes = try? FileSystem.read(path, limit: Self.sizeLimit) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { Self.decoded($0) }
    }

    /// Adds a line; one that was there moves to the end.
    ///
    /// - Parameter line: The line, which may hold line feeds.
    /// - Returns: The lines with it, and with those that other processes have added.
    /// - Throws: `FileError` if the file cannot be written.
    func add(_ line: String) throws -> [String] {
        var lines = load()
        lines.removeAll { $0 == line }
        lines.append(line)
        lines = Array(lines.suffix(Self.limit))
        let text = lines.map { Self.encoded($0) + "\n" }.joined()
        try AtomicFile.write(Array(text.utf8), to: path, synchronizesFolder: false)
        return lines
    }

    private static func encoded(_ line: String) -> String {
        line.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }

    private static func decoded(_ text: Substring) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                result.append(character == "n" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
        return TerminalText.clean(result)
    }
}
