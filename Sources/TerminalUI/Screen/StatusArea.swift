import TextAnalysis

/// Lines below a stream of text that are drawn over and over and leave no trace.
///
/// It makes the sequences and writes nothing itself. The text above stays whole: before it grows, the area is taken away
/// and the cursor goes back to where the text ended.
public struct StatusArea: Sendable {
    private var lines: [String] = []
    /// How many lines stand on the screen.
    private var drawn = 0
    private var size = (width: 80, height: 24)
    /// The end of the text above that has no line feed yet.
    private var tail = ""

    /// Whether the text above ends within a line.
    public var isWithinLine: Bool { !tail.isEmpty }

    /// Creates an area without lines.
    public init() {}

    /// Adds to the text above.
    ///
    /// - Parameter text: Clean text; the only sequences in it choose a style. Its lines fit the terminal.
    /// - Returns: What is to be written.
    public mutating func write(_ text: String) -> String {
        if text.isEmpty { return "" }
        let erased = erase()
        tail =
            text.utf8.last == 0x0A
            ? "" : String((tail + text).split(separator: "\n", omittingEmptySubsequences: false).last ?? "")
        return erased + text + draw()
    }

    /// Shows other lines in the area.
    ///
    /// - Parameters:
    ///   - lines: Clean text, a line each; none take the area away.
    ///   - width: The columns of the terminal.
    ///   - height: Its lines.
    /// - Returns: What is to be written.
    public mutating func show(_ lines: [String], width: Int, height: Int) -> String {
        let isMoved = drawn > 0 && (width, height) != size
        if !isMoved, lines == self.lines, drawn > 0 || lines.isEmpty { return "" }
        let erased = isMoved ? forget() : erase()
        size = (width, height)
        self.lines = Array(lines.prefix(max(1, height - 2)))
        return erased + draw()
    }

    /// Leaves the lines after a change of the size, when nobody knows how the terminal has broken them.
    ///
    /// Each of them has a row at least, so that going up by as many never reaches the text above; what then remains of
    /// them stays. The text goes on in a line of its own.
    private mutating func forget() -> String {
        defer { (drawn, tail) = (0, "") }
        return "\r" + (drawn > 1 ? "\u{1B}[\(drawn - 1)A" : "") + "\u{1B}[J"
    }

    /// Forgets what stands on the screen, which somebody else has written on: all begins anew below it.
    public mutating func beginAnew() { (drawn, tail) = (0, "") }

    private mutating func erase() -> String {
        guard drawn > 0 else { return "" }
        let rows = drawn - 1 + (tail.isEmpty ? 0 : 1)
        drawn = 0
        let up = rows > 0 ? "\u{1B}[\(rows)A" : ""
        if tail.isEmpty { return "\r\(up)\u{1B}[J" }
        let column = Self.width(tail)
        return "\r\(up)" + (column > 0 ? "\u{1B}[\(column)C" : "") + "\u{1B}[J"
    }

    private mutating func draw() -> String {
        if lines.isEmpty { return "" }
        drawn = lines.count
        let shown = lines.map { TerminalText.cut($0, width: max(1, size.width - 1)) }
        // Without wrapping no line can take two, whatever the terminal thinks of a character's width.
        return (tail.isEmpty ? "" : "\r\n") + "\u{1B}[?7l" + shown.joined(separator: "\r\n") + "\u{1B}[?7h"
    }

    /// The columns of a text, its styles left aside.
    private static func width(_ text: String) -> Int {
        TableLayout.shownWidth(of: Array(text.utf8))
    }
}
