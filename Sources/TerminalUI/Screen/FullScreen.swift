/// The other screen of a terminal, drawn line by line and left as if nothing had been.
public struct FullScreen: Sendable {
    /// Begins the other screen, without a cursor, and has pasted text marked.
    public static let greeting = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?2004h\u{1B}[2J"
    /// Goes back to the screen from which it was begun.
    public static let farewell = "\u{1B}[?2004l\u{1B}[?25h\u{1B}[?1049l"

    private var shown: [String] = []
    private var size = (width: 0, height: 0)

    /// Creates a screen of which nothing is known.
    public init() {}

    /// Draws what has changed.
    ///
    /// - Parameters:
    ///   - lines: The lines from the top; clean text that fits, with styles at most.
    ///   - width: The columns of the terminal.
    ///   - height: Its lines.
    /// - Returns: What is to be written.
    public mutating func draw(_ lines: [String], width: Int, height: Int) -> String {
        var output = ""
        if (width, height) != size {
            output = "\u{1B}[2J"
            shown = []
            size = (width, height)
        }
        let lines = Array(lines.prefix(height)) + Array(repeating: "", count: max(0, height - lines.count))
        for (row, line) in lines.enumerated() where row >= shown.count || shown[row] != line {
            output += "\u{1B}[\(row + 1);1H\u{1B}[?7l\(line)\u{1B}[K\u{1B}[?7h"
        }
        shown = lines
        return output
    }

    /// Cuts or fills a text so that it has a width.
    ///
    /// - Parameters:
    ///   - text: Clean text on one line, without styles.
    ///   - width: The columns.
    /// - Returns: Text of just as many columns.
    public static func fitted(_ text: String, width: Int) -> String {
        let cut = TerminalText.cut(text, width: width)
        let missing = width - TableLayout.shownWidth(of: Array(cut.utf8))
        return cut + String(repeating: " ", count: max(0, missing))
    }

    /// Fills a text that may have styles.
    ///
    /// - Parameters:
    ///   - text: A line that is not wider.
    ///   - width: The columns.
    /// - Returns: The line with blanks behind it.
    public static func padded(_ text: String, width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - TableLayout.shownWidth(of: Array(text.utf8))))
    }
}
