import TextAnalysis
import Testing

/// A terminal that knows just what the live view may use, and records an issue for all else.
struct ScreenModel {
    let width: Int
    let height: Int
    /// The lines ever shown, those that have scrolled away included.
    private(set) var lines: [String]
    private var row: Int
    private var isWrapping = true
    /// The first line that may be written to.
    private let floor: Int

    init(width: Int, height: Int, linesAbove: Int) {
        (self.width, self.height) = (width, height)
        lines = (0..<linesAbove).map { "above \($0)" } + [""]
        (row, floor) = (linesAbove, linesAbove)
    }

    /// The lines that the view drew.
    var drawn: [String] { Array(lines[floor...]) }

    mutating func write(_ text: String) {
        var rest = Substring(text)
        while let first = rest.unicodeScalars.first {
            if first == "\u{1B}" { control(&rest) } else { put(rest.unicodeScalars.removeFirst()) }
        }
    }

    private mutating func control(_ rest: inout Substring) {
        let end = rest.dropFirst(2).firstIndex { $0.isLetter } ?? rest.endIndex
        guard end < rest.endIndex else { return fail("an escape sequence has no end", &rest) }
        let sequence = String(rest[...end].dropFirst())
        rest = rest[rest.index(after: end)...]
        switch sequence {
        case "[?7l": isWrapping = false
        case "[?7h": isWrapping = true
        case "[K": lines[row] = ""
        default:
            guard sequence.hasSuffix("A"), let count = Int(sequence.dropFirst().dropLast()) else {
                return fail("\(sequence) is not for the view", &rest)
            }
            row -= count
            let top = max(0, lines.count - height)
            #expect(row >= floor && row >= top, "the cursor left the lines of the view")
            row = max(row, top, 0)
        }
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\r": break
        case "\n":
            #expect(UnicodeText.displayWidth(lines[row]) < width)
            row += 1
            if row == lines.count { lines.append("") }
        default:
            #expect(
                scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value),
                "U+\(String(scalar.value, radix: 16))"
            )
            #expect(!isWrapping)
            lines[row].unicodeScalars.append(scalar)
        }
    }

    private func fail(_ message: String, _ rest: inout Substring) {
        Issue.record("\(message)")
        rest = ""
    }
}
