import TextAnalysis
import Testing

/// A terminal that knows what the status area may use, and records an issue for all else.
struct TerminalModel {
    let width: Int
    let height: Int
    /// All lines, those that have scrolled away included.
    private(set) var lines: [[Character]] = [[]]
    private var row = 0
    private var column = 0
    private var isWrapping = true

    init(width: Int, height: Int) { (self.width, self.height) = (width, height) }

    /// What stands there, without blanks at the ends of lines and empty lines at the end.
    var text: String {
        var texts = lines.map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return String(line)
        }
        while texts.last?.isEmpty == true { texts.removeLast() }
        return texts.joined(separator: "\n")
    }

    mutating func write(_ text: String) {
        var rest = Substring(text)
        while let first = rest.first {
            if first == "\u{1B}" { control(&rest) } else { put(rest.removeFirst()) }
        }
    }

    private mutating func control(_ rest: inout Substring) {
        guard let end = rest.dropFirst(2).firstIndex(where: { $0.isLetter }) else {
            Issue.record("an escape sequence has no end")
            rest = ""
            return
        }
        let sequence = rest[rest.index(rest.startIndex, offsetBy: 2)...end]
        rest = rest[rest.index(after: end)...]
        let number = Int(sequence.dropLast()) ?? 1
        switch sequence.last {
        case "m": break
        case "A":
            #expect(row - number >= max(0, lines.count - height), "the cursor left the screen")
            row = max(0, row - number)
        case "C": column = min(width - 1, column + number)
        case "J":
            lines.removeSubrange((row + 1)...)
            lines[row] = Array(lines[row].prefix(column))
        case "l", "h": isWrapping = sequence.last == "h"
        default: Issue.record("\(sequence) is not for the status area")
        }
    }

    private mutating func put(_ character: Character) {
        switch character {
        case "\r": column = 0
        case "\n", "\r\n":
            (row, column) = (row + 1, 0)
            if row == lines.count { lines.append([]) }
        default:
            if column >= width {
                guard isWrapping else { return }
                put("\n")
            }
            while lines[row].count <= column { lines[row].append(" ") }
            lines[row][column] = character
            column += UnicodeText.displayWidth(String(character))
        }
    }
}
